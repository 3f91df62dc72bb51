// Passkeys (W3C Web Authentication): asks the server for options and the device for a passkey, and sends its answer
// with the form it belongs to. Without this file, or in a browser too old for it, the forms stay hidden.
(() => {
  'use strict';

  const keys = window.PublicKeyCredential;
  if (!keys?.parseCreationOptionsFromJSON || !keys.parseRequestOptionsFromJSON) return;

  const ask = async (form) => {
    const answer = await fetch(form.dataset.passkey, {method: 'POST'});
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    const options = await answer.json();
    return 'create' in form.dataset
      ? navigator.credentials.create({publicKey: keys.parseCreationOptionsFromJSON(options)})
      : navigator.credentials.get({publicKey: keys.parseRequestOptionsFromJSON(options)});
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      form.querySelector('[role=alert]')?.remove();
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
        form.submit();
      } catch (_) { // called off, or this device has none
        const failure = Object.assign(document.createElement('p'), {className: 'fault', role: 'alert'});
        button.parentElement.before(failure);
        failure.textContent = form.dataset.failure;
        button.disabled = false;
      }
    });
  }
})();
