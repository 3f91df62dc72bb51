// The wall without loading the page anew: filters, order, pages and search change the list in place, each with its
// address; the field suggests members while one types. Without this file the same links and form do the same.
(() => {
  'use strict';

  const finder = () => document.querySelector('.finder');
  if (!finder() || !window.fetch || !window.URLSearchParams || !window.DOMParser) return;

  let latest = 0; // an older answer never overtakes a newer one

  async function read(address) {
    const answer = await fetch(address, {headers: {Accept: 'text/html'}});
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }

  // What had the focus is found again by where it leads, by its name, or by its group.
  function focusOf() {
    const {activeElement: element} = document;
    if (!finder().contains(element)) return () => {};
    const group = element.closest('details, section');
    const label = element.closest('li') ? element.textContent : '';
    const {id} = element;
    const caret = id === 'q' ? element.selectionStart : null;
    return () => {
      const candidates = Array.from(finder().querySelectorAll('a, summary'));
      const again = id && document.getElementById(id)
        || candidates.find((a) => label && a.textContent === label
          && (!group || !group.id || (a.closest('details, section') || {}).id === group.id))
        || (group && group.id && document.querySelector(`#${group.id} summary`))
        || document.getElementById('found');
      again.focus({preventScroll: true});
      if (caret !== null && again.setSelectionRange) again.setSelectionRange(caret, caret);
    };
  }

  function replace(fresh) {
    const open = Array.from(finder().querySelectorAll('details[open]'), (group) => group.id);
    const next = fresh.querySelector('.finder');
    const restore = focusOf();
    open.forEach((id) => {
      const group = id && next.querySelector(`#${id}`);
      if (group) group.open = true;
    });
    // The head stays an element of this page, so that its live region speaks of the new count.
    const status = finder().querySelector('#found [role=status]');
    const spoken = next.querySelector('#found [role=status]');
    for (const part of ['.facet-groups', '.chosen', '.sort', '.results']) {
      const [before, now] = [finder().querySelector(part), next.querySelector(part)];
      if (before && now) before.replaceWith(now);
    }
    finder().querySelectorAll('.search input[type=hidden]').forEach((field) => field.remove());
    next.querySelectorAll('.search input[type=hidden]').forEach((field) => finder().querySelector('.search').append(field));
    const [map, freshMap] = [document.querySelector('.heading-map'), fresh.querySelector('.heading-map')];
    if (map && freshMap) map.replaceWith(freshMap);
    document.querySelectorAll('.languages a').forEach((link, i) => {
      link.href = fresh.querySelectorAll('.languages a')[i].getAttribute('href');
    });
    document.title = fresh.title;
    if (status && spoken) status.textContent = spoken.textContent;
    restore();
  }

  async function go(address, {push, scroll}) {
    const mine = ++latest;
    finder().setAttribute('aria-busy', 'true');
    try {
      const fresh = await read(address);
      if (mine !== latest) return;
      if (!fresh.querySelector('.finder') || fresh.documentElement.lang !== document.documentElement.lang) {
        throw new Error('another page');
      }
      if (push) history.pushState({wall: true}, '', address);
      replace(fresh);
      const query = new URL(address, location.href).searchParams.get('q') || '';
      const field = document.getElementById('q');
      if (field !== document.activeElement) field.value = query;
      if (scroll) document.getElementById('found').scrollIntoView({block: 'start'});
    } catch (fault) {
      if (mine === latest) location.assign(address); // the ordinary way says what is wrong
    } finally {
      if (mine === latest) finder().removeAttribute('aria-busy');
    }
  }

  const isWall = (address) => address.origin === location.origin && address.pathname === location.pathname;
  const isPlain = (event) => !event.defaultPrevented && event.button === 0
    && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('.finder a');
    if (!link || !isPlain(event) || !isWall(new URL(link.href))) return;
    event.preventDefault();
    go(link.href, {push: true, scroll: Boolean(link.closest('.pages'))});
  });

  document.addEventListener('submit', (event) => {
    if (!event.target.matches('.finder .search')) return;
    event.preventDefault();
    closeSuggestions();
    const query = new URLSearchParams(new FormData(event.target));
    if (!query.get('q')) query.delete('q');
    const text = query.toString();
    go(event.target.action + (text ? '?' + text : ''), {push: true});
  });

  addEventListener('popstate', () => go(location.href, {}));

  const input = document.getElementById('q');
  const closeSuggestions = !input || !window.combobox ? () => {} : window.combobox(input, {
    async ask(text, options) {
      const answer = await fetch(input.dataset.source + '?' + new URLSearchParams({q: text}), options);
      const members = answer.ok ? (await answer.json()).members : [];
      return members.map((m) => ({label: m.name, lang: m.lang, where: `${m.kind}, ${m.place}`, url: m.url}));
    },
    choose: ({url}) => location.assign(url),
    typed() {},
  });
})();
