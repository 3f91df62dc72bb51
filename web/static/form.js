// Small comforts of the forms; each works without this file.
(() => {
  'use strict';

  // Takes the visitor to what has to be corrected.
  const faulty = document.querySelector('[data-error-summary], [data-focus]');
  if (faulty) faulty.focus();

  // Opens the text beside the form; browsers that know ::details-content need no help.
  const beside = document.querySelector('[data-open-when-wide]');
  if (beside && window.matchMedia('(min-width: 64rem)').matches) beside.open = true;

  const characters = (text) => (
    window.Intl && Intl.Segmenter ? Array.from(new Intl.Segmenter().segment(text)) : Array.from(text)
  ).length;

  // Tells how many characters are left: at once to the eye, after a pause to the ear.
  for (const field of document.querySelectorAll('[data-limit]')) {
    const shown = document.createElement('p');
    const spoken = document.createElement('p');
    shown.className = 'help counter';
    shown.setAttribute('aria-hidden', 'true');
    spoken.className = 'hidden';
    spoken.setAttribute('role', 'status');
    field.after(shown, spoken);

    let timer = 0;
    const count = () => {
      const left = field.dataset.limit - characters(field.value.trim());
      shown.classList.toggle('fault', left < 0);
      shown.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace('{n}', Math.abs(left));
    };
    field.addEventListener('input', () => {
      count();
      clearTimeout(timer);
      timer = setTimeout(() => { spoken.textContent = shown.textContent; }, 1000);
    });
    count();
  }
})();
