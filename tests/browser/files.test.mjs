// The built files as other people's tools read them: valid HTML, a sound feed and calendar, no dead address, light pages.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import ICAL from 'ical.js';
import { parse } from 'parse5';

const output = process.env.BANBAO_OUTPUT ?? '../../output';
const vnu = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
const site = join(output, 'site');
const paths = (await readdir(output, { recursive: true })).map((p) => p.replaceAll('\\', '/')).filter((p) => !p.startsWith('.'));
const pages = paths.filter((p) => /^(site|wechat)\/.*\.html$/.test(p));
const origin = 'https://site.invalid';

/** Every element of a page. */
async function elements(path) {
  const found = [];
  const walk = (node) => { if (node.tagName) found.push(node); (node.childNodes ?? []).forEach(walk); };
  walk(parse(await readFile(join(output, path), 'utf8')));
  return found.map((node) => ({ tag: node.tagName, of: Object.fromEntries(node.attrs.map((a) => [a.name, a.value])) }));
}

test('the Nu checker finds no error on any page', async () => {
  assert.ok(pages.length > 20, `${pages.length} pages`);
  const said = await new Promise((done, fail) => {
    const args = ['-Xss4m', '-jar', vnu, '--errors-only', '--format', 'json', '--skip-non-html', join(output, 'site'), join(output, 'wechat')];
    execFile('java', args, { maxBuffer: 1 << 28 }, (error, _, stderr) => (stderr.trim().startsWith('{') ? done(stderr) : fail(error ?? new Error(stderr))));
  });
  const { messages } = JSON.parse(said);
  assert.deepEqual(messages.map((m) => `${m.url.split('/output/').pop()}:${m.lastLine}: ${m.message}`), []);
});

test('every address within the site leads somewhere', async () => {
  const files = new Set(paths.filter((p) => p.startsWith('site/')).map((p) => `/${p.slice(5)}`));
  const exists = (path) => (path.endsWith('/') ? files.has(`${path}index.html`) : files.has(path));
  const dead = [];
  const ids = new Map();
  const all = new Map();
  for (const page of pages.filter((p) => p.startsWith('site/'))) {
    const found = await elements(page);
    all.set(page, found);
    ids.set(`/${page.slice(5)}`, new Set(found.map((e) => e.of.id).filter(Boolean)));
  }
  for (const [page, found] of all) {
    const here = `${origin}/${page.slice(5).replace(/index\.html$/, '')}`;
    for (const { of } of found) {
      const many = (of.srcset ?? '').split(',').map((s) => s.trim().split(/\s+/)[0]);
      for (const address of [of.href, of.src, of['data-index'], ...many].filter(Boolean)) {
        const url = new URL(address, here);
        if (url.origin !== origin) continue;
        const path = decodeURIComponent(url.pathname);
        const file = path.endsWith('/') ? `${path}index.html` : path;
        const id = decodeURIComponent(url.hash.slice(1));
        // #elder and #standard switch the mode, #top needs no element.
        if (!exists(path)) dead.push(`${page}: ${address}`);
        else if (id && ids.has(file) && !ids.get(file).has(id) && !['standard', 'top'].includes(id)) dead.push(`${page}: ${address}`);
      }
    }
  }
  assert.deepEqual(dead, []);
});

