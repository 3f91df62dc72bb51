// Decisions that can be undone, claims, and two moderators.
import {expect, lend, test as base} from './fixtures.js';
import {inspect} from './inspect.js';
import {approve, choosePassword, openPledge, refuse, riga, signAndConfirm, signIn} from './pages.js';

const test = base.extend({
  /** A site on which decisions can be undone for longer than a test takes. */
  patient: [async ({}, use) => lend(use, {undoWithin: '10m'}), {scope: 'worker'}],

  /** A site on which that is over at once. */
  hasty: [async ({}, use) => lend(use, {undoWithin: '1s'}), {scope: 'worker'}],
});

test.use({file: 'console-undo'});

const pledgeOf = (body, name, local) => ({...riga, body, name, email: `${local}@riga.example`});
const ogre = pledgeOf('Ogre', 'Ilga Ozola', 'ilga.ozola');
const saldus = pledgeOf('Saldus', 'Juris Krūms', 'juris.krums');
const kandava = pledgeOf('Kandava', 'Vija Liepa', 'vija.liepa');
const limbazi = pledgeOf('Limbaži', 'Zane Egle', 'zane.egle');
const ludza = {...riga, body: 'Ludza', website: 'www.ludza.example', name: 'Oto Vītols', email: 'oto@ludza.example'};

const notice = (page) => page.locator('#notice [role=status]');
const undo = (page) => page.locator('.undo button');

/** Opens the console as a colleague, in a browser of their own. */
async function asColleague(page, site, browser) {
  const colleague = {
    name: `Kārlis ${Date.now()}`, email: `karlis${Date.now()}@alliance.example`, password: 'nine blue boats drift home',
  };
  Object.values(colleague).forEach((text) => site.keepSecret(text));
  await page.goto(`${site.url}/moderation/team`);
  await page.locator('#name').fill(colleague.name);
  await page.locator('#email').fill(colleague.email);
  await page.locator('#role').selectOption('moderator');
  await page.locator('form[action$="/team"] button').click();
  const link = await page.locator('main code').innerText();
  site.keepSecret(link.split('/').at(-1));
  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  await choosePassword(theirs, colleague.password);
  return {theirs, colleague};
}

test('a decision undone in time: no mail, nothing public', async ({page, patient: site, lang}) => {
  await signAndConfirm(page, site, lang, ogre);
  await signIn(page, site);
  await openPledge(page, site, ogre);
  const address = page.url();
  for (const decide of [() => approve(page), () => refuse(page, 'test', '')]) {
    await decide();
    await expect(notice(page)).toContainText(ogre.body);
    await inspect(page, lang);
    await undo(page).click();
    await expect(page).toHaveURL(address);
    await expect(notice(page)).toBeVisible();
    await expect(page.locator('.pledge header .state')).toHaveClass(/waiting/);
    await page.goto(`${site.url}/${lang}/members?q=${ogre.body}`);
    await expect(page.locator('main a[href$="/members/ogre"]'), 'on the wall').toHaveCount(0);
    await page.goto(address);
  }
  await inspect(page, lang);
  expect(site.mail.unread.filter(({recipients}) => recipients.includes(ogre.email)), 'no mail').toEqual([]);
});

test('an undo that comes too late says so', async ({page, hasty: site, lang}) => {
  await signAndConfirm(page, site, lang, saldus);
  await signIn(page, site);
  await openPledge(page, site, saldus);
  const address = page.url();
  await approve(page);
  await expect(notice(page)).toContainText(saldus.body);
  const mail = await site.mail.read(saldus.email);
  expect(mail.text, 'the decision stands').toContain('/members/');
  await page.goto(address);
  await expect(undo(page)).toHaveCount(0);
  await page.evaluate(`(() => {
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action: location.pathname + '/undo'});
    document.querySelector('main').append(form);
    form.submit();
  })()`);
  await expect(page.locator('main [role=alert]')).toBeVisible();
  await expect(page.locator('.pledge header .state')).toHaveClass(/approved/);
  await inspect(page, lang);
});

test('the button leaves with the mail', {tag: '@javascript'}, async ({page, hasty: site, lang}) => {
  const cesis = pledgeOf('Cēsis', 'Rita Priede', 'rita.priede');
  await signAndConfirm(page, site, lang, cesis);
  await signIn(page, site);
  await openPledge(page, site, cesis);
  await approve(page);
  await expect(notice(page)).toContainText(cesis.body);
  await expect(undo(page)).toHaveCount(0);
  await expect(notice(page), 'the message stays').toContainText(cesis.body);
  await site.mail.read(cesis.email);
});

