// The note on a pledge saves itself: a moment after typing, on leaving the field, and on leaving the page. Without this
// file its button saves it. While the server is away the words stay in this tab.
(() => {
  'use strict';

  const form = document.querySelector('form[data-note]');
  if (!form || !window.fetch) return;
  const DELAY = 1000;
  const texts = form.dataset;
  const [field, version] = [form.elements.note, form.elements.note_version];
  const [status, theirs] = [document.getElementById('note-status'), document.getElementById('theirs')];
  const key = 'note ' + form.getAttribute('action');
  let saved = field.value;
  let sent = ''; // last: the answer to it may not have arrived
  let timer = 0;
  let running = false;
  let asks = !theirs.hidden; // a colleague was faster: from here on the button saves, nothing by itself

  const say = (text) => { status.textContent = text; };
  const isUnsaved = () => field.value !== saved;
  const store = (change) => {
    try {
      return change(sessionStorage);
    } catch (_) {
      return null; // storage is forbidden: the words are in the field
    }
  };
  const keep = () => store((tab) => tab.setItem(key, JSON.stringify({text: field.value, version: version.value, sent})));
  const forget = () => store((tab) => tab.removeItem(key));

  /** Texts are equal that differ in what the site tidies up. */
  const isSame = (one, other) => one.trim().replace(/\s+/g, ' ') === other.trim().replace(/\s+/g, ' ');

  function showTheirs({text, by, version: latest}) {
    asks = true;
    const sentence = texts.conflict.replace('{name}', by);
    theirs.querySelector('strong').textContent = sentence;
    theirs.querySelector('blockquote').textContent = text || '';
    theirs.hidden = false;
    version.value = latest;
    say(sentence);
  }

  async function understand(answer, text) {
    if (answer.type === 'opaqueredirect') return say(texts.signedOut);
    const result = await answer.json();
    if (answer.status === 409) return showTheirs(result);
    if (!answer.ok) return say(result.fault || texts.away);
    version.value = result.version;
    saved = text;
    if (!isUnsaved()) forget();
    return say(texts.saved);
  }

  /** Sends what is in the field, as written over a version; lasts beyond the page where it is not too long for that. */
  async function send(over) {
    const text = field.value;
    const body = new URLSearchParams(new FormData(form));
    body.set('note_version', over);
    sent = text;
    keep();
    try {
      await understand(await fetch(form.action, {
        method: 'POST', body, headers: {Accept: 'application/json'}, redirect: 'manual',
        keepalive: String(body).length < 30000,
      }), text);
      return saved === text;
    } catch (_) {
      say(texts.away);
      return false;
    }
  }

  async function save() {
    clearTimeout(timer);
    if (running || asks || !isUnsaved()) return;
    say(texts.saving);
    running = true;
    const done = await send(version.value);
    running = false;
    if (done && isUnsaved()) save(); // typed meanwhile
    else if (!done && !asks) timer = setTimeout(save, 10 * DELAY);
  }

  const draft = JSON.parse(store((tab) => tab.getItem(key)) || 'null');
  if (draft && draft.text !== field.value && !asks) {
    if (!isSame(field.value, draft.sent)) version.value = draft.version; // else the site has what was sent last
    field.value = draft.text;
    say(texts.restored);
    timer = setTimeout(save, DELAY);
  }

  field.addEventListener('input', () => {
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  });
  field.addEventListener('blur', save);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    saved = field.value; // the button sends it
    forget();
  });
  addEventListener('pagehide', () => {
    if (!asks && isUnsaved()) send(Number(version.value) + (running ? 1 : 0)); // what is under way comes first
  });
})();
