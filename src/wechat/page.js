(function () {
  'use strict';
  var article = document.getElementById('article');
  var tell = document.getElementById('tell');
  // As it was written: what is done to the preview below must not get into what is copied.
  var original = article ? article.innerHTML : '';

  // A table that is pushed sideways can be pushed by keys too.
  if (article) article.querySelectorAll('section').forEach(function (box) {
    if (box.style.overflowX !== 'auto') return;
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', '可以左右滑动');
  });

  function say(text, bad) {
    tell.textContent = text;
    tell.className = bad ? 'tell bad' : 'tell';
  }

  // The old way: works from file:// in every browser, and hands over exactly what we give it.
  function copyByEvent(node, html, plain) {
    var done = false;
    function fill(event) {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData('text/plain', plain);
      if (html) event.clipboardData.setData('text/html', html);
      done = true;
    }
    // Some browsers copy only while something is selected.
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.addEventListener('copy', fill, true);
    try { document.execCommand('copy'); } catch (e) { done = false; }
    document.removeEventListener('copy', fill, true);
    if (done) selection.removeAllRanges();
    return done;
  }

  function copy(node, html, plain, ok) {
    function old() {
      if (copyByEvent(node, html, plain)) say(ok, false);
      else say('浏览器不让自动复制。文字已经选中，请按 Ctrl+C（苹果电脑按 ⌘C）复制', true);
    }
    if (!(navigator.clipboard && window.ClipboardItem && window.isSecureContext)) return old();
    var parts = { 'text/plain': new Blob([plain], { type: 'text/plain' }) };
    if (html) parts['text/html'] = new Blob([html], { type: 'text/html' });
    try {
      navigator.clipboard.write([new ClipboardItem(parts)]).then(function () { say(ok, false); }, old);
    } catch (e) { old(); }
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (!button) return;
    var what = button.getAttribute('data-copy');
    if (what === 'article') {
      copy(article, original, article.innerText, '正文已复制。到公众号编辑器的正文里，按 Ctrl+V 粘贴');
    } else if (button.hasAttribute('data-text')) {
      copy(button, '', button.getAttribute('data-text'), button.getAttribute('data-ok'));
    } else if (what) {
      var field = document.getElementById(what);
      copy(field, '', field.textContent, button.getAttribute('data-ok'));
    }
    var width = button.getAttribute('data-width');
    if (width) {
      document.getElementById('phone').className = width === 'phone' ? 'phone narrow' : 'phone';
      document.querySelectorAll('[data-width]').forEach(function (b) {
        b.setAttribute('aria-pressed', String(b === button));
      });
    }
    var n = button.getAttribute('data-save');
    if (n !== null) save(Number(n), button.getAttribute('data-name'));
  });

  // The list: only what holds the words that were typed.
  var find = document.getElementById('find');
  if (find) find.addEventListener('input', function () {
    var words = find.value.trim().split(/\s+/);
    var seen = 0;
    document.querySelectorAll('.item').forEach(function (item) {
      var text = item.querySelector('.in').textContent;
      var fits = words.every(function (word) { return text.indexOf(word) >= 0; });
      item.hidden = !fits;
      if (fits) seen += 1;
    });
    document.getElementById('none').hidden = seen > 0;
  });

  // A drawing as a PNG, for the cover or when the editor does not take it.
  function save(n, name) {
    var svg = article.querySelectorAll('svg[role=img]')[n];
    var box = svg.viewBox.baseVal;
    var image = new Image();
    image.onload = function () {
      var canvas = document.createElement('canvas');
      canvas.width = 1080;
      canvas.height = Math.round(1080 * box.height / box.width);
      var pen = canvas.getContext('2d');
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      var link = document.createElement('a');
      link.download = name + '.png';
      link.href = canvas.toDataURL('image/png');
      link.click();
      say('已存成 ' + link.download + '，在“下载”文件夹里', false);
    };
    image.onerror = function () { say('这张图存不了，请截图代替', true); };
    var copy = svg.cloneNode(true);
    copy.setAttribute('width', box.width);
    copy.setAttribute('height', box.height);
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  }
})();
