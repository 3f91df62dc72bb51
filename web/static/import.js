// Shows how far an import is while it is being worked on, and then what has come of it. Without this file a link does.
(() => {
  'use strict';

  const box = document.querySelector('[data-progress]');
  if (!box) return;
  const bar = box.querySelector('progress');
  const text = box.querySelector('[data-text]');

  const look = async () => {
    const answer = await fetch(box.dataset.progress, {headers: {Accept: 'application/json'}});
    if (!answer.ok) return;
    const progress = await answer.json();
    if (progress.state !== box.dataset.state) {
      location.reload();
      return;
    }
    if (progress.total > 0) {
      bar.max = progress.total;
      bar.value = Math.min(progress.position, progress.total);
    }
    text.textContent = progress.text;
    setTimeout(look, 2000);
  };
  setTimeout(() => look().catch(() => {}), 500); // the network may fail: the link stays
})();
