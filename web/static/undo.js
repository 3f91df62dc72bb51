// Counts down the seconds in which a decision can be undone, and takes the button away when they are over. The
// sentence beside it says how long without this file; the numbers are for the eye only (aria-hidden).
(() => {
  'use strict';

  const form = document.querySelector('form[data-undo]');
  if (!form) return;
  const end = performance.now() + 1000 * form.dataset.undo;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      form.querySelector('[data-left]').textContent = `${left} s`;
      return;
    }
    clearInterval(timer);
    const hadFocus = form.contains(document.activeElement);
    form.remove();
    if (hadFocus) document.querySelector('#main').focus();
  };
  const timer = setInterval(tick, 1000);
  tick();
})();
