// The moderator's own account: the second step at sign-in, recovery codes, and where one is signed in.
import {createHmac} from 'node:crypto';

import {devtools, expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {choosePassword, enterPassword, signIn} from './pages.js';
import {Service} from './service.js';

test.use({file: 'console-account'});

/** What an authenticator app shows (RFC 6238); step 1 is the next code, accepted as well. */
function codeOf(secret, step = 0) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest.at(-1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Invites somebody new, from a context of the administrator's own; the page is theirs from then on. */
async function join(page, site, browser, name) {
  const person = {name, email: `${name.toLowerCase().replace(' ', '.')}@alliance.example`, password: 'nine blue boats drift'};
  Object.values(person).forEach((text) => site.keepSecret(text));
  const office = await (await browser.newContext()).newPage();
  await signIn(office, site);
  await office.goto(`${site.url}/moderation/team`);
  await office.locator('[name=name]').fill(person.name);
  await office.locator('[name=email]').fill(person.email);
  await office.locator('[name=role]').selectOption('moderator');
  await office.locator('form[action$="/team"] button').click();
  const link = await office.locator('main code').innerText();
  await site.mail.read(person.email);
  await page.goto(link);
  await choosePassword(page, person.password);
  await expect(page).toHaveURL(/\/moderation$/);
  return {person, office};
}

const press = (page, action) => page.locator(`form[action$="${action}"] button`).click();

/** Signs out, then gives the password on the way to a page. */
async function signInAgain(page, site, person, path = '/moderation/account') {
  await press(page, '/sign-out');
  await page.goto(`${site.url}${path}`);
  await enterPassword(page, person);
}

/** Sets an authenticator app up and gives its secret and the recovery codes. */
async function setUpApp(page, site, lang) {
  await page.locator('.who a').click();
  await inspect(page, lang);
  await press(page, '/account/authenticator');
  await inspect(page, lang);
  const secret = site.keepSecret((await page.locator('.secret').innerText()).replace(/\s/g, ''));
  await page.locator('#code').fill('000000');
  await press(page, '/confirm');
  await expect(page.locator('#code')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  await page.locator('#code').fill(codeOf(secret));
  await press(page, '/confirm');
  await expect(page.locator('.codes li')).toHaveCount(10);
  await inspect(page, lang);
  const codes = await page.locator('.codes code').allInnerTexts();
  codes.forEach((code) => site.keepSecret(code));
  return {secret, codes};
}

test('an authenticator app is set up, asked for, and switched off', async ({page, site, lang, browser}) => {
  const {person, office} = await join(page, site, browser, 'Kaspars Kods');
  const {secret, codes} = await setUpApp(page, site, lang);
  await signInAgain(page, site, person, '/moderation/hub');
  await expect(page).toHaveURL(/\/second-step$/);
  await inspect(page, lang);
  await page.goto(`${site.url}/moderation/hub`);
  await expect(page, 'the password alone opens nothing').toHaveURL(/\/sign-in\?next=/);
  await enterPassword(page, person);
  await page.locator('#code').fill('000000');
  await page.locator('#code').press('Enter');
  await expect(page.locator('[role=alert]')).toBeVisible();
  await inspect(page, lang);
  await page.locator('#code').fill(codeOf(secret, 1));
  await page.locator('#code').press('Enter');
  await expect(page, 'the page asked for').toHaveURL(/\/hub$/);

  await page.locator('.who a').click();
  await page.locator('section:has(#app) summary').click();
  await page.locator('#app-password').fill('not the password');
  await page.locator('#app-code').fill(codes[0]);
  await press(page, '/authenticator/remove');
  await expect(page.locator('#app-password')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  await page.locator('#app-password').fill(person.password);
  await page.locator('#app-code').fill(codes[0]);
  await press(page, '/authenticator/remove');
  await expect(page.locator('main [role=status]')).toBeVisible();
  await expect(page.locator('form[action$="/account/authenticator"] button')).toBeVisible();
  await office.context().close();
});

test('a recovery code in place of the phone, and an administrator who helps', async ({page, site, lang, browser}) => {
  const {person, office} = await join(page, site, browser, 'Rasa Rezerve');
  const {codes} = await setUpApp(page, site, lang);
  const recover = async (code) => {
    await page.locator('details.other summary').click();
    await page.locator('#recovery').fill(code.toUpperCase());
    await page.locator('#recovery').press('Enter');
  };
  await signInAgain(page, site, person);
  await recover(codes[4]);
  await expect(page.locator('main [role=status]'), 'tells how many are left').toContainText('9');
  await inspect(page, lang);
  await signInAgain(page, site, person);
  await recover(codes[4]);
  await expect(page.locator('[role=alert]'), 'each works once').toBeVisible();

  await office.goto(`${site.url}/moderation/team`);
  const card = office.locator('.cards > li', {hasText: person.name});
  await card.locator('details:has([action$="/reset-factor"]) summary').click();
  await card.locator('[action$="/reset-factor"] button').click();
  await expect(office.locator('main [role=status]')).toContainText(person.name);
  await office.context().close();
  await page.goto(`${site.url}/moderation/sign-in`);
  await enterPassword(page, person);
  await expect(page, 'the password does again').toHaveURL(/\/moderation$/);
});

test('a session elsewhere is seen and ended', async ({page, site, lang, browser}) => {
  const {person, office} = await join(page, site, browser, 'Sandra Sesija');
  await office.context().close();
  const train = await (await browser.newContext()).newPage();
  await train.goto(`${site.url}/moderation/sign-in`);
  await enterPassword(train, person);
  await expect(train).toHaveURL(/\/moderation$/);
  await page.locator('.who a').click();
  const sessions = page.locator('#sessions + ul > li');
  await expect(sessions).toHaveCount(2);
  await expect(sessions.first()).toContainText('Chrome');
  await inspect(page, lang);
  await page.locator('form[action$="/end"] button').click();
  await expect(page.locator('main [role=status]')).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await train.reload();
  await expect(train, 'signed out there').toHaveURL(/\/sign-in/);
  await train.context().close();
  await page.reload();
  await expect(page, 'not here').toHaveURL(/\/account$/);
});

/** A device in the browser that keeps passkeys and verifies its holder without asking. */
async function giveDevice(page) {
  const session = await devtools(page);
  await session.send('WebAuthn.enable');
  const {authenticatorId} = await session.send('WebAuthn.addVirtualAuthenticator', {options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true,
  }});
  return {
    verifies: (isUserVerified) => session.send('WebAuthn.setUserVerified', {authenticatorId, isUserVerified}),
    credentials: async () => (await session.send('WebAuthn.getCredentials', {authenticatorId})).credentials,
  };
}

test('a passkey is added, signs in, is the second step, and is removed', {tag: '@javascript'}, async (
  {page, site, lang, browser},
) => {
  const {person, office} = await join(page, site, browser, 'Pauls Passkey');
  await office.context().close();
  const device = await giveDevice(page);
  await page.locator('.who a').click();
  await page.locator('#passkey-name').fill('Klēpjdators');
  await press(page, '/account/passkeys');
  await expect(page.locator('.codes li'), 'the first second factor brings recovery codes').toHaveCount(10);
  expect(await device.credentials()).toHaveLength(1);
  await page.goto(`${site.url}/moderation/account`);
  await expect(page.locator('#passkeys ~ ul')).toContainText('Klēpjdators');
  await inspect(page, lang);

  await press(page, '/sign-out');
  await page.goto(`${site.url}/moderation/hub`);
  await inspect(page, lang);
  await press(page, '/sign-in/passkey');
  await expect(page, 'signed in without a password, at the page asked for').toHaveURL(/\/hub$/);

  await signInAgain(page, site, person);
  await expect(page).toHaveURL(/\/second-step$/);
  await inspect(page, lang);
  await device.verifies(false); // somebody else holds it
  await press(page, '/sign-in/passkey');
  await expect(page.locator('form [role=alert]')).toBeVisible();
  await device.verifies(true);
  await press(page, '/sign-in/passkey');
  await expect(page).toHaveURL(/\/account$/);

  await page.locator('#passkeys ~ ul summary').click();
  await inspect(page, lang);
  await page.locator('#passkeys ~ ul input').fill(person.password);
  await press(page, '/remove');
  await expect(page.locator('main [role=status]')).toBeVisible();
  await expect(page.locator('#passkeys ~ ul')).toHaveCount(0);
  await press(page, '/sign-out');
  await page.goto(`${site.url}/moderation/sign-in`);
  await press(page, '/sign-in/passkey');
  await expect(page.locator('main > div > [role=alert]'), 'not known any more').toBeVisible();
  await inspect(page, lang);
  await enterPassword(page, person);
  await expect(page, 'the password does again').toHaveURL(/\/moderation$/);
});

test('a new password ends the sessions elsewhere', async ({page, site, lang, browser}) => {
  const {person, office} = await join(page, site, browser, 'Paula Parole');
  await office.context().close();
  const train = await (await browser.newContext()).newPage();
  await train.goto(`${site.url}/moderation/sign-in`);
  await enterPassword(train, person);
  await expect(train).toHaveURL(/\/moderation$/);
  await page.locator('.who a').click();
  const change = async (chosen) => {
    await page.locator('#current_password').fill(person.password);
    await page.locator('#new_password').fill(chosen);
    await page.locator('#password_repeat').fill(chosen);
    await press(page, '/account/password');
  };
  await page.locator('section:has(#password-title) summary').click();
  await inspect(page, lang);
  await change('Password2026!!');
  await expect(page.locator('#new_password')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  await change(site.keepSecret('four grey owls at noon'));
  await expect(page.locator('main [role=status]')).toBeVisible();
  await train.reload();
  await expect(train).toHaveURL(/\/sign-in/);
  await train.context().close();
});

test('where a second step is required, nothing else opens before it is set up', async ({page, lang}) => {
  const site = await Service.start(); // of its own: the setting would bind the other tests too
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/settings/require_second_factor`);
  await page.locator('[name=require_second_factor][value="1"]').check();
  await page.locator('form[action$="/settings/require_second_factor"] button').click();
  for (const path of ['', '/hub', '/team', '/settings']) {
    await page.goto(`${site.url}/moderation${path}`);
    await expect(page, path).toHaveURL(/\/moderation\/account$/);
  }
  await expect(page.locator('main [role=alert]')).toBeVisible();
  await setUpApp(page, site, lang);
  await page.goto(`${site.url}/moderation/hub`);
  await expect(page).toHaveURL(/\/hub$/);
  expect(await site.stop(), `exit code; the log:\n${site.log}`).toBe(0);
  expect(site.leaked()).toEqual([]);
});
