// 听全文：浏览器自己的朗读（Web Speech），不下载、不联网。没有中文嗓音的浏览器里，按钮不出现。
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  var bar, go, stop, status, parts = [], at = 0, running = false, turn = 0;

  function voice() {
    var all = speech.getVoices().filter(function (v) { return /^(zh|cmn)/i.test(v.lang); });
    var score = function (v) { return (/^(zh|cmn)[-_](Hans[-_])?CN/i.test(v.lang) ? 2 : 0) + (v.localService ? 1 : 0); };
    return all.sort(function (a, b) { return score(b) - score(a); })[0];
  }

  // 一句一句地读：有的浏览器读长段会中途停下。
  function gather() {
    parts = [];
    document.querySelectorAll("article h1,article .lead,article :is(.blk,.intro) :is(h2,h3,h4,p,li,dt,dd,th,td,summary,figcaption)").forEach(function (e) {
      if (e.closest("[data-listen],.toc") || e.querySelector("p,li,dd,td") || (e.matches("th") && e.closest("thead"))) return;
      var label = e.dataset.l ? e.dataset.l + "：" : "";
      var copy = e.cloneNode(true);
      copy.querySelectorAll("sup").forEach(function (s) { s.remove(); });
      (label + copy.textContent).split(/([^。！？；]*[。！？；]+)/).forEach(function (s) {
        if (/[\u4e00-\u9fff\w]/.test(s)) parts.push({ element: e, text: s.trim() });
      });
    });
  }

  function mark(element) {
    document.querySelectorAll(".saying").forEach(function (e) { e.classList.remove("saying"); });
    if (element) element.classList.add("saying");
  }
  function show(words) {
    go.textContent = running ? "暂停" : at ? "继续听" : "听全文";
    stop.hidden = !running && !at;
    if (words) status.textContent = words;
  }
  function next() {
    if (!running) return;
    if (at >= parts.length) { end("读完了"); return; }
    var part = parts[at], mine = ++turn, said = new window.SpeechSynthesisUtterance(part.text);
    said.lang = "zh-CN";
    said.voice = voice() || null;
    said.rate = document.documentElement.classList.contains("elder") ? 0.8 : 0.95;
    said.onend = said.onerror = function () { if (mine === turn && running) { at += 1; next(); } };
    var details = part.element.closest("details");
    if (details) details.open = true;
    mark(part.element);
    speech.speak(said);
  }
  // 暂停就是停在这一句：各家的 pause() 不可靠。
  function pause(words) { running = false; turn += 1; speech.cancel(); show(words); }
  function end(words) { at = 0; pause(words); mark(null); }

  function ready() {
    if (!voice() || !bar.hidden) return;
    bar.hidden = false;
    go.addEventListener("click", function () {
      if (running) { pause("已暂停"); return; }
      if (!at) gather();
      running = true;
      show("正在朗读");
      next();
    });
    stop.addEventListener("click", function () { end("已停止"); go.focus(); });
    window.addEventListener("pagehide", function () { speech.cancel(); });
  }
  document.addEventListener("DOMContentLoaded", function () {
    bar = document.querySelector("[data-listen]");
    if (!bar) return;
    go = bar.querySelector("[data-go]"); stop = bar.querySelector("[data-stop]"); status = bar.querySelector("[role=status]");
    ready();
    if (speech.addEventListener) speech.addEventListener("voiceschanged", ready);
  });
})();
