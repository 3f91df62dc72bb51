// The console: who may enter, what a decision needs, and what it causes.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {expectLetter} from './letters.js';
import {
  approve, choosePassword, enterPassword, openPledge, riga, signAndConfirm, signIn, tabTo,
} from './pages.js';

test.use({file: 'moderation'});

const gulbene = {...riga, body: 'Gulbene', name: 'Pēteris Ezers', email: 'peteris.ezers@gulbene.example'};
const madona = {...riga, body: 'Madona', name: 'Laura Siliņa', email: 'laura.silina@madona.example'};
const talsi = {...riga, body: 'Talsi', name: 'Dace Kalniņa', email: 'dace.kalnina@talsi.example'};
const valka = {...riga, body: 'Valka', name: 'Jānis Kalns', email: 'janis.kalns@valka.example'};
const tukums = {...riga, body: 'Tukums', name: 'Mārtiņš Upe', email: 'martins.upe@tukums.example'};

test('the first administrator comes in by the one-time link, later by password', async ({page, site, lang, context}) => {
  await page.goto(`${site.url}/moderation`);
  await expect(page, 'nobody comes in without').toHaveURL(/\/moderation\/sign-in/);
  await inspect(page, lang);
  if (!site.administrator) {
    await page.goto(site.invitation);
    await inspect(page, lang);
    await choosePassword(page, 'short');
    await inspect(page, lang); // the browser or the server asks for a better one
  }
  await signIn(page, site);
  const [cookie, ...others] = await context.cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({httpOnly: true, sameSite: 'Lax', expires: -1});
  await inspect(page, lang);

  await page.goto(site.invitation);
  await expect(page.locator('[name=password]'), 'the link works once').toHaveCount(0);
  await inspect(page, lang);

  await page.goto(`${site.url}/moderation`);
  await page.locator('form[action$="/sign-out"] button').click();
  await page.goto(`${site.url}/moderation`);
  await expect(page).toHaveURL(/\/moderation\/sign-in/);
  await enterPassword(page, {...site.administrator, password: 'not the password'});
  await expect(page.locator('[role=alert]')).toBeVisible();
  await inspect(page, lang);
  await signIn(page, site);
});

test('a refusal: reason, own words, a mail, and nothing on the wall', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, gulbene);
  await signIn(page, site);
  await openPledge(page, site, gulbene);
  const main = page.locator('main');
  for (const fact of [gulbene.email, gulbene.name, gulbene.function, gulbene.statement, 'riga.example']) {
    await expect(main).toContainText(fact);
  }
  await page.locator('.decision .refuse summary').click();
  await inspect(page, lang);
  await page.locator('form[action$="/refuse"]').evaluate((form) => { form.noValidate = true; });
  await page.locator('form[action$="/refuse"] button').click();
  await expect(page.locator('#reason'), 'a refusal has a reason').toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  const words = 'Lūdzam domes lēmumu.';
  await page.locator('[name=reason]').selectOption('not_authorised');
  await page.locator('[name=reason_text]').fill(words);
  await page.locator('form[action$="/refuse"] button').click();
  await expect(page.locator('main [role=status]')).toContainText(gulbene.body);
  const mail = await site.mail.read(gulbene.email);
  expectLetter(mail, {site, lang, says: [gulbene.body, words], never: [gulbene.statement]});

  await page.goto(`${site.url}/moderation?state=refused`);
  await expect(page.locator('table')).toContainText(gulbene.body);
  await inspect(page, lang);
  await page.goto(`${site.url}/${lang}/members?q=${gulbene.body}`);
  await expect(page.locator('main')).not.toContainText(gulbene.email);
  await expect(page.locator('.wall')).toHaveCount(0);
});