test('the feed is sound Atom (RFC 4287)', async () => {
  const text = await readFile(join(site, 'feed.xml'), 'utf8');
  assert.equal(XMLValidator.validate(text), true);
  const array = (name) => ['entry', 'link', 'author', 'category'].includes(name);
  const { feed } = new XMLParser({ ignoreAttributes: false, isArray: array }).parse(text);
  assert.equal(feed['@_xmlns'], 'http://www.w3.org/2005/Atom');
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
  for (const part of [feed, ...feed.entry]) {
    // §4.1.1 and §4.1.2: exactly one id, title and updated each.
    for (const name of ['id', 'title', 'updated']) assert.ok(part[name] && !Array.isArray(part[name]), `${name} of ${part.id}`);
    assert.match(part.updated, stamp);
    assert.ok(new URL(part.id).protocol.startsWith('http'));
  }
  assert.ok(feed.author?.[0]?.name || feed.entry.every((e) => e.author));
  assert.ok(feed.link.some((l) => l['@_rel'] === 'self'));
  assert.equal(new Set(feed.entry.map((e) => e.id)).size, feed.entry.length);
  for (const entry of feed.entry) {
    assert.ok(entry.link.some((l) => l['@_rel'] === 'alternate'), entry.id);
    assert.equal(entry.content['@_type'], 'html');
    // The whole text, with addresses that hold outside the site.
    assert.ok(entry.content['#text'].length > 300, entry.id);
    assert.doesNotMatch(entry.content['#text'], /(?:src|href)="(?!https?:|#|tel:|mailto:|sms:)/, entry.id);
  }
  assert.ok(text.indexOf(feed.entry[0].id) >= 0 && feed.entry.every((e, i, all) => !i || all[i - 1].updated >= e.updated));
});

test('the sitemap and the old addresses are sound', async () => {
  const text = await readFile(join(site, 'sitemap.xml'), 'utf8');
  assert.equal(XMLValidator.validate(text), true);
  const { urlset } = new XMLParser().parse(text);
  assert.ok(urlset.url.length > 20 && urlset.url.some((u) => u.lastmod));
  const base = new URL(urlset.url[0].loc);
  for (const { loc } of urlset.url) {
    const path = decodeURIComponent(new URL(loc).pathname).slice(base.pathname.length);
    assert.ok(paths.includes(`site/${path}index.html`), loc);
  }
});

test('an independent calendar reads the .ics', async () => {
  const calendars = paths.filter((p) => p.endsWith('.ics'));
  assert.ok(calendars.length >= 2);
  for (const path of calendars) {
    const text = await readFile(join(output, path), 'utf8');
    assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75), `${path}: a line over 75 bytes (RFC 5545 §3.1)`);
    const calendar = new ICAL.Component(ICAL.parse(text));
    const events = calendar.getAllSubcomponents('vevent').map((e) => new ICAL.Event(e));
    assert.ok(events.length > 100, path);
    assert.equal(new Set(events.map((e) => e.uid)).size, events.length);
    const year = Number(/(\d{4})\.ics$/.exec(path)[1]);
    for (const event of events) {
      assert.ok(event.summary && event.startDate.isDate && event.endDate.compare(event.startDate) > 0, event.uid);
      assert.equal(event.startDate.year, year);
    }
    assert.ok(events.some((e) => e.summary.includes('世界无烟日') && e.startDate.month === 5 && e.startDate.day === 31));
  }
});

test('a page without pictures loads less than 60 KB, styles and scripts included', async () => {
  const size = new Map();
  const weight = async (path) => {
    if (!size.has(path)) size.set(path, gzipSync(await readFile(join(output, path))).length);
    return size.get(path);
  };
  for (const page of pages.filter((p) => p.startsWith('site/'))) {
    let bytes = await weight(page);
    for (const { tag, of } of await elements(page)) {
      const address = tag === 'script' ? of.src : tag === 'link' && of.rel === 'stylesheet' ? of.href : undefined;
      if (!address) continue;
      const url = new URL(address, `${origin}/${page.slice(5).replace(/index\.html$/, '')}`);
      bytes += await weight(`site${decodeURIComponent(url.pathname)}`);
    }
    assert.ok(bytes < 60_000, `${page}: ${bytes} bytes`);
  }
});

test('every page says what it is to machines, and none runs an inline script', async () => {
  for (const page of pages.filter((p) => p.startsWith('site/'))) {
    const found = await elements(page);
    const policy = found.find((e) => e.of['http-equiv'] === 'Content-Security-Policy');
    assert.ok(policy && !/unsafe-/.test(policy.of.content), page);
    assert.ok(found.every((e) => !e.of.style && !Object.keys(e.of).some((n) => n.startsWith('on'))), `${page}: an inline style or handler`);
    const inline = found.filter((e) => e.tag === 'script' && !e.of.src && e.of.type !== 'application/ld+json');
    assert.deepEqual(inline, [], page);
    const redirect = found.some((e) => e.of['http-equiv'] === 'refresh');
    if (redirect || page === 'site/404.html') continue;
    const has = (test) => assert.ok(found.some(test), page);
    has((e) => e.tag === 'html' && e.of.lang === 'zh-CN');
    has((e) => e.of.rel === 'canonical' && e.of.href.startsWith('https://'));
    for (const name of ['og:title', 'og:type', 'og:url']) has((e) => e.of.property === name && e.of.content);
    for (const image of found.filter((e) => e.tag === 'img')) assert.ok(image.of.width && image.of.height && 'alt' in image.of, `${page}: ${image.of.src}`);
  }
});
