// `banbao serve` in headless Chromium: an edit shows without losing the place, a mistake lies over the page until it is mended,
// the workbench shows sheets, fit and problems.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const program = resolve(process.env.BANBAO ?? '../../target/release/banbao');
let browser, child, origin, folder, site;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banbao-serve-'));
  site = join(folder, 'site');
  execFileSync(program, ['init', site], { stdio: 'ignore' });
  child = spawn(program, ['-C', site, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  origin = await new Promise((done) => lines.on('line', (l) => { const m = l.match(/http:\/\/127\.0\.0\.1:\d+/); if (m) done(m[0]); }));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  await until(async () => (await state()).settled);
});
after(async () => { await browser?.close(); child?.kill(); await rm(folder, { recursive: true, force: true }); });

const state = async () => (await fetch(origin + '/_banbao/state.json')).json();
const until = async (holds) => {
  for (let i = 0; i < 600; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail('it never came to be');
};
// As careful editors save: beside, then over.
const save = async (path, text) => { await writeFile(path + '.tmp', text); await rename(path + '.tmp', path); };
const articles = () => join(site, 'content/articles');

async function article() {
  const { lists } = await state();
  const a = lists.articles.find((x) => x.url);
  return { path: join(site, a.path), url: a.url, text: await readFile(join(site, a.path), 'utf8') };
}

async function open(url, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const mistakes = [];
  page.on('pageerror', (e) => mistakes.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') mistakes.push(m.text()); });
  await page.goto(origin + url);
  return { page, mistakes, close: () => context.close() };
}

test('an edit shows, and the reader keeps the place', async () => {
  const { path, url, text } = await article();
  const { page, mistakes, close } = await open(url, { width: 360, height: 500 });
  await page.evaluate(() => { window.same = true; scrollTo(0, 400); });
  await page.waitForFunction(() => scrollY === 400);
  await save(path, text + '\n刚写的一句。\n');
  await page.waitForFunction(() => document.querySelector('main').textContent.includes('刚写的一句'));
  assert.deepEqual(await page.evaluate(() => [window.same, scrollY]), [true, 400]);
  await save(path, text);
  await page.waitForFunction(() => !document.querySelector('main').textContent.includes('刚写的一句'));
  assert.deepEqual(mistakes, []);
  await close();
});

test('a mistake lies over the page, and goes when it is mended', async () => {
  const { path, url, text } = await article();
  const { page, close } = await open(url);
  await save(path, text.replace('---', '---\ntags: ['));
  const card = page.locator('[role=alert]');
  await card.waitFor();
  const words = await card.textContent();
  assert.match(words, /content\/articles\/.*:\d+/);
  assert.match(words, /怎么改/);
  assert.ok(await page.locator('main').textContent(), 'the last good version is below');
  await save(path, text);
  await card.waitFor({ state: 'detached' });
  await close();
});

test('files come, move and go', async () => {
  const { page, close } = await open('/articles/');
  const has = (words) => page.waitForFunction((w) => document.querySelector('main').textContent.includes(w), words);
  await writeFile(join(articles(), 'brand-new.md'), '---\ntitle: 刚来的文章\ndate: 2026-02-03\n---\n\n正文。\n');
  await has('刚来的文章');
  await rename(join(articles(), 'brand-new.md'), join(articles(), 'moved.md'));
  await page.waitForFunction(() => document.querySelector('main a[href*="moved/"]'));
  await rm(join(articles(), 'moved.md'));
  await page.waitForFunction(() => !document.querySelector('main').textContent.includes('刚来的文章'));
  await close();
});

test('style sheets, templates and print styles', async () => {
  const { page, close } = await open('/');
  await page.evaluate(() => { window.same = true; });
  const css = join(site, 'themes/default/web/static/site.css');
  execFileSync('mkdir', ['-p', join(site, 'themes/default/web/static'), join(site, 'themes/default/print')]);
  const asset = (await page.locator('link[rel=stylesheet]').first().getAttribute('href'));
  const own = await (await fetch(new URL(asset, origin + '/'))).text();
  await writeFile(css, own + '\nbody{outline:3px solid rgb(1, 2, 3)}\n');
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)');
  assert.equal(await page.evaluate(() => window.same), true, 'without loading anew');
  await rm(css);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor !== 'rgb(1, 2, 3)');
  const style = join(site, 'themes/default/print/broken.toml');
  await writeFile(style, 'name = [');
  const { lists } = await state();
  const board = join(site, lists.boards[0].path), text = await readFile(board, 'utf8');
  await save(board, text.replace('---\n', '---\n版式: broken\n').replace(/\n(style|版式): (?!broken).*\n/, '\n'));
  await page.locator('[role=alert]').waitFor();
  await save(board, text);
  await rm(style);
  await page.locator('[role=alert]').waitFor({ state: 'detached' });
  await close();
});

test('the workbench shows sheets, fit and problems', async () => {
  await until(async () => (await state()).settled);
  const { page, mistakes, close } = await open('/_banbao/');
  await page.locator('.view img').waitFor();
  assert.ok(await page.evaluate(() => document.querySelector('.view img').naturalWidth > 0), 'the drawing loads');
  assert.match(await page.locator('.fit').textContent(), /正文字号.*满版率/);
  for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown', 'ArrowUp', 'z']) await page.keyboard.press(key);
  await page.locator('.z-width .view img').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => location.hash.length > 1);
  const { path, text } = await article();
  await save(path, text.replace('---', '---\ntags: ['));
  await page.locator('.m [role=alert]').waitFor();
  await page.locator('.pb.er').first().waitFor();
  await save(path, text);
  await page.locator('.m [role=alert]').waitFor({ state: 'detached' });
  assert.deepEqual(mistakes, []);
  await close();
});

for (const width of [360, 1280, 1440]) {
  test(`nothing of the workbench runs off the side at ${width} px`, async () => {
    const { page, close } = await open('/_banbao/', { width, height: 860 });
    await page.locator('.l li').first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await close();
  });
}