test('a claim seen and taken over', async ({page, patient: site, lang, browser}) => {
  await signAndConfirm(page, site, lang, kandava);
  await signIn(page, site);
  const {theirs, colleague} = await asColleague(page, site, browser);
  const claim = theirs.locator('.claim form[action$="/claim"] button');
  await openPledge(theirs, site, kandava);
  await expect(theirs.locator('.claim form[action$="/release"] button'), 'opening it claims it').toBeVisible();

  await page.goto(`${site.url}/moderation`);
  await expect(page.locator('tr', {hasText: kandava.body})).toContainText(colleague.name);
  await inspect(page, lang);
  await openPledge(page, site, kandava);
  await expect(page.locator('.claim [aria-live]')).toContainText(colleague.name);
  await approve(page);
  await expect(page.locator('main [role=alert]'), 'a colleague works on it').toBeVisible();
  await inspect(page, lang);
  await page.locator('.claim form[action$="/take-over"] button').click();
  await expect(notice(page)).toBeVisible();

  await theirs.evaluate(() => window.dispatchEvent(new Event('pageshow'))); // as the next minute does
  await expect(theirs.locator('.claim [aria-live]'), 'who lost it sees who has it').toContainText(site.administrator.name);
  await expect(claim).toHaveCount(0);
  await approve(theirs);
  await expect(theirs.locator('main [role=alert]')).toBeVisible();
  await approve(page);
  await expect(notice(page)).toContainText(kandava.body);
  await theirs.context().close();
});

test('two moderators approve where the settings ask for it', async ({page, patient: site, lang, browser}) => {
  await signAndConfirm(page, site, lang, limbazi);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/settings/two_person_kinds`);
  await page.locator('main [value=city]').check();
  await page.locator('main form[method=post] button[type=submit]').first().click();
  const {theirs} = await asColleague(page, site, browser);

  await openPledge(page, site, limbazi);
  const address = page.url();
  await approve(page);
  await expect(notice(page)).toContainText(limbazi.body);
  await page.goto(`${site.url}/moderation?second=1`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('tbody')).toContainText(site.administrator.name);
  await inspect(page, lang);
  await page.goto(address);
  await inspect(page, lang);
  await approve(page);
  await expect(page.locator('main [role=alert]'), 'another colleague is needed').toBeVisible();
  await page.goto(`${site.url}/moderation`); // gives the claim up
  await theirs.goto(address);
  await approve(theirs);
  await expect(notice(theirs)).toContainText(limbazi.body);
  await page.goto(address);
  await expect(page.locator('.pledge header .state')).toHaveClass(/approved/);
  await theirs.context().close();

  await page.goto(`${site.url}/moderation/settings/two_person_kinds`);
  await page.locator('main [value=city]').uncheck();
  await page.locator('main form[method=post] button[type=submit]').first().click();
});

test('clear pledges approved from the queue, with two keys each', {tag: '@javascript'}, async ({page, patient: site, lang}) => {
  const clear = [
    {...riga, body: 'Dobele', website: 'www.dobele.example', name: 'Aija Zāle', email: 'aija@dobele.example'},
    {...riga, body: 'Kuldīga', website: 'www.kuldiga.example', name: 'Uldis Kalns', email: 'uldis@kuldiga.example'},
  ];
  for (const pledge of clear) await signAndConfirm(page, site, lang, pledge);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation`);
  await inspect(page, lang);
  const row = (pledge) => page.locator('tbody tr', {hasText: pledge.body});
  await page.goto(`${site.url}/moderation?kind=city`);
  await row(clear[0]).locator('th a').focus(); // others of this file may wait before it
  let presses = 0;
  const press = async (key) => {
    presses++;
    await page.keyboard.press(key);
  };
  for (const [i, pledge] of clear.entries()) {
    presses = 0;
    await press('a');
    await expect(row(pledge).locator('form button')).toBeFocused();
    await press('Enter');
    await expect(notice(page)).toContainText(pledge.body);
    expect(presses).toBe(2);
    await expect(row(pledge)).toHaveCount(0);
    if (i + 1 < clear.length) await expect(row(clear[i + 1]).locator('th a'), 'the next one has the focus').toBeFocused();
  }
  await page.keyboard.press('z');
  await expect(undo(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toHaveText(clear[1].body);
  await expect(page.locator('.pledge header .state')).toHaveClass(/waiting/);
});

test('a clear pledge approved by the button in its line', async ({page, patient: site, lang}) => {
  await signAndConfirm(page, site, lang, ludza);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation`);
  await page.locator('tbody tr', {hasText: ludza.body}).locator('form[action$="/approve"] button').click();
  await expect(notice(page)).toContainText(ludza.body);
  await expect(page).toHaveURL(/\/moderation(#pledge-\w+)?$/);
  await expect(page.locator('tbody tr', {hasText: ludza.body})).toHaveCount(0);
});
