// Follows work in the background: takes the part of the page that tells of it from the page itself, every second, until
// the work has ended, and says so. Without this file, loading the page again does the same.
(() => {
  'use strict';

  const EVERY = 1000; // ms
  const part = () => document.querySelector('[data-progress]');
  const status = document.querySelector('[data-progress-status]');
  if (!part()?.hasAttribute('data-under-way') || !window.fetch) return;
  const {ended} = part().dataset;

  const hideLink = () => document.querySelectorAll('[data-reload]').forEach((link) => { link.hidden = true; });

  async function follow() {
    const answer = await fetch(location.href, {credentials: 'same-origin', redirect: 'error'});
    if (!answer.ok) return; // signed out, say: the page as it stands offers to load it again
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-progress]');
    if (!fresh) return;
    const underWay = fresh.hasAttribute('data-under-way');
    if (underWay) { // the buttons stay, and with them the focus
      for (const selector of ['.state', 'label', 'progress', '.muted']) {
        const [before, now] = [part().querySelector(selector), fresh.querySelector(selector)];
        if (before && now && !before.isEqualNode(now)) before.replaceWith(now);
      }
      setTimeout(attempt, EVERY);
      return;
    }
    const hadFocus = part().contains(document.activeElement);
    part().replaceWith(fresh);
    status.textContent = ended;
    if (hadFocus) document.querySelector('main').focus();
  }

  // What does not answer now may answer later.
  const attempt = () => follow().catch(() => setTimeout(attempt, 5 * EVERY));
  hideLink();
  setTimeout(attempt, EVERY);
})();
