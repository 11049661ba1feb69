// The script's side of tests/search/vectors.json, and the built index queried from disk: it must find exactly what the texts hold.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const here = new URL('.', import.meta.url);
const read = (path) => readFileSync(new URL(path, here), 'utf8');
const context = vm.createContext({});
vm.runInContext(read('../../themes/default/web/static/search.js'), context);
const search = context.banbaoSearch;
const vectors = JSON.parse(read('../search/vectors.json'));
// Arrays of another context are no arrays of ours.
const own = (value) => JSON.parse(JSON.stringify(value));

test('units', () => {
  for (const { text, units } of vectors.units) assert.deepEqual(own(search.units(text).map((u) => `${u.at}:${u.text}`)), units, text);
});

test('plans of queries', () => {
  for (const { query, terms } of vectors.plans) {
    const plan = search.plan(query).map((t) => t.map((l) => `${l.at}:${l.key}${l.prefix ? '*' : ''}`));
    assert.deepEqual(own(plan), terms, query);
  }
});

test('numbers', () => {
  for (const { number, text } of vectors.numbers) assert.deepEqual(own(search.decode(text)), [number]);
});

test('the class of every character', () => {
  let sum = 0x811c9dc5;
  for (let c = 0; c <= 0x10ffff; c++) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    const folded = search.fold(c);
    sum = Math.imul(sum ^ (search.classOf(folded) * 7 + (folded & 0xff)), 0x01000193) >>> 0;
  }
  assert.equal(sum, vectors.classes);
});

test('excerpts keep the found words and mark them', () => {
  const long = `${'前面的话，'.repeat(20)}中间提到世界无烟日一次。${'后面的话，'.repeat(30)}`;
  const terms = search.termsOf('无烟日');
  const text = search.excerpt(['第一段没有。', long], terms);
  assert.match(text, /^….*无烟日.*…$/);
  assert.ok(text.length < 100, text);
  assert.deepEqual(own(search.matches(text, terms)).map(([a, b]) => text.slice(a, b)), ['无烟日']);
  assert.deepEqual(own(search.matches('接种ＨＰＶ 疫苗', search.termsOf('hpv疫苗'))).map(([a, b]) => [a, b]), [[2, 8]]);
});

// Over the built site.
const root = `${process.env.BANBAO_OUTPUT ?? '../../output'}/site/search`;
let bytes = 0;
const cache = new Map();
function load(name) {
  if (!cache.has(name)) {
    const script = readFileSync(`${root}/${name}.js`, 'utf8');
    bytes += Buffer.byteLength(script);
    const sandbox = vm.createContext({ out: null });
    vm.runInContext(`var banbaoSearch = { got: function (n, d) { out = d; } };\n${script}`, sandbox);
    cache.set(name, sandbox.out);
  }
  return Promise.resolve(cache.get(name));
}
const pages = readdirSync(`${root}/text`).map((f) => ({ n: parseInt(f, 10), name: `text/${parseInt(f, 10)}` }));
const plain = (text) => {
  let out = '';
  for (const c of text) {
    const code = search.fold(c.codePointAt(0)), kind = search.classOf(code);
    if (kind > 2) out += String.fromCodePoint(code);
    else if (kind === 2 && !out.endsWith('·')) out += '·';
  }
  return out;
};

test('the built index finds exactly the pages that hold a piece, for thousands of pieces', async () => {
  const texts = new Map();
  for (const { n, name } of pages) {
    const page = await load(name);
    texts.set(n, [page.title, ...page.heads, ...page.body].map(plain));
  }
  let checked = 0;
  const every = Math.max(1, Math.floor(pages.length / 60));
  for (let i = 0; i < pages.length; i += every) {
    const blocks = texts.get(pages[i].n);
    for (let b = 0; b < blocks.length; b += 3) {
      const piece = blocks[b].slice(1, 3 + ((i + b) % 9));
      if (!/^[\u4e00-\u9fff][\u4e00-\u9fff·]*[\u4e00-\u9fff]$/.test(piece)) continue;
      const found = own(await search.find(piece.replaceAll('·', '，'), load)).sort((x, y) => x - y);
      const hold = [...texts].filter(([, t]) => t.some((block) => block.includes(piece))).map(([n]) => n).sort((x, y) => x - y);
      assert.deepEqual(found, hold, piece);
      checked++;
    }
  }
  assert.ok(checked > 100, `${checked}`);
});

test('what a first query loads stays under 300 KB, for every page\'s title', async () => {
  const sizes = [];
  for (const { name } of pages.slice(0, 200)) {
    const { title } = await load(name);
    for (const query of [title, title.slice(0, 4), title.slice(0, 2)]) {
      cache.clear();
      bytes = Buffer.byteLength(read('../../themes/default/web/static/search.js'));
      const found = own(await search.find(query, load));
      for (const n of found.slice(0, 10)) await load(`text/${n}`);
      sizes.push({ query, bytes });
    }
  }
  sizes.sort((a, b) => a.bytes - b.bytes);
  const at = (share) => sizes[Math.floor((sizes.length - 1) * share)];
  console.log(`first query, bytes: median ${at(0.5).bytes}, 90 % ${at(0.9).bytes}, most ${at(1).bytes} (${at(1).query})`);
  assert.ok(at(1).bytes < 300_000, JSON.stringify(at(1)));
});
