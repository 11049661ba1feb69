// Follows the preview: hears of a change, fetches this page anew and puts in what differs.
(() => {
  "use strict";
  const waiting = document.body.classList.contains("wait");
  let known = null, source = null, host = null, dismissed = "";

  // Makes `old` into `fresh` with the fewest changes: nodes that are the same keep their handlers and their pictures.
  function morph(old, fresh) {
    for (const a of [...old.attributes]) if (!fresh.hasAttribute(a.name)) old.removeAttribute(a.name);
    for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
    const want = [...fresh.childNodes];
    let i = 0;
    for (; i < want.length; i++) {
      const have = old.childNodes[i], next = want[i];
      if (!have) { old.append(document.importNode(next, true)); continue; }
      if (have.isEqualNode(next)) continue;
      if (have.nodeType === 1 && next.nodeType === 1 && have.nodeName === next.nodeName) morph(have, next);
      else old.replaceChild(document.importNode(next, true), have);
    }
    while (old.childNodes.length > i) old.lastChild.remove();
  }

  // Style sheets have their content in their names: the new one loads before the old one goes, so nothing flashes.
  function styles(fresh) {
    const links = (d) => [...d.querySelectorAll('head link[rel="stylesheet"]')];
    const names = links(fresh).map((l) => l.getAttribute("href"));
    const old = links(document).filter((l) => !names.includes(l.getAttribute("href")));
    const have = links(document).map((l) => l.getAttribute("href"));
    for (const name of names.filter((n) => !have.includes(n))) {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = name;
      link.onload = link.onerror = () => old.forEach((l) => l.remove());
      document.head.append(link);
    }
  }

  // The page as it is now. What does not differ stays untouched, so a change elsewhere moves nothing here.
  async function renew() {
    if (waiting) return location.reload();
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (fresh.body.classList.contains("wait")) return;
    const inline = (d) => [...d.querySelectorAll("head style")].map((s) => s.textContent).join("");
    if (inline(document) !== inline(fresh)) return location.reload();
    const [x, y] = [scrollX, scrollY];
    styles(fresh);
    document.title = fresh.title;
    const parts = ["body > header", "main", "body > footer"];
    const whole = !document.querySelector("main") || !fresh.querySelector("main");
    for (const part of whole ? ["body"] : parts) {
      const [a, b] = [document.querySelector(part), fresh.querySelector(part)];
      if (a && b && !a.isEqualNode(b)) morph(a, b);
    }
    scrollTo({ left: x, top: y, behavior: "instant" });
  }

  const make = (tag, cls, text) => {
    const e = document.createElement(tag);
    if (cls) e.className = cls;
    if (text !== undefined) e.textContent = text;
    return e;
  };

  // What is wrong, where, how to mend it; built from text nodes only.
  async function overlay(errors) {
    if (window.top !== window) return;
    if (!errors) { host?.remove(); host = null; dismissed = ""; return; }
    const desk = await (await fetch("/_banbao/state.json", { cache: "no-store" })).json();
    const first = desk.blocking?.[0];
    if (!first) return;
    const key = JSON.stringify(first);
    if (key === dismissed) return;
    host?.remove();
    host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/_banbao/overlay.css";
    const place = await (await fetch("/_banbao/place.json")).json();
    root.append(link, window.banbaoCard(desk.blocking, () => { dismissed = key; host?.remove(); host = null; }, place));
    document.documentElement.append(host);
  }

  // Under the very characters: full-width spaces stand for 汉字, so both have one width.
  const caret = (text, p) => {
    const wide = (c) => c.charCodeAt(0) > 0x2e7f;
    const before = [...text].slice(0, p.column - 1).map((c) => (wide(c) ? "\u3000" : c === "\t" ? "\t" : " ")).join("");
    const under = [...text].slice(p.column - 1, p.column - 1 + Math.max(p.width || 1, 1)).map((c) => (wide(c) ? "＾" : "^")).join("");
    const line = make("span", "hit mark");
    line.append(make("i", "", "      "), before + (under || "^"));
    return line;
  };

  window.banbaoCard = (problems, close, place) => {
    const p = problems[0];
    const ov = make("div", "ov"), card = make("section");
    card.setAttribute("role", "alert");
    card.append(make("h2", "", p.message));
    const where = p.file ? p.file + (p.line ? ":" + p.line + (p.column ? ":" + p.column : "") : "") : "";
    if (where) {
      const copy = make("button", "mono where", where);
      copy.title = "点一下复制位置";
      copy.onclick = () => navigator.clipboard?.writeText(where).then(() => { copy.dataset.done = "已复制"; });
      card.append(copy);
    }
    if (p.frame?.length) {
      const pre = make("pre", "mono");
      for (const [n, text] of p.frame) {
        const line = make("span", n === p.line ? "hit" : "");
        line.append(make("i", "", String(n).padStart(4) + "  "), text || " ");
        pre.append(line);
        if (n === p.line && p.column && p.column <= text.length + 1) pre.append(caret(text, p));
      }
      card.append(pre);
    }
    if (p.help) card.append(make("h3", "", "怎么改"), make("p", "", p.help));
    const more = problems.length > 1 ? `另外还有 ${problems.length - 1} 处错误。` : "";
    card.append(make("p", "dim", more + "改好、保存，这里会自动消失。下面留着的是上一次没有错的样子。"));
    const acts = make("div", "acts"), see = make("button", "b", "先看上次的预览");
    const edit = window.banbaoEditor?.(p, place);
    if (edit) acts.append(edit);
    if (where) {
      const copy = make("button", "b", "复制错误");
      const text = [p.message, where, p.help].filter(Boolean).join("\n");
      copy.onclick = () => navigator.clipboard?.writeText(text).then(() => { copy.textContent = "已复制"; });
      acts.append(copy);
    }
    see.onclick = close;
    acts.append(see);
    card.append(acts);
    ov.append(card);
    ov.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
    return ov;
  };

  // A link that opens VS Code at the line; only on the machine that the files are on.
  window.banbaoEditor = (p, place) => {
    if (!place?.root || !p.file) return null;
    const a = make("a", "b p", p.line ? `在编辑器中打开第 ${p.line} 行` : "在编辑器中打开");
    const path = `${place.root}/${p.file}`.replace(/^\/*/, "/");
    a.href = "vscode://file" + path.split("/").map(encodeURIComponent).join("/").replace("%3A", ":") + (p.line ? `:${p.line}:${p.column || 1}` : "");
    a.title = "用 VS Code 打开";
    return a;
  };

  let queue = Promise.resolve();
  function listen() {
    source?.close();
    source = new EventSource("/_banbao/events?known=" + (known?.version ?? ""));
    source.addEventListener("built", (event) => {
      const news = JSON.parse(event.data);
      // The first news tells where we are: the page is as new as that. A smaller number: the program was started anew.
      const pages = waiting ? news.pages > 0 : known !== null && (news.pages !== known.pages || news.version < known.version);
      known = news;
      if (window.banbaoDesk) return window.banbaoDesk(news);
      queue = queue.then(() => (pages ? renew() : null))
        .then(() => overlay(news.errors))
        .catch(() => { /* The program has ended, or a newer change is on its way. */ });
    });
  }
  // A browser opens six connections to one host: pages that nobody looks at give theirs back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else if (!source) listen();
  });
  if (!document.hidden) listen();
})();
