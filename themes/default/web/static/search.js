// 搜索。只读本站的文件，不发送任何东西。前半部分和 src/site/search/tokenize.rs 一字一句相同，两边用 tests/search/vectors.json 对照；改一边必须改另一边。
(function () {
  "use strict";
  const STEP = 2, MARK = 1, WORD_LIMIT = 32, TERM_LIMIT = 8, UNIT_LIMIT = 60;
  const NOTHING = [[0xad, 0xad], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x206f], [0xfe00, 0xfe0f], [0xe0000, 0xe01ef]];
  const SPACE = [[0x0, 0x20], [0x7f, 0xa0], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0xfeff, 0xfeff]];
  const MARKS = [[0x21, 0x7e], [0xa1, 0xbf], [0xd7, 0xd7], [0xf7, 0xf7], [0x2010, 0x2bff], [0x2e00, 0x2e7f], [0x3001, 0x3004], [0x3008, 0x3020],
    [0x3030, 0x3030], [0x303d, 0x303f], [0xe000, 0xf8ff], [0xfe10, 0xfe6f], [0xff5f, 0xff65], [0xffe0, 0xffff], [0x1f000, 0x1faff]];
  const DIGITS = "!#$%()*+,-./0123456789:;>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~", HALF = 44;

  function fold(code) {
    if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;
    else if (code === 0x3000) code = 0x20;
    return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  }
  function within(ranges, code) {
    return ranges.some(function (r) { return r[0] <= code && code <= r[1]; });
  }
  // 0 不算，1 空格，2 标点，3 字母数字，4 汉字等
  function classOf(code) {
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return 3;
    if (code >= 0x3400 && code <= 0x9fff) return 4;
    return within(NOTHING, code) ? 0 : within(SPACE, code) ? 1 : within(MARKS, code) ? 2 : 4;
  }
  // 每个单位：text、at 位置、letter 是不是汉字，start 和 end 是它在原文里的起止，标红用。
  function units(text) {
    const found = [];
    let word = "", from = 0, to = 0, mark = false, i = 0;
    function push(unit, letter, start, end) {
      const last = found[found.length - 1];
      found.push({ text: unit, letter: letter, at: last ? last.at + STEP + (mark ? MARK : 0) : 0, start: start, end: end });
      mark = false;
    }
    function endWord() {
      if (word) push(word, false, from, to);
      word = "";
    }
    while (i < text.length) {
      const raw = text.codePointAt(i), code = fold(raw), next = i + (raw > 0xffff ? 2 : 1), kind = classOf(code);
      if (kind === 3) {
        if (!word) from = i;
        if (word.length < WORD_LIMIT) word += String.fromCharCode(code);
        to = next;
      } else if (kind) {
        endWord();
        if (kind === 2) mark = found.length > 0;
        if (kind === 4) push(String.fromCodePoint(code), true, i, next);
      }
      i = next;
    }
    endWord();
    return found;
  }
  function beside(unit, next) {
    return !!next && next.letter && next.at === unit.at + STEP;
  }
  function termsOf(query) {
    const terms = [];
    let term = "";
    for (const c of query + " ") {
      if (classOf(fold(c.codePointAt(0))) !== 1) { term += c; continue; }
      const cut = units(term).slice(0, UNIT_LIMIT);
      if (cut.length && terms.length < TERM_LIMIT) terms.push(cut);
      term = "";
    }
    return terms;
  }
  function lookups(term) {
    const found = [];
    let i = 0;
    while (i < term.length) {
      let run = 1;
      if (term[i].letter) while (beside(term[i + run - 1], term[i + run])) run++;
      if (run === 1) found.push({ key: term[i].text, prefix: i === term.length - 1, at: term[i].at });
      for (let k = 0; k + 1 < run; k++) {
        if (k % 2 === 0 || (run % 2 === 1 && k + 2 === run)) {
          found.push({ key: term[i + k].text + term[i + k + 1].text, prefix: false, at: term[i + k].at });
        }
      }
      i += run;
    }
    return found;
  }
  function plan(query) { return termsOf(query).map(lookups); }

  function decode(text) {
    const numbers = [];
    let number = 0, scale = 1;
    for (let i = 0; i < text.length; i++) {
      const digit = DIGITS.indexOf(text[i]);
      number += (digit < HALF ? digit : digit - HALF) * scale;
      scale *= HALF;
      if (digit < HALF) { numbers.push(number); number = 0; scale = 1; }
    }
    return numbers;
  }
  function positions(entry) {
    let at = 0;
    return decode(entry).map(function (step) { return at += step; });
  }

  // 哪几个分片里可能有这个键：分片按键排好，first 是每片的第一个。
  function shardsFor(first, lookup) {
    let low = 0, high = first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (first[middle] <= lookup.key) low = middle + 1; else high = middle;
    }
    const found = low > 0 ? [low - 1] : [];
    if (lookup.prefix) for (let i = low; i < first.length && first[i].startsWith(lookup.key); i++) found.push(i);
    return found;
  }
  function pick(shard, lookup) {
    let all = [];
    for (const entry of shard.split(" ")) {
      const cut = entry.indexOf("="), key = entry.slice(0, cut);
      if (key === lookup.key || (lookup.prefix && key.startsWith(lookup.key))) all = all.concat(positions(entry.slice(cut + 1)));
    }
    return all;
  }
  // 一个词开始的位置：它的每个键都要在该在的地方。
  function starts(term, load, first) {
    return Promise.all(lookups(term).map(function (lookup) {
      const shards = shardsFor(first, lookup).map(function (n) { return load("keys/" + n); });
      return Promise.all(shards).then(function (texts) {
        let at = [];
        texts.forEach(function (text) { at = at.concat(pick(text, lookup)); });
        return at.map(function (p) { return p - lookup.at; });
      });
    })).then(function (lists) {
      lists.sort(function (a, b) { return a.length - b.length; });
      let kept = lists[0];
      for (const list of lists.slice(1)) {
        const there = new Set(list);
        kept = kept.filter(function (p) { return there.has(p); });
      }
      return kept;
    });
  }
  function tally(zones, found) {
    const edges = [], counts = new Map();
    let sum = 0;
    zones.forEach(function (room) { edges.push(sum); sum += room; });
    for (const at of found) {
      let low = 0, high = edges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle] <= at) low = middle + 1; else high = middle;
      }
      // 空的小节和下一节起点相同，取最后一个起点不大于它的，正是它所在的那节。
      const zone = low - 1, page = Math.floor(zone / 3);
      if (!counts.has(page)) counts.set(page, [0, 0, 0]);
      counts.get(page)[zone % 3]++;
    }
    return counts;
  }
  // 标题里有的总在前，其次小标题，再次正文；同样的看次数，再同样的新的在前（编号大的新）。
  function weigh(count) {
    return (count[0] ? 60 : 0) + 12 * Math.min(count[1], 3) + Math.min(count[2], 11);
  }
  // load(名字) 返回 Promise。结果是页的编号，好的在前。
  function find(query, load) {
    const terms = termsOf(query);
    if (!terms.length) return Promise.resolve([]);
    return load("index").then(function (index) {
      const zones = decode(index.zones);
      return Promise.all(terms.map(function (term) { return starts(term, load, index.first); })).then(function (lists) {
        let scores = null;
        for (const list of lists) {
          const counts = tally(zones, list), next = new Map();
          counts.forEach(function (count, page) {
            if (!scores || scores.has(page)) next.set(page, (scores ? scores.get(page) : 0) + weigh(count));
          });
          scores = next;
        }
        return Array.from(scores.keys()).sort(function (a, b) { return scores.get(b) - scores.get(a) || b - a; });
      });
    });
  }

  // 原文里要标出来的地方：[起, 止]，已经排好、不重叠。
  function matches(text, terms) {
    const cut = units(text), found = [];
    terms.forEach(function (term, which) {
      for (let i = 0; i + term.length <= cut.length; i++) {
        const holds = term.every(function (unit, k) {
          const here = cut[i + k], last = k === term.length - 1;
          return here.at - cut[i].at === unit.at && (last && !unit.letter ? !here.letter && here.text.startsWith(unit.text) : here.text === unit.text);
        });
        if (holds) found.push([cut[i].start, cut[i + term.length - 1].end, which]);
      }
    });
    found.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    const apart = [];
    for (const span of found) {
      const last = apart[apart.length - 1];
      if (last && span[0] < last[1]) last[1] = Math.max(last[1], span[1]); else apart.push(span);
    }
    return apart;
  }
  const BEFORE = 24, LENGTH = 88, SHORT = 12;
  function joined(head, next) { return head + (/[。！？；，：、]$/.test(head) ? "" : "：") + next; }
  function opening(body) {
    const text = body[0] || "";
    return { text: text.slice(0, LENGTH), before: false, after: text.length > LENGTH };
  }
  // 摘录：从命中的地方往前一点开始，尽量从一句话的头上。
  function excerpt(body, terms) {
    const seen = new Set(), parts = [];
    for (let at = 0; at < body.length; at++) {
      // 只有几个字的一段（表头、词条）看不出意思，和下一段连起来。
      const short = body[at].length < SHORT && at + 1 < body.length, block = short ? joined(body[at], body[at + 1]) : body[at];
      const spans = matches(block, terms), first = spans.find(function (s) { return !seen.has(s[2]); });
      if (!first) continue;
      spans.forEach(function (s) { seen.add(s[2]); });
      let from = Math.max(0, first[0] - BEFORE);
      const sentence = /[。！？；，：][”’」』）]?/g, lead = block.slice(from, first[0]);
      let stop = null, m;
      if (from > 0) while ((m = sentence.exec(lead))) if (stop === null) stop = m.index + m[0].length;
      if (stop !== null) from += stop;
      const to = Math.min(block.length, Math.max(from + LENGTH, first[1]));
      parts.push({ text: block.slice(from, to), before: from > 0, after: to < block.length });
      if (seen.size === terms.length || parts.length === 2) break;
    }
    if (!parts.length) parts.push(opening(body));
    return parts.map(function (p, i) {
      const apart = i > 0 && !parts[i - 1].after;
      return (p.before || apart ? "…" : "") + p.text + (p.after ? "…" : "");
    }).join("");
  }

  const pending = {};
  const api = {
    units: units, plan: plan, decode: decode, find: find, classOf: classOf, fold: fold, matches: matches, excerpt: excerpt, termsOf: termsOf,
    got: function (name, data) { if (pending[name]) pending[name].done(data); },
  };
  (typeof window === "undefined" ? globalThis : window).banbaoSearch = api;
  if (typeof document === "undefined") return;

  const PAGE = 10;
  document.addEventListener("DOMContentLoaded", function () {
    const place = document.getElementById("bb-search");
    if (!place) return;
    const address = new URL(place.dataset.index, location.href), root = new URL(place.dataset.root, location.href);
    const input = document.querySelector("main form [name=q]"), form = input.form, name = document.title;
    const status = document.getElementById("bb-found"), list = document.getElementById("bb-results");
    const more = document.getElementById("bb-more"), none = document.getElementById("bb-none");
    let turn = 0;

    // 数据是调用 got() 的脚本：file: 打开时不能 fetch，脚本可以。
    function load(what) {
      if (!pending[what]) {
        const entry = pending[what] = {};
        entry.promise = new Promise(function (resolve, reject) {
          const script = document.createElement("script");
          entry.done = resolve;
          script.charset = "utf-8";
          script.src = new URL(what + ".js" + address.search, address).href;
          script.onerror = function () { delete pending[what]; reject(new Error(what)); };
          script.onload = function () { script.remove(); };
          document.head.appendChild(script);
        });
      }
      return pending[what].promise;
    }
    function add(parent, tag, className, text) {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text) element.textContent = text;
      parent.appendChild(element);
      return element;
    }
    function marked(element, text, terms) {
      let at = 0;
      matches(text, terms).forEach(function (span) {
        element.append(text.slice(at, span[0]));
        add(element, "mark", "", text.slice(span[0], span[1]));
        at = span[1];
      });
      element.append(text.slice(at));
    }
    function row(page, terms) {
      const item = document.createElement("li"), link = add(item, "a");
      link.href = new URL(page.url.slice(1), root).href;
      marked(add(link, "b", "t"), page.title, terms);
      // 只在小标题或话题里有时，先写出是哪一个，再接正文的开头。
      const text = excerpt(page.body, terms), head = matches(text, terms).length ? "" : page.heads.find(function (h) { return matches(h, terms).length; });
      marked(add(link, "span", "sum"), head ? head + " · " + text : text, terms);
      if (page.info.length) {
        const info = add(link, "span", "xs");
        page.info.forEach(function (bit) { add(info, "span", "nb", bit); });
      }
      return item;
    }
    function fail() { status.textContent = "没有载入成功。请检查网络后再试，或者从下面的话题里找。"; }
    function show(pages, terms, mine) {
      const some = pages.slice(0, PAGE), rest = pages.slice(PAGE);
      return Promise.all(some.map(function (n) { return load("text/" + n); })).then(function (texts) {
        if (mine !== turn) return;
        const rows = texts.map(function (page) { return list.appendChild(row(page, terms)); });
        more.hidden = !rest.length;
        more.textContent = "再看 " + Math.min(PAGE, rest.length) + " 篇";
        more.onclick = function () {
          more.hidden = true;
          show(rest, terms, mine).then(function (added) { if (added && added[0]) added[0].firstChild.focus(); }, fail);
        };
        return rows;
      });
    }
    function run(query) {
      const mine = ++turn, terms = termsOf(query);
      list.textContent = "";
      more.hidden = none.hidden = true;
      document.title = query ? query + " · " + name : name;
      status.textContent = terms.length ? "正在查找…" : "";
      if (!terms.length) return;
      find(query, load).then(function (pages) {
        if (mine !== turn) return;
        status.textContent = pages.length ? "找到 " + pages.length + " 篇" : "没有找到“" + query + "”";
        none.hidden = pages.length > 0;
        return show(pages, terms, mine);
      }).catch(fail);
    }
    function asked() {
      const found = /[?&]q=([^&#]*)/.exec(location.search);
      if (!found) return "";
      try { return decodeURIComponent(found[1].replace(/\+/g, " ")).trim(); } catch (e) { return ""; }
    }
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      const query = input.value.trim();
      history.pushState(null, "", location.pathname + (query ? "?q=" + encodeURIComponent(query) : ""));
      input.blur();
      run(query);
    });
    window.addEventListener("popstate", function () { input.value = asked(); run(asked()); });
    input.value = asked();
    run(asked());
  });
})();
