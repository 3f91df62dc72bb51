// Copies the link of the page, or hands it to the device's own way of sharing. Without this file the links below do.
(() => {
  'use strict';

  const part = document.querySelector('.share-here');
  if (!part) return;
  const {shareTitle: title, shareUrl: url} = part.dataset;
  const [copy, share] = [part.querySelector('[data-copy]'), part.querySelector('[data-share]')];
  const status = part.querySelector('[data-copied]');

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener('click', async () => {
      status.textContent = '';
      try {
        await navigator.clipboard.writeText(url);
        status.textContent = status.dataset.copied;
      } catch (_) {
        copy.hidden = true; // forbidden here: the address line has the link, too
      }
    });
  }
  if (navigator.share && navigator.canShare?.({title, url})) {
    share.hidden = false;
    share.addEventListener('click', () => navigator.share({title, url}).catch(() => {})); // closing it is no fault
  }
})();
