// The built site in headless Chromium: nothing runs off the side, nothing leaves the origin, axe finds nothing, it reads without JavaScript.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const output = process.env.BANBAO_OUTPUT ?? '../../output';
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const report = JSON.parse(await readFile(`${output}/report.json`, 'utf8'));
let browser, site;

before(async () => {
  site = await serve(`${output}/site`);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(async () => { await browser?.close(); site?.close(); });

// One page of every kind, told apart by the first part of its address; every article, since they hold all kinds of blocks.
const kinds = new Map();
for (const { url } of report.pages) {
  const steps = url.split('/').slice(1, -1);
  // A year and a quarter, and a later page of a list, are kinds of their own.
  const kind = `${steps[0] ?? ''}${steps.length > 1 ? '/…' : ''}${steps.length > 2 ? `/${steps.length > 3 ? 'page' : steps[2][0]}` : ''}`;
  if (!kinds.has(kind) || url.startsWith('/articles/')) kinds.set(url.startsWith('/articles/') ? url : kind, url);
}
const urls = [...new Set([...kinds.values(), '/no-such-page/'])];

async function open(url, options = {}, prepare = async () => {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const strangers = [], mistakes = [];
  page.on('request', (r) => { if (!r.url().startsWith(site.origin) && !r.url().startsWith('data:')) strangers.push(r.url()); });
  page.on('pageerror', (e) => mistakes.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('404')) mistakes.push(m.text()); });
  await prepare(context);
  await page.goto(site.origin + url);
  return { page, context, strangers, mistakes };
}

test('there are pages of every kind', () => {
  for (const kind of ['', 'articles', 'events', 'tags', 'audience', 'archive', 'boards', 'about', 'calendar', 'search']) {
    assert.ok(report.pages.some((p) => p.url.split('/')[1] === kind), `no /${kind}/ page`);
  }
  for (const list of ['/tags/', '/audience/', '/archive/', '/boards/', '/articles/']) assert.ok(urls.includes(list), list);
  assert.ok(urls.some((u) => /^\/archive\/\d+\/q\d\/$/.test(u)) && urls.some((u) => /^\/archive\/\d+\/$/.test(u)));
});

for (const width of [320, 360, 768, 1280]) {
  test(`nothing runs off the side at ${width} px, nothing leaves the origin`, async () => {
    for (const url of urls) {
      const { page, context, strangers, mistakes } = await open(url, { viewport: { width, height: 800 } });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${url} is ${wide} px too wide at ${width}`);
      assert.deepEqual(strangers, [], url);
      assert.deepEqual(mistakes, [], url);
      await context.close();
    }
  });
}

for (const [name, options, elder] of [['light', { colorScheme: 'light' }, false], ['dark', { colorScheme: 'dark' }, false], ['elder', { colorScheme: 'light' }, true]]) {
  test(`axe finds nothing, ${name}`, async () => {
    for (const url of urls) {
      const prepare = elder ? (c) => c.addInitScript(() => localStorage.setItem('banbao-elder', '1')) : undefined;
      // The page's own Content-Security-Policy would keep axe out.
      const { page, context } = await open(url, { ...options, bypassCSP: true, viewport: { width: 390, height: 844 } }, prepare);
      if (elder) assert.ok(await page.evaluate(() => document.documentElement.classList.contains('elder')), `${url} is not in elder mode`);
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.map((v) => `${url}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`), []);
      await context.close();
    }
  });
}

test('everything can be read without JavaScript', async () => {
  for (const url of urls) {
    const { page, context } = await open(url, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
    assert.equal(await page.locator('h1').count(), 1, url);
    assert.ok((await page.locator('main').innerText()).trim().length > 20, url);
    await context.close();
  }
});

test('type is large enough to read', async () => {
  const article = report.pages.find((p) => p.url.startsWith('/articles/') && p.source);
  for (const [elder, least] of [[false, 16], [true, 18]]) {
    const prepare = elder ? (c) => c.addInitScript(() => localStorage.setItem('banbao-elder', '1')) : undefined;
    const { page, context } = await open(article.url, { viewport: { width: 360, height: 800 } }, prepare);
    const size = await page.locator('main p').first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
    const leading = await page.locator('main section p').first().evaluate((e) => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize));
    assert.ok(size >= least, `${size} px`);
    assert.ok(leading >= 1.74, `line height ${leading}`);
    await context.close();
  }
});

// A word from the middle of a sentence of a real article, so that the test does not know the articles.
async function midSentence() {
  const { readdir } = await import('node:fs/promises');
  for (const name of await readdir(`${output}/site/search/text`)) {
    const script = await readFile(`${output}/site/search/text/${name}`, 'utf8');
    const page = JSON.parse(script.slice(script.indexOf(',') + 1, script.lastIndexOf(')')));
    const sentence = page.url.startsWith('/articles/') && page.body.find((b) => /[\u4e00-\u9fff]{12}/.test(b));
    if (sentence) return { url: page.url, word: /[\u4e00-\u9fff]{12}/.exec(sentence)[0].slice(4, 9) };
  }
  throw new Error('no article has a sentence');
}

for (const [name, options, elder] of [['light', { colorScheme: 'light' }, false], ['dark', { colorScheme: 'dark' }, false], ['elder', { colorScheme: 'light' }, true]]) {
  test(`the search finds 无烟日 and a word in mid-sentence, ${name}`, async () => {
    const middle = await midSentence();
    for (const [word, url] of [['无烟日', '/articles/'], [middle.word, middle.url]]) {
      const prepare = elder ? (c) => c.addInitScript(() => localStorage.setItem('banbao-elder', '1')) : undefined;
      const { page, context, strangers, mistakes } = await open(`/search/?q=${encodeURIComponent(word)}`, { ...options, bypassCSP: true, viewport: { width: 360, height: 800 } }, prepare);
      await page.waitForSelector('#bb-results mark');
      assert.ok((await page.locator('#bb-results mark').allInnerTexts()).includes(word), word);
      assert.ok((await page.locator('#bb-results a').evaluateAll((all) => all.map((a) => a.pathname))).some((p) => p.startsWith(url)), word);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.map((v) => `${v.id} ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`), []);
      assert.deepEqual([strangers, mistakes], [[], []]);
      await context.close();
    }
  });
}

test('the forms lead to the results, under the page\'s own Content-Security-Policy', async () => {
  const { page, context, strangers, mistakes } = await open('/', { viewport: { width: 360, height: 800 } });
  await page.fill('main [name=q]', '血压');
  await page.press('main [name=q]', 'Enter');
  await page.waitForSelector('#bb-results mark');
  assert.equal(new URL(page.url()).pathname, '/search/');
  assert.equal(await page.inputValue('#bb-q'), '血压');
  await page.fill('#bb-q', '没有人会写的词');
  await page.press('#bb-q', 'Enter');
  await page.waitForSelector('#bb-none:not([hidden])');
  assert.equal(await page.locator('#bb-none .tags a').count(), 3);
  assert.match(await page.innerText('#bb-found'), /没有找到/);
  await page.goBack();
  await page.waitForSelector('#bb-results mark');
  assert.deepEqual([strangers, mistakes], [[], []]);
  await context.close();
});

test('the search works from a disk, without a server', async () => {
  const { resolve } = await import('node:path');
  const { pathToFileURL } = await import('node:url');
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(output, 'site/index.html')).href);
  await page.fill('main [name=q]', '血压');
  await page.press('main [name=q]', 'Enter');
  await page.waitForSelector('#bb-results mark');
  await page.locator('#bb-results a').first().click();
  await page.waitForSelector('article, h1');
  assert.match(page.url(), /\/articles\/.*\/index\.html$/);
  await context.close();
});

test('without JavaScript the search page says how to browse', async () => {
  const { page, context } = await open('/search/', { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  assert.match(await page.innerText('noscript'), /请按下面的/);
  assert.ok(await page.locator('.browse a').count() > 5);
  await context.close();
});

// A stand-in for the browser's voice: it says a sentence in a moment and remembers it.
function withVoice(lang) {
  window.said = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  const speech = {
    getVoices: () => [{ lang, localService: true, name: 'x' }],
    speak(u) { window.said.push(u.text); this.timer = setTimeout(() => u.onend(), 5); },
    cancel() { clearTimeout(this.timer); },
    addEventListener() {},
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
}

test('an article is read aloud, stops when it is told to, and offers nothing without a Chinese voice', async () => {
  const article = report.pages.find((p) => p.url.startsWith('/articles/') && p.source);
  const { page, context, mistakes } = await open(article.url, { viewport: { width: 360, height: 800 } }, (c) => c.addInitScript(withVoice, 'zh-CN'));
  await page.click('[data-listen] [data-go]');
  await page.waitForFunction(() => window.said.length > 5);
  assert.equal(await page.locator('.saying').count(), 1);
  await page.click('[data-go]');
  const paused = await page.evaluate(() => window.said.length);
  await page.waitForTimeout(60);
  assert.equal(await page.evaluate(() => window.said.length), paused);
  assert.equal(await page.innerText('[data-go]'), '继续听');
  await page.click('[data-go]');
  await page.waitForFunction(() => document.querySelector('[data-go]').textContent === '听全文', null, { timeout: 20000 });
  const said = await page.evaluate(() => window.said.join(''));
  assert.ok(said.startsWith(await page.innerText('h1')));
  for (const heading of await page.locator('.blk h2').allInnerTexts()) assert.ok(said.includes(heading.trim()), heading);
  assert.deepEqual(mistakes, []);
  await context.close();
  const other = await open(article.url, {}, (c) => c.addInitScript(withVoice, 'en-US'));
  assert.ok(!(await other.page.isVisible('[data-listen]')));
  await other.context.close();
});

test('elder mode: large type and targets, remembered on the next page, left again', async () => {
  const { page, context } = await open('/', { viewport: { width: 360, height: 800 } });
  await page.click('.to-elder');
  // GB/T 37668: what is touched is at least 60 px high on every kind of page; links within running text are as high as their line.
  for (const url of urls) {
    await page.goto(site.origin + url);
    const low = await page.locator('.btn,.nav a,summary,.crumb a,.foot nav a,.beian a,.tags a,.browse h2 a,.browse h3 a,.more,.turn a,.opt,.toc a,.mj a,.day[href],.num a,.near a,.list>li>a,input[type=search]')
      .evaluateAll((all) => all.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 59.5).map((e) => `${e.outerHTML.slice(0, 60)} ${e.getBoundingClientRect().height}`));
    assert.deepEqual(low, [], url);
  }
  const next = report.pages.find((p) => p.url.startsWith('/articles/') && p.source);
  await page.goto(site.origin + next.url);
  assert.ok(await page.evaluate(() => document.documentElement.classList.contains('elder')));
  const small = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    return own && e.checkVisibility() && !e.closest('sup,.vh,.skip,svg') && parseFloat(getComputedStyle(e).fontSize) < 18;
  }).map((e) => `${e.tagName}.${e.className} ${getComputedStyle(e).fontSize}`));
  assert.deepEqual(small, []);
  await page.click('.to-plain');
  await page.reload();
  assert.ok(!(await page.evaluate(() => document.documentElement.classList.contains('elder'))));
  await context.close();
});

test('the whole way by keyboard: the skip link, the menu, the search, all with a visible focus', async () => {
  const { page, context } = await open('/', { viewport: { width: 1280, height: 800 } });
  const seen = [];
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(() => {
      const e = document.activeElement, style = getComputedStyle(e);
      return { what: e.textContent.trim() || e.name, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
    }));
  }
  assert.equal(seen[0].what, '跳到正文');
  for (const name of ['文章', '板报', '日历', 'q']) assert.ok(seen.some((s) => s.what === name), `${name} is not reached: ${seen.map((s) => s.what)}`);
  assert.deepEqual(seen.filter((s) => !s.outline), []);
  await context.close();
});

test('dates of boards are never broken, in no mode and at no width', async () => {
  for (const elder of [false, true]) for (const width of [320, 360, 768, 1280]) {
    const prepare = elder ? (c) => c.addInitScript(() => localStorage.setItem('banbao-elder', '1')) : undefined;
    const { page, context } = await open('/boards/', { viewport: { width, height: 800 } }, prepare);
    assert.ok(await page.locator('.bt time').count() > 0);
    const broken = await page.locator('.bt time').evaluateAll((all) => all.filter((e) => e.getClientRects().length > 1 || e.getBoundingClientRect().height > 1.6 * parseFloat(getComputedStyle(e).fontSize) * 1.85).map((e) => e.textContent));
    assert.deepEqual(broken, [], `${width} px${elder ? ', elder' : ''}`);
    await context.close();
  }
});

test('a short page fills the window: the footer stands at its foot', async () => {
  const { page, context } = await open('/no-such-page/', { viewport: { width: 1280, height: 2400 } });
  assert.ok(await page.evaluate(() => Math.abs(document.querySelector('.foot').getBoundingClientRect().bottom - window.innerHeight) < 2));
  await context.close();
});
