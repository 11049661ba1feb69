// 页面不靠这段脚本也能看完整：它只记住长者模式、数日子、翻开要打印的问答、标出读到哪一节。不发送任何东西。
(function () {
  "use strict";
  var root = document.documentElement, key = "banbao-elder", store = null;
  try { store = window.localStorage; } catch (e) { /* 无痕模式 */ }

  function asked() {
    var found = /[?&]elder=([01])/.exec(location.search);
    if (found) return found[1] === "1";
    if (location.hash === "#elder") return true;
    try { return !!store && store.getItem(key) === "1"; } catch (e) { return false; }
  }
  function set(on) {
    root.classList.toggle("elder", on);
    try { if (store) store.setItem(key, on ? "1" : "0"); } catch (e) { /* 存不下也能用 */ }
  }
  set(asked());

  var dayMs = 86400000;
  function today() { return Math.floor((Date.now() + 8 * 3600000) / dayMs); }
  function dayOf(iso) { return Math.floor(Date.parse(iso + "T00:00:00Z") / dayMs); }

  // 网页可能很久没有重新生成，倒计时只能在看的那一天算。
  function count() {
    var now = today();
    document.querySelectorAll("[data-count]").forEach(function (tag) {
      var row = tag.closest("[data-from]");
      if (!row) return;
      var from = dayOf(row.dataset.from), to = dayOf(row.dataset.to);
      tag.textContent = now > to ? "已过" : now === to && from === to ? "就是今天" : now >= from ? "正在进行" : "还有 " + (from - now) + " 天";
    });
    document.querySelectorAll("[data-expires]").forEach(function (note) {
      if (dayOf(note.dataset.expires) < now) note.hidden = false;
    });
  }

  function follow() {
    var links = document.querySelectorAll(".rail .toc a");
    if (!links.length || !("IntersectionObserver" in window)) return;
    var seen = {};
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (e) { seen[e.target.id] = e.isIntersecting; });
      var current = null;
      links.forEach(function (a) { if (!current && seen[decodeURIComponent(a.hash.slice(1))]) current = a; });
      if (!current) return;
      links.forEach(function (a) { if (a === current) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
    }, { rootMargin: "-10% 0px -60% 0px" });
    document.querySelectorAll(".blk[id]").forEach(function (section) { observer.observe(section); });
  }

  // 从硬盘或 U 盘打开时没有服务器把文件夹变成网页：地址补上 index.html。
  function fromDisk() {
    document.querySelectorAll("form[action]").forEach(function (form) { form.action = form.action.replace(/\/$/, "/index.html"); });
    document.addEventListener("click", function (event) {
      var a = event.target.closest && event.target.closest("a[href]");
      if (a && a.protocol === "file:" && /\/$/.test(a.pathname)) a.pathname += "index.html";
    }, true);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".to-elder,.to-plain").forEach(function (button) {
      button.addEventListener("click", function (event) {
        event.preventDefault();
        set(button.classList.contains("to-elder"));
        if (/[?&]elder=|#elder$/.test(location.href)) {
          history.replaceState(null, "", location.pathname + location.search.replace(/([?&])elder=[01]&?/, "$1").replace(/[?&]$/, ""));
        }
      });
    });
    count();
    follow();
    if (location.protocol === "file:") fromDisk();
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".qa details").forEach(function (d) { d.open = true; });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && /^#bb-zoom-/.test(location.hash)) location.hash = "#bb-sheets";
  });
})();
