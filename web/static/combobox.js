// Editable combobox with a listbox popup: WAI-ARIA 1.2 and the pattern "Editable Combobox With List
// Autocomplete" of its Authoring Practices. It adds suggestions to a text field that works without them:
// whatever is typed stays valid. Every text comes from data-* attributes of the field.
//
// combobox(input, {ask, choose, typed}): ask(text, signal) promises the options for a text, each with label and
// where; choose(option) is told the chosen one, typed() that the text changed. It returns close().
window.combobox = (input, {ask, choose, typed}) => {
  const DELAY = 200; // ms of rest before asking
  const MIN_LENGTH = 2;

  const {dataset: texts} = input;
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

  function element(name, attributes) {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    return made;
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

  function take(index) {
    input.value = options[index].label;
    close();
    status.textContent = '';
    input.focus();
    choose(options[index]);
  }

  function show(found) {
    options = found;
    list.textContent = '';
    found.forEach(({label, lang, where}, i) => {
      const option = element('li', {id: list.id + '-' + i, role: 'option', 'aria-selected': 'false'});
      const name = element('span', lang ? {lang} : {});
      const place = element('span', {class: 'combobox-where'});
      name.textContent = label;
      place.textContent = where;
      option.append(name, ' ', place);
      list.append(option);
    });
    setActive(-1);
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(found.length > 0));
    status.textContent = found.length ? texts.found.replace('{n}', found.length) : texts.none;
  }

  async function askNow() {
    const abort = window.AbortController ? new AbortController() : null;
    const mine = {abort};
    request = mine;
    try {
      const found = await ask(input.value.trim(), abort ? {signal: abort.signal} : {});
      if (request === mine) show(found);
    } catch (fault) {
      if (request === mine) close(); // no suggestions is no fault: the field takes any text
    }
  }

  function askSoon() {
    close();
    if (input.value.trim().length >= MIN_LENGTH) timer = setTimeout(askNow, DELAY);
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
      take(active);
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
    typed();
    askSoon();
  });
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) take(Array.from(list.children).indexOf(option));
  });
  return close;
};
