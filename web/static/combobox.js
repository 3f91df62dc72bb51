// Editable combobox with a listbox popup: WAI-ARIA 1.2 and the pattern "Editable Combobox With List
// Autocomplete" of its Authoring Practices. It adds suggestions to a text field that works without them:
// whatever is typed stays valid. Every text comes from data-* attributes of the field.
(() => {
  'use strict';

  const DELAY = 200; // ms of rest before asking
  const MIN_LENGTH = 2;

  const input = document.querySelector('[data-combobox]');
  if (!input || !input.form || !window.fetch || !window.URLSearchParams) return;

  const {form, dataset: texts} = input;
  const territory = form.querySelector('input[type=hidden][name=territory]');
  const country = form.elements.country;
  let options = [];
  let active = -1;
  let timer = 0;
  let request = null; // the one whose answer is awaited; any other is stale

  const list = element('ul', {
    id: input.id + '-list', role: 'listbox', class: 'combobox-list', 'aria-label': texts.listLabel, hidden: '',
  });
  const status = element('p', {role: 'status', class: 'hidden'});
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
    'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-controls': list.id,
  })) input.setAttribute(name, value);
  if (territory.dataset.value) territory.value = territory.dataset.value;

  function element(name, attributes) {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    return made;
  }

  function kind() {
    const checked = form.querySelector('input[name=kind]:checked, input[type=hidden][name=kind]');
    return checked ? checked.value : '';
  }

  // Associations, organisations and individuals are not in the register.
  function hasSuggestions() {
    return !kind() || texts.kinds.split(' ').includes(kind());
  }

  function setTerritory(id) {
    const offered = form.querySelector('[data-suggestions]');
    if (offered) offered.remove(); // the server's "did you mean" was about another text
    territory.disabled = false;
    territory.value = id;
  }

  function close() {
    clearTimeout(timer);
    if (request && request.abort) request.abort.abort();
    request = null;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    setActive(-1);
  }

  function setActive(index) {
    active = index;
    Array.from(list.children).forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
    if (index < 0) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    const option = list.children[index];
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({block: 'nearest'});
  }

  function choose(index) {
    const chosen = options[index];
    input.value = chosen.name;
    setTerritory(chosen.id);
    if (country && !country.value) country.value = chosen.country;
    close();
    status.textContent = '';
    input.focus();
  }

  function countryName(code) {
    if (country && country.dataset.name) return country.dataset.name; // the one that stands fixed
    const option = country && Array.from(country.options).find((o) => o.value === code);
    return option ? option.text : code;
  }

  function show(found) {
    options = found;
    list.textContent = '';
    found.forEach((place, i) => {
      const option = element('li', {id: list.id + '-' + i, role: 'option', 'aria-selected': 'false'});
      const where = element('span', {class: 'combobox-where'});
      where.textContent = [place.parent, countryName(place.country)].filter(Boolean).join(', ');
      option.append(place.name, ' ', where);
      list.append(option);
    });
    setActive(-1);
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(found.length > 0));
    status.textContent = found.length ? texts.found.replace('{n}', found.length) : texts.none;
  }

  async function ask() {
    const abort = window.AbortController ? new AbortController() : null;
    const mine = {abort};
    request = mine;
    const query = new URLSearchParams({q: input.value.trim(), country: country ? country.value : '', kind: kind()});
    try {
      const answer = await fetch(texts.source + '?' + query, abort ? {signal: abort.signal} : {});
      const found = answer.ok ? (await answer.json()).territories || [] : [];
      if (request === mine) show(found);
    } catch (fault) {
      if (request === mine) close(); // no suggestions is no fault: the field takes any text
    }
  }

  function askSoon() {
    close();
    if (input.value.trim().length < MIN_LENGTH || !hasSuggestions()) return;
    timer = setTimeout(ask, DELAY);
  }

  function move(step) {
    const {length} = options;
    if (active < 0) setActive(step > 0 ? 0 : length - 1);
    else setActive((active + step + length) % length);
  }

  function onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const {key} = event;
    const open = !list.hidden;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (open) move(key === 'ArrowDown' ? 1 : -1);
      else askSoon();
    } else if (key === 'Enter' && open && active >= 0) {
      choose(active);
    } else if (key === 'Escape' && open) {
      close();
    } else {
      // Home, End, Left and Right move in the text; the text has the focus again.
      if (open && /^(Home|End|ArrowLeft|ArrowRight)$/.test(key)) setActive(-1);
      return;
    }
    event.preventDefault();
  }

  input.addEventListener('input', () => {
    setTerritory('');
    askSoon();
  });
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', close);
  form.addEventListener('change', (event) => {
    if (event.target.name === 'kind') setTerritory(''); // a region's place is no city's
  });
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) choose(Array.from(list.children).indexOf(option));
  });
})();
