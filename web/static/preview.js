// Shows the mail of a refusal or a question while it is being written: the page that the button "Preview" would
// bring, without leaving this one. Without this file the button does it.
(() => {
  'use strict';

  const DELAY = 400; // ms of rest before asking

  for (const place of document.querySelectorAll('[data-preview]')) {
    const form = document.getElementById(place.dataset.preview);
    const status = document.createElement('p');
    status.className = 'hidden';
    status.setAttribute('aria-live', 'polite'); // the page has its own status message
    place.before(status);
    let timer = 0;
    let latest = null;

    const show = async () => {
      const mine = latest = new AbortController();
      const fields = new URLSearchParams(new FormData(form));
      fields.set('step', 'preview');
      try {
        const answer = await fetch(form.action, {method: 'POST', body: fields, signal: mine.signal});
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const letter = page.getElementById(place.id);
        if (latest !== mine) return;
        place.replaceChildren(...(answer.ok && letter ? letter.childNodes : []));
        status.textContent = place.firstElementChild ? place.dataset.shown : '';
      } catch (fault) { // no preview is no fault: the button is still there
        if (latest === mine) place.replaceChildren();
      }
    };

    form.addEventListener('input', () => {
      clearTimeout(timer);
      if (latest) latest.abort();
      status.textContent = '';
      if (form.elements.reason && !form.elements.reason.value) place.replaceChildren();
      else timer = setTimeout(show, DELAY);
    });
  }
})();