test('a colleague who is later learns who was faster', async ({page, site, lang, browser}) => {
  const colleague = {name: 'Kārlis Kolēģis', email: 'karlis@alliance.example', password: 'nine blue boats drift home'};
  Object.values(colleague).forEach((text) => site.keepSecret(text));
  await signAndConfirm(page, site, lang, madona);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/team`);
  await page.locator('[name=name]').fill(colleague.name);
  await page.locator('[name=email]').fill(colleague.email);
  await page.locator('[name=role]').selectOption('moderator');
  await page.locator('form[action$="/team"] button').click();
  const link = await page.locator('main code').innerText();
  await inspect(page, lang);
  const invitation = await site.mail.read(colleague.email);
  // It has a link of its own, and speaks the language of who invites.
  expectLetter(invitation, {site, lang, says: ['/moderation/invitation/'], never: [link]});

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  await choosePassword(theirs, colleague.password);
  await openPledge(theirs, site, madona);
  await openPledge(page, site, madona);
  await approve(theirs);
  await expect(theirs.locator('main [role=status]')).toBeVisible();
  await approve(page);
  await expect(page.locator('main [role=alert]'), 'already decided by').toContainText(colleague.name);
  await inspect(page, lang);
  await site.mail.read(madona.email); // one mail: of the decision that counts
  expect(site.mail.unread.filter(({recipients}) => recipients.includes(madona.email))).toEqual([]);

  await page.goto(`${site.url}/moderation/audit?action=pledge.approve`);
  await expect(page.locator('tbody tr'), 'one decision').toHaveCount(1);
  await expect(page.locator('tbody')).toContainText(colleague.name);
  await inspect(page, lang);
  await theirs.goto(`${site.url}/moderation/team`);
  await expect(theirs.locator('[name=role]'), 'the team is not a moderator’s business').toHaveCount(0);
  await theirs.context().close();
});

test('a pledge parked, taken back, taken down and restored', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, talsi);
  await signIn(page, site);
  await openPledge(page, site, talsi);
  const address = page.url();
  const act = (name) => page.locator(`form[action$="/${name}"] button`).click();
  const state = page.locator('.pledge header .state');
  await page.locator('.decision .more summary').click();
  await inspect(page, lang);
  await act('park');
  await expect(page.locator('main [role=status]')).toContainText(talsi.body);
  await page.goto(address);
  await expect(state).toHaveClass(/parked/);
  await inspect(page, lang);
  await act('unpark');
  await expect(page.locator('main [role=status]')).toBeVisible();
  await approve(page);
  await site.mail.read(talsi.email);

  const onWall = async (count) => {
    await page.goto(`${site.url}/${lang}/members?q=${talsi.body}`);
    await expect(page.locator('main a[href$="/members/talsi"]')).toHaveCount(count);
    await page.goto(address);
  };
  await onWall(1);
  await page.locator('.decision .take-down summary').click();
  await inspect(page, lang);
  await page.locator('[name=reason_text]').fill('Dome nav lēmusi.');
  await page.locator('[name=hide]').check();
  await act('take-down');
  await expect(state).toHaveClass(/taken_down/);
  await inspect(page, lang);
  await onWall(0);
  await page.locator('.decision .restore summary').click();
  await inspect(page, lang);
  await act('restore');
  await expect(state).toHaveClass(/approved/);
  await onWall(1);
  expect(site.mail.unread.filter(({recipients}) => recipients.includes(talsi.email)), 'no mail').toEqual([]);
});

test('moderation by keyboard alone', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, tukums);
  await signIn(page, site); // before there is an administrator, by the link
  await page.locator('form[action$="/sign-out"] button').click();
  await page.goto(`${site.url}/moderation/sign-in`);
  const type = async (selector, text) => {
    await tabTo(page, page.locator(selector));
    await page.keyboard.type(text);
  };
  await type('#email', site.administrator.email);
  await type('#password', site.administrator.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/moderation$/);
  await tabTo(page, page.locator('table a', {hasText: tukums.body}));
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText(tukums.body);
  await tabTo(page, page.locator('form[action$="/approve"] button'));
  await tabTo(page, page.locator('.decision .refuse summary'));
  await page.keyboard.press('Enter');
  await tabTo(page, page.locator('#reason_text')); // the refusal is in reach as well
  await tabTo(page, page.locator('form[action$="/approve"] button'), {back: true});
  await page.keyboard.press('Enter');
  await expect(page.locator('main [role=status]')).toContainText(tukums.body);
  const decision = await site.mail.read(tukums.email);
  expect(decision.text).toContain('/members/');
});

test('a pledge approved by single keys, which can be turned off', {tag: '@javascript'}, async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, valka);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation?q=${valka.email.replace('@', '%40')}`);
  const row = page.locator('table a', {hasText: valka.body});
  const [list, box, search] = ['.keys', '#use-keys', '#q'].map((selector) => page.locator(selector));
  await page.keyboard.press('?');
  await expect(list).toHaveAttribute('open', '');
  await inspect(page, lang);
  await box.uncheck();
  await page.reload();
  await page.keyboard.press('j');
  await expect(row, 'keys are off, and stay so').not.toBeFocused();
  await page.locator('.keys summary').click();
  await box.check();
  await box.blur();

  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('jar?');
  await expect(search, 'a field takes every letter').toBeFocused();
  await expect(search).toHaveValue(/jar\?/);
  await search.blur();
  await page.keyboard.press('Control+k');
  await expect(row).not.toBeFocused();
  await page.keyboard.press('j');
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText(valka.body);
  await page.keyboard.press('r');
  await expect(page.locator('#reason')).toBeFocused();
  await expect(page.locator('#reason')).toHaveValue('');
  await page.locator('#reason').blur();
  await page.keyboard.press('a');
  await expect(page.locator('form[action$="/approve"] button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main [role=status]')).toContainText(valka.body);
  await site.mail.read(valka.email);
});

test('the pages of the console with much to do', async ({page, demo, lang}) => {
  await signIn(page, demo);
  for (const path of [
    '/hub', '', '?band=late', '?state=approved', '?kind=city', '?q=xyzzy', '?language=lv&q=%40riga.lv', '/mails', '/team', '/pledges/none',
  ]) {
    await page.goto(`${demo.url}/moderation${path}`);
    await inspect(page, lang);
  }
  await page.goto(`${demo.url}/moderation`);
  await page.locator('table a').first().click();
  await inspect(page, lang);
});
