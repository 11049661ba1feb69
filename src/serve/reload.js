// Follows the preview: hears of a change, fetches this page anew and puts in what differs.
(() => {
  "use strict";
  const place = () => {
    let path;
    try { path = decodeURIComponent(location.pathname); } catch { path = location.pathname; }
    path = path.replace(/^\/+/, "");
    return path === "" || path.endsWith("/") ? path + "index.html" : path;
  };
  const waiting = document.body.classList.contains("wait");
  let known = 0, source = null, host = null, dismissed = "";

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

  async function renew(changed, version) {
    if (waiting) return location.reload();
    const mine = place();
    const all = changed === null;
    const page = all || changed.includes("site/" + mine) || changed.includes(mine);
    if (page) {
      if (mine.startsWith("wechat/")) return location.reload();
      const answer = await fetch(location.href, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [old, now] = [document.querySelector("main"), fresh.querySelector("main")];
      if (!old || !now) return location.reload();
      const [x, y] = [scrollX, scrollY];
      styles(fresh);
      document.title = fresh.title;
      for (const part of ["body > header", "main", "body > footer"]) {
        const [a, b] = [document.querySelector(part), fresh.querySelector(part)];
        if (a && b && !a.isEqualNode(b)) morph(a, b);
      }
      scrollTo({ left: x, top: y, behavior: "instant" });
    }
    // Pictures whose address stays although they are others.
    for (const img of document.querySelectorAll("img[src]")) {
      const url = new URL(img.src);
      let path = url.pathname.slice(1);
      try { path = decodeURIComponent(path); } catch { /* as it is */ }
      if (url.origin === location.origin && !all && (changed.includes("site/" + path) || changed.includes(path))) {
        img.src = url.pathname + "?v=" + version;
      }
    }
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
    root.append(link, window.banbaoCard(desk.blocking, () => { dismissed = key; host?.remove(); host = null; }));
    document.documentElement.append(host);
  }

  window.banbaoCard = (problems, close) => {
    const p = problems[0];
    const ov = make("div", "ov"), card = make("section");
    card.setAttribute("role", "alert");
    card.append(make("h2", "", p.message));
    const where = p.file ? p.file + (p.line ? ":" + p.line : "") : "";
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
      }
      card.append(pre);
    }
    if (p.help) card.append(make("h3", "", "怎么改"), make("p", "", p.help));
    const more = problems.length > 1 ? `另外还有 ${problems.length - 1} 处错误。` : "";
    card.append(make("p", "dim", more + "改好、保存，这里会自动消失。下面留着的是上一次没有错的样子。"));
    const acts = make("div", "acts"), see = make("button", "b p", "先看上次的预览");
    see.onclick = close;
    acts.append(see);
    card.append(acts);
    ov.append(card);
    ov.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
    return ov;
  };

  let queue = Promise.resolve();
  function listen() {
    source?.close();
    source = new EventSource("/_banbao/events?known=" + known);
    source.addEventListener("built", (event) => {
      const news = JSON.parse(event.data);
      // The first news tells where we are: the page is as new as that. A smaller number: the program was started anew.
      const first = known === 0 && !waiting, restarted = news.version < known;
      known = news.version;
      if (window.banbaoDesk) return window.banbaoDesk(news);
      queue = queue.then(() => (first ? null : renew(restarted ? null : news.changed, news.version)))
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
