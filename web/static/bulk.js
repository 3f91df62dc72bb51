// Selecting many pledges of the queue: all at once, and how many there are. Everything works without this file.
(() => {
  'use strict';

  const all = document.querySelector('#bulk-all');
  if (!all) return;
  const boxes = [...document.querySelectorAll('input[name=pledge][form=bulk]')];
  const count = document.querySelector('#bulk-count');

  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = String(chosen);
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener('change', tell);
  for (const part of document.querySelectorAll('[data-bulk-all], [data-bulk-count]')) part.hidden = false;
  window.addEventListener('pageshow', tell); // a browser that goes back keeps the choice
  tell();
})();
