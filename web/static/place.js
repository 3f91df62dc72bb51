// Suggests names of the register in the field for a body or its place, and notes the entry that is chosen.
(() => {
  'use strict';

  const input = document.querySelector('[data-combobox]');
  if (!input || !input.form || !window.fetch || !window.URLSearchParams) return;

  const {form, dataset: texts} = input;
  const territory = form.querySelector('input[type=hidden][name=territory]');
  const country = form.elements.country;
  if (territory.dataset.value) territory.value = territory.dataset.value;

  function kind() {
    const checked = form.querySelector('input[name=kind]:checked, input[type=hidden][name=kind]');
    return checked ? checked.value : '';
  }

  function setTerritory(id) {
    const offered = form.querySelector('[data-suggestions]');
    if (offered) offered.remove(); // the server's "did you mean" was about another text
    territory.disabled = false;
    territory.value = id;
  }

  function countryName(code) {
    if (country && country.dataset.name) return country.dataset.name; // the one that stands fixed
    const option = country && Array.from(country.options).find((o) => o.value === code);
    return option ? option.text : code;
  }

  async function ask(text, options) {
    // Associations, organisations and individuals are not in the register.
    if (kind() && !texts.kinds.split(' ').includes(kind())) return [];
    const query = new URLSearchParams({q: text, country: country ? country.value : '', kind: kind()});
    const answer = await fetch(texts.source + '?' + query, options);
    const places = answer.ok ? (await answer.json()).territories || [] : [];
    return places.map((place) => ({
      ...place, label: place.name, where: [place.parent, countryName(place.country)].filter(Boolean).join(', '),
    }));
  }

  window.combobox(input, {
    ask,
    choose(place) {
      setTerritory(place.id);
      if (country && !country.value) country.value = place.country;
    },
    typed: () => setTerritory(''),
  });
  form.addEventListener('change', (event) => {
    if (event.target.name === 'kind') setTerritory(''); // a region's place is no city's
  });
})();
