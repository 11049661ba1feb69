// The workbench: draws what state.json holds. Everything is built from text nodes, so nothing written in an article runs here.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const el = (tag, props = {}, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props)) {
      if (v === null || v === undefined || v === false) continue;
      if (k === "class") e.className = v;
      else if (k === "on") e.onclick = v;
      else if (k === "style") Object.assign(e.style, v);
      else e.setAttribute(k, v === true ? "true" : v);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
    return e;
  };
  const KIND = { error: ["er", "错误"], warning: ["wa", "警告"], note: ["no", "提示"] };
  const STATE = {
    board: { draft: ["dr", "草稿"], expired: ["wa", "该更换"], over: ["dr", "已结束"], planned: ["ok", "待张贴"], good: ["ok", "张贴中"] },
    article: { draft: ["dr", "草稿"], expired: ["wa", "过期"], good: ["ok", "正常"] },
  };
  const MOST = 200;
  const ZOOM = { fit: "整张", width: "页宽", real: "原大" };
  const RANK = { er: 0, wa: 1, dr: 2, no: 3, ok: 4 };
  let desk = null, place = {}, sheets = 0, dismissed = "", turn = 0;
  let chosen = decodeURIComponent(location.hash.slice(1)), sheet = 0, zoom = "fit", manner = "web", only = false;

  const items = () => [
    ...desk.lists.boards.map((b) => ({ ...b, kind: "board" })),
    ...desk.lists.articles.map((a) => ({ ...a, kind: "article" })),
  ];
  const current = () => { const all = items(); return all.find((i) => i.path === chosen) || all[0]; };
  const concerns = (item) => desk.problems.filter((p) => p.file === item.path || item.sources?.includes(p.file));
  const shown = () => {
    const words = $("filter").value.trim().toLowerCase();
    return items().filter((i) => !words || `${i.title} ${i.issue || ""} ${i.path}`.toLowerCase().includes(words));
  };

  function badge(item) {
    const own = desk.problems.filter((p) => p.file === item.path);
    const errors = own.filter((p) => p.severity === "error").length, warnings = own.filter((p) => p.severity === "warning").length;
    let best = STATE[item.kind][item.state];
    const better = (cls, text) => { if (RANK[cls] < RANK[best[0]]) best = [cls, text]; };
    if (warnings && item.state === "good") better("wa", `${warnings} 条警告`);
    if (errors) better("er", "有错误");
    if (best[1] === "正常") best = item.reviewed ? ["ok", "已审核"] : ["dr", "未审核"];
    return el("span", { class: "s " + best[0] }, best[1]);
  }

  function choose(path) {
    chosen = path;
    sheet = 0;
    history.replaceState(null, "", "#" + encodeURIComponent(path));
    draw();
    document.querySelector(".l [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function drawTop() {
    $("site").textContent = `${desk.lists.site || "板报"} · 工作台`;
    document.title = `工作台 · ${desk.lists.site || "板报"}`;
    const { due, days } = desk.lists;
    const boards = due.map((d) => el("button", { class: "i" + (d.hot ? " hot" : ""), on: () => choose(desk.lists.boards.find((b) => b.id === d.board).path) }, el("b", {}, d.when), d.text));
    const ahead = days.map((d) => el("span", { class: "i", title: d.date + (d.written ? "，有文章" : "，还没有文章") }, el("b", {}, d.when), d.text, d.written ? null : el("small", {}, "未写")));
    $("due").replaceChildren(...(boards.length ? [el("h2", {}, "板报到期"), ...boards, el("span", { class: "gap" })] : []), el("h2", {}, "临近健康日"), ...ahead);
  }

  function drawLists() {
    const now = current(), list = shown();
    const row = (i) => {
      const when = i.state === "planned" ? i.date && `${i.date}张贴` : i.until && `${i.until}更换`;
      const small = i.kind === "board" ? [i.size, when].filter(Boolean).join(" · ") : i.path.replace(/^content\/articles\//, "");
      return el("li", {}, el("button", { "aria-current": i.path === now?.path, title: i.path, on: () => choose(i.path) },
        el("span", {}, i.kind === "board" && i.issue ? `${i.issue} ${i.title}` : i.title), badge(i), el("small", {}, small)));
    };
    const part = (kind, name) => {
      const some = list.filter((i) => i.kind === kind), all = items().filter((i) => i.kind === kind).length;
      const more = some.length > MOST && el("p", { class: "none" }, `还有 ${some.length - MOST} 篇，用上面的筛选来找。`);
      return [el("h2", {}, el("span", {}, name), el("span", {}, some.length === all ? String(all) : `${some.length} / ${all}`)), el("ul", {}, ...some.slice(0, MOST).map(row)), more].filter(Boolean);
    };
    const nothing = list.length ? null : el("p", { class: "none" }, "没有找到。换个词试试。");
    $("lists").replaceChildren(...part("board", "板报"), ...part("article", "文章"), ...(nothing ? [nothing] : []));
    $("sums").textContent = `文章 ${desk.lists.articles.length} 篇 · 板报 ${desk.lists.boards.length} 期`;
    $("where").textContent = location.origin;
  }

  function fit(b) {
    const f = b.fit;
    if (!f) return null;
    const span = Math.max(f.max_pt - f.min_pt, 0.01), pct = (v) => `${Math.round(Math.min(Math.max(v, 0), 1) * 100)}%`;
    const bar = (v, mark) => { const u = mark && el("u", { style: { left: pct(mark) } }); return el("div", { class: "bar" }, el("i", { style: { width: pct(v) } }), u); };
    const one = (name, big, small, more) => el("div", {}, el("dt", {}, name), el("dd", { class: name.startsWith("超出") ? "over" : null, title: small }, big + " ", el("small", {}, small)), more);
    const fills = b.sheets[sheet]?.fills || [];
    const round = (v) => Math.round(v * 10) / 10;
    const text = f.overflow_chars ? one("超出", `约 ${f.overflow_chars}`, "字，要删或加张") : one("还可写", f.spare_chars ? `约 ${f.spare_chars}` : "满", f.spare_chars ? "字" : "正好排满");
    return el("dl", { class: "fit" },
      one("正文字号（pt）", String(round(f.body_pt)), `${round(f.min_pt)}～${round(f.max_pt)}`, bar((f.body_pt - f.min_pt) / span)),
      one("满版率", pct(f.fill), "目标 95 起", bar(f.fill, 0.95)), text,
      one("分栏", `${fills.length || f.columns} 栏`, fills.length ? `最短 ${pct(Math.min(...fills))}` : "", el("div", { class: "cols" }, ...fills.map((v) => el("i", { style: { background: `linear-gradient(90deg,var(--g) ${pct(v)},#d9e2da 0)` } })))));
  }

  function drawBoard(b) {
    sheet = Math.min(sheet, Math.max(b.sheets.length - 1, 0));
    const press = (name, on, act) => el("button", { class: "b", "aria-pressed": String(on), on: act }, name);
    const title = `${b.issue || b.title} · 第 ${sheet + 1} 张`;
    const fits = Object.entries(ZOOM).map(([key, name]) => press(name, zoom === key, () => { zoom = key; draw(); }));
    const tool = el("div", { class: "tool" }, el("h1", { title }, title), ...fits, phone(b),
      b.url && el("a", { class: "b", href: b.url, target: "_blank" }, "网页"),
      b.pdf && el("a", { class: "b p", href: b.pdf, download: `${b.id}.pdf` }, "下载 PDF"));
    if (!b.sheets.length) return [tool, el("div", { class: "stage" }, el("p", { class: "empty" }, "这一期还排不出来，先改右边列出的问题。"))];
    const src = (s) => `${s.src}?v=${sheets}`;
    const one = b.sheets[sheet];
    const thumbs = b.sheets.map((s, i) => el("button", { "aria-current": i === sheet, on: () => { sheet = i; draw(); } }, el("img", { src: src(s), alt: "", width: s.width, height: s.height, style: { height: "auto" } }), `第 ${i + 1} 张`));
    return [tool, fit(b), el("div", { class: "stage z-" + zoom },
      b.sheets.length > 1 && el("div", { class: "thumbs" }, ...thumbs),
      el("div", { class: "view", tabindex: "0" }, el("img", { src: src(one), alt: `${title}预览`, style: zoom === "real" ? { width: `${one.width}mm` } : {} })))];
  }

  // The code that a phone scans; without --lan it says how to get one.
  function phone(item) {
    if (!item.url) return null;
    const button = el("button", { class: "b", "aria-haspopup": "dialog" }, "手机扫码");
    button.onclick = () => {
      const url = place.lan && place.lan + item.url;
      const inner = url
        ? [el("img", { src: "/_banbao/qr.svg?to=" + encodeURIComponent(item.url), alt: "二维码：" + url, width: 240, height: 240 }), el("p", {}, "手机连同一个 Wi-Fi，扫一扫。"), el("p", { class: "mono" }, url)]
        : [el("p", {}, "现在只有这台电脑能看。要用手机看：电脑连上 Wi-Fi，关掉预览，重新运行"), el("p", { class: "mono" }, "banbao serve --lan")];
      const dialog = el("dialog", { class: "phone", "aria-label": "用手机看" }, ...inner);
      const close = el("button", { class: "b", on: () => dialog.close() }, "关闭");
      dialog.append(close);
      dialog.onclose = () => { dialog.remove(); button.focus(); };
      document.body.append(dialog);
      dialog.showModal();
    };
    return button;
  }

  function drawArticle(a) {
    const press = (name, on, act) => el("button", { class: "b", "aria-pressed": String(on), on: act }, name);
    const set = (m) => () => { manner = m; draw(); };
    const url = manner === "wechat" ? a.wechat : a.url;
    const tool = el("div", { class: "tool" }, el("h1", { title: a.path }, a.title),
      press("手机", manner === "web", set("web")), press("电脑", manner === "wide", set("wide")), a.wechat && press("公众号", manner === "wechat", set("wechat")),
      phone({ url }), a.wechat && el("a", { class: "b", href: a.wechat, target: "_blank", title: "打开公众号排版，按里面的按钮复制" }, "公众号复制"),
      url && el("a", { class: "b p", href: url, target: "_blank" }, "打开网页"));
    const facts = el("p", { class: "none", style: { padding: "0 14px" } }, [a.date, `${a.characters} 字`, a.expires && `有效期至 ${a.expires}`].filter(Boolean).join(" · "));
    const frame = url ? el("iframe", { src: url, title: `${a.title}预览`, class: manner === "web" ? "phone" : null }) : el("p", { class: "empty" }, "这一篇还没有网页。");
    return [tool, facts, el("div", { class: "stage" }, frame)];
  }

  function drawMain() {
    const item = current(), main = $("main");
    if (!item) return main.replaceChildren(el("p", { class: "empty" }, "还没有文章。用 banbao new article \"标题\" 新写一篇。"));
    // A frame that shows the right page follows changes by itself: drawing it anew would lose the reader's place.
    const key = JSON.stringify([item.path, manner, item.url, item.title, item.kind, item.kind === "board" ? zoom : item.characters]);
    if (item.kind === "article" && main.dataset.key === key) { turn++; return; }
    const view = main.querySelector(".view"), at = view && [view.scrollLeft, view.scrollTop], same = main.dataset.key === key + sheet;
    const parts = item.kind === "board" ? drawBoard(item) : drawArticle(item);
    const fresh = parts.find((p) => p?.classList?.contains("stage"))?.querySelector(".view img");
    const mine = ++turn;
    const put = () => {
      // Whoever pressed a key meanwhile wants the newer one; drawings need not be decoded in order.
      if (mine !== turn) return;
      main.replaceChildren(...parts.filter(Boolean));
      main.dataset.key = item.kind === "board" ? key + sheet : key;
      if (same && at) main.querySelector(".view")?.scrollTo(...at);
      overlay();
    };
    // The new drawing is decoded before it takes the old one's place: no flicker.
    if (fresh && main.childNodes.length) fresh.decode().then(put, put);
    else put();
  }

  function drawProblems() {
    const item = current(), list = only && item ? concerns(item) : desk.problems;
    const count = (s) => list.filter((p) => p.severity === s).length;
    const sum = (s) => (only ? count(s) : desk.counts[s]);
    const total = Object.keys(KIND).filter(sum).map((s) => el("span", { class: "s " + KIND[s][0] }, `${sum(s)} ${KIND[s][1]}`));
    if (!total.length && !desk.settled) total.push(el("span", { class: "s dr" }, "正在检查"));
    $("counts").replaceChildren(el("h2", {}, "问题", ...(total.length ? total : [el("span", { class: "s ok" }, "没有")])),
      el("button", { class: "b", "aria-pressed": String(only), on: () => { only = !only; drawProblems(); } }, item?.kind === "board" ? "只看本期" : "只看本篇"));
    const nothing = !list.length && desk.settled && el("p", { class: "none" }, "没有发现问题。改文章、保存，这里马上更新。");
    $("problems").replaceChildren(...(nothing ? [nothing] : []), ...list.map((p) => {
      const [cls, name] = KIND[p.severity];
      const where = p.file && p.file + (p.line ? ":" + p.line + (p.column ? ":" + p.column : "") : "");
      const copy = where && el("button", { class: "where mono", title: "点一下复制位置", on: (e) => copyText(where, e.currentTarget) }, where);
      const edit = p.severity === "error" && window.banbaoEditor?.(p, place);
      if (edit) edit.className = "b";
      return el("article", { class: "pb " + cls, title: p.code }, el("h3", {}, el("span", { class: "k" }, name), p.message), copy,
        p.help && el("p", {}, p.help), edit && el("div", { class: "acts" }, edit));
    }));
  }

  function copyText(text, button) {
    const done = () => { button.dataset.done = "已复制"; setTimeout(() => delete button.dataset.done, 1500); };
    navigator.clipboard?.writeText(text).then(done, () => {});
  }

  function overlay() {
    const main = $("main");
    main.querySelector(".ov")?.remove();
    const key = JSON.stringify(desk.blocking);
    if (desk.blocking.length && key !== dismissed && window.banbaoCard) {
      main.append(window.banbaoCard(desk.blocking, () => { dismissed = key; main.querySelector(".ov")?.remove(); }, place));
    }
    if (!desk.blocking.length) dismissed = "";
  }

  function draw() {
    if (!desk?.lists) return;
    drawTop();
    drawLists();
    drawMain();
    drawProblems();
    overlay();
  }

  let good = "";
  window.banbaoDesk = async (news) => {
    desk = await (await fetch("/_banbao/state.json", { cache: "no-store" })).json();
    if (!place.asked) place = { ...(await (await fetch("/_banbao/place.json")).json()), asked: true };
    sheets = news.sheets;
    const time = new Date().toLocaleTimeString("zh-CN", { hour12: false });
    const live = $("live");
    live.className = desk.blocking.length ? "live bad" : "live";
    if (!desk.blocking.length) good = time;
    if (desk.blocking.length) live.textContent = `出错了，预览停在${good ? " " + good : "上一次"}`;
    else live.replaceChildren(`已更新 ${time}`, el("span", {}, `· 用时 ${Math.max(1, Math.round(desk.seconds * 1000))} 毫秒`));
    draw();
  };

  $("filter").addEventListener("input", drawLists);
  document.addEventListener("keydown", (e) => {
    if (!desk?.lists || e.ctrlKey || e.metaKey || e.altKey) return;
    const typing = e.target.matches("input");
    if (typing && e.key === "Escape") { e.target.value = ""; e.target.blur(); return drawLists(); }
    if (typing && !["ArrowUp", "ArrowDown"].includes(e.key)) return;
    const list = shown(), item = current(), at = list.findIndex((i) => i.path === item?.path);
    const step = (n) => { const next = list[Math.min(Math.max(at + n, 0), list.length - 1)]; if (next) choose(next.path); };
    const acts = {
      ArrowDown: () => step(1), ArrowUp: () => step(-1),
      ArrowRight: () => { if (item?.sheets) { sheet = Math.min(sheet + 1, item.sheets.length - 1); draw(); } },
      ArrowLeft: () => { if (item?.sheets) { sheet = Math.max(sheet - 1, 0); draw(); } },
      z: () => { const all = Object.keys(ZOOM); zoom = all[(all.indexOf(zoom) + 1) % all.length]; draw(); }, "/": () => $("filter").focus(),
      Escape: () => { if (desk.blocking.length) { dismissed = JSON.stringify(desk.blocking); overlay(); } },
    };
    const act = acts[e.key] || acts[e.key.toLowerCase()];
    if (!act || document.querySelector("dialog") || (zoom !== "fit" && e.key.startsWith("Arrow") && e.target.matches(".view"))) return;
    e.preventDefault();
    act();
  });
})();
