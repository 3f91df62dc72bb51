// Tells colleagues who works on this pledge: claims it when the page is opened, says so every minute while the page
// is seen, and gives it up when the page goes. Without this file a button claims it.
(() => {
  'use strict';

  const EVERY = 60_000; // ms; the claim lives for five minutes

  const place = document.querySelector('[data-claim]');
  if (!place || !window.fetch) return;
  const address = place.dataset.claim;
  const part = () => new URLSearchParams({part: '1'});
  const [status, actions] = ['[aria-live]', '[data-actions]'].map((selector) => place.querySelector(selector));
  let timer = 0;

  // Only what differs is replaced: the focus stays, and nothing is announced twice.
  const show = (text) => {
    const news = new DOMParser().parseFromString(text, 'text/html');
    const said = news.querySelector('[aria-live]').textContent;
    if (status.textContent !== said) status.textContent = said;
    const next = news.querySelector('[data-actions]');
    if (actions.innerHTML === next.innerHTML) return;
    const hadFocus = actions.contains(document.activeElement);
    actions.replaceChildren(...next.childNodes);
    if (hadFocus) document.querySelector('#main').focus();
  };

  const beat = async () => {
    try {
      const answer = await fetch(`${address}/claim`, {method: 'POST', body: part(), redirect: 'error'});
      if (answer.ok) show(await answer.text());
    } catch (_) { /* offline, or signed out: the claim ends by itself */ }
  };
  const stop = () => clearInterval(timer);
  const start = () => {
    stop();
    if (document.hidden) return;
    beat();
    timer = setInterval(beat, EVERY);
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  window.addEventListener('pageshow', start);
  window.addEventListener('pagehide', () => {
    stop();
    navigator.sendBeacon?.(`${address}/release`, part());
  });
})();
