// Single keys that move the focus and press nothing. Everything works without this file; "Use keys" turns them off
// (WCAG 2.2, 2.1.4). A screen reader that reads with letters of its own takes them before they arrive here.
(() => {
  'use strict';

  const box = document.querySelector('[data-keys]');
  if (!box) return;
  const find = (selector) => document.querySelector(selector);
  const list = box.closest('details');

  const remembered = () => {
    try {
      return localStorage.getItem('keys') !== 'off';
    } catch (_) {
      return true; // storage is forbidden: the choice holds on this page
    }
  };
  box.checked = remembered();
  box.parentElement.hidden = false;
  box.addEventListener('change', () => {
    try {
      if (box.checked) localStorage.removeItem('keys');
      else localStorage.setItem('keys', 'off');
    } catch (_) { /* see above */ }
  });

  const focus = (element) => element && (element.focus(), true);
  const follow = (link) => link && (link.click(), true);
  const line = () => document.activeElement.closest('.queue tbody tr');
  const name = (row) => row && row.querySelector('th a');
  const step = (by) => {
    const links = [...document.querySelectorAll('.queue tbody th a')];
    return focus(links[Math.min(Math.max(links.indexOf(name(line())) + by, 0), links.length - 1)]);
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    '/': () => focus(find('#q')),
    a: () => focus((line() || document).querySelector('form[action$="/approve"] button')) || focus(name(line())),
    r: () => {
      const refusal = find('.decision .refuse');
      if (refusal) refusal.open = true;
      return refusal && focus(find('#reason'));
    },
    i: () => {
      const question = find('.decision .ask');
      if (question) question.open = true;
      return question && focus(find('#question'));
    },
    z: () => focus(find('.undo button')),
    t: () => focus(find('.pledge #tag')),
    m: () => focus(find('#note')),
    n: () => follow(find('.decision .later')),
    u: () => find('.pledge') && follow(find('header nav a[href="/moderation"]')),
    '?': () => {
      list.open = !list.open;
      return focus(find('.keys summary'));
    },
  };

  document.addEventListener('keydown', (event) => {
    if (!box.checked || event.defaultPrevented || event.isComposing || !Object.hasOwn(keys, event.key)) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest('input, select, textarea, [contenteditable]')) return;
    if (keys[event.key]()) event.preventDefault();
  });
})();
