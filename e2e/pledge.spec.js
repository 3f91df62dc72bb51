// The main job: a city signs the pledge, confirms it, is approved, and stands on the wall.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {expectLetter} from './letters.js';
import {
  approve, askForReview, confirm, expectThanks, fillPledge, openPledge, openPledgeForm, readConfirmation, riga, sign,
  signIn, submitPledge, tabTo,
} from './pages.js';

test.use({file: 'pledge'});

test('a city signs, confirms, is approved and stands on the wall', async ({page, site, lang}) => {
  await page.goto(`${site.url}/`);
  await expect(page).toHaveURL(`${site.url}/${lang}/`); // by Accept-Language
  await inspect(page, lang);

  await page.locator('main a[href$="/pledge"]').first().click();
  await inspect(page, lang);
  await expectNothingTicked(page);
  await fillPledge(page, site, riga);
  await askForReview(page);
  await expect(page.locator('.preview-name')).toHaveText(riga.body);
  await inspect(page, lang);

  await page.locator('button[name=step][value=edit]').click();
  await expectAsTyped(page, riga);
  await askForReview(page);
  await sign(page);
  await expect(page.locator('.envelope')).toContainText(riga.email);
  await inspect(page, lang);

  const {mail, link, code} = await readConfirmation(site, riga);
  expectLetter(mail, {site, lang, says: [link, code], never: [riga.name, riga.statement, riga.function]});
  for (const visit of ['a scanner’s', 'the mayor’s']) {
    await page.goto(link);
    await expect(page.locator('main form button'), `${visit} visit confirms nothing`).toBeVisible();
  }
  await inspect(page, lang);
  await confirm(page);
  await inspect(page, lang);
  await page.goto(link);
  await expectThanks(page);

  await signIn(page, site);
  await inspect(page, lang);
  await openPledge(page, site, riga);
  await inspect(page, lang);
  await approve(page);
  await expect(page.locator('main [role=status]')).toContainText(riga.body);

  const decision = await site.mail.read(riga.email);
  const entry = decision.text.match(/http\S+\/members\/\S+/)[0];
  expectLetter(decision, {site, lang, says: [entry], never: [riga.statement]});
  await page.goto(entry);
  await expect(page.locator('h1')).toHaveText(riga.body);
  await expect(page.locator('blockquote')).toHaveText(riga.statement);
  expect(await page.content(), 'no consent to publish the name').not.toContain(riga.name);
  expect(await page.content()).not.toContain(riga.email);
  await inspect(page, lang);

  await page.goto(`${site.url}/${lang}/members?q=riga`); // as typed on a keyboard without ī
  await expect(page.locator('.wall a')).toHaveText([riga.body]);
  expect(await page.content()).not.toContain(riga.email);
  await inspect(page, lang);
  await page.goto(`${site.url}/${lang}/`);
  await expect(page.locator('.wall a').first(), 'the newest member').toHaveText(riga.body);
  await inspect(page, lang);
});

test('errors are listed, linked and explained, and nothing typed is lost', async ({page, site, lang}) => {
  await openPledgeForm(page, site, lang);
  await askForReview(page);
  const summary = page.locator('[data-error-summary]');
  const links = summary.locator('a');
  const wanted = ['kind', 'country', 'body', 'representative_name', 'representative_function', 'email', 'authorised'];
  expect(await links.evaluateAll((all) => all.map((a) => a.hash))).toEqual(wanted.map((name) => `#${name}`));
  await expect(page).toHaveTitle(/:/);
  await inspect(page, lang);
  for (const name of wanted) {
    await links.and(page.locator(`[href="#${name}"]`)).click();
    await expect(page.locator(`#${name}`), 'the link leads to the field').toBeFocused();
    await expect(page.locator(`#${name}-fault`)).toBeVisible();
  }

  const slips = {...riga, email: 'ilze at riga', website: 'not a site', statement: 'x'.repeat(501)};
  await fillPledge(page, site, slips);
  await askForReview(page);
  expect(await links.evaluateAll((all) => all.map((a) => a.hash))).toEqual(['#website', '#email', '#statement']);
  for (const name of ['website', 'email', 'statement']) {
    const field = page.locator(`#${name}`);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAttribute('aria-describedby', new RegExp(`${name}-fault`));
  }
  await expectAsTyped(page, slips);
  await inspect(page, lang);
});

test('a misspelt name is asked about: did you mean', async ({page, site, lang}) => {
  const daugavpils = {...riga, name: 'Inga Krasta', email: 'inga.krasta@daugavpils.example', body: 'Daugavpilss'};
  await openPledgeForm(page, site, lang);
  await fillPledge(page, site, daugavpils);
  await askForReview(page);
  const offered = page.locator('[data-suggestions] input[type=radio]');
  await expect(offered.last(), 'what was typed is kept unless another is chosen').toBeChecked();
  await inspect(page, lang);
  await offered.first().check();
  await sign(page);
  const {mail} = await readConfirmation(site, daugavpils);
  expectLetter(mail, {site, lang, says: ['Daugavpils'], never: ['Daugavpilss']});
});

test('suggestions while typing, by keyboard', {tag: '@javascript'}, async ({page, site, lang}) => {
  await openPledgeForm(page, site, lang);
  const field = page.getByRole('combobox', {expanded: false}).and(page.locator('#body'));
  await tabTo(page, page.locator('#kind'));
  await page.keyboard.press('ArrowDown'); // from region to city
  await tabTo(page, page.locator('#country'));
  await page.keyboard.type('Lat'); // Latvia, Latvija
  await tabTo(page, field);
  await page.keyboard.type('rig');
  const options = page.getByRole('option').and(page.locator('[id^=body-list]'));
  await expect(options.first()).toContainText('Rīga');
  await inspect(page, lang);
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#body')).toHaveAttribute('aria-activedescendant', 'body-list-0');
  await page.keyboard.press('Escape');
  await expect(page.locator('#body')).toHaveAttribute('aria-expanded', 'false');
  await expect(page.locator('#body'), 'what was typed stays').toHaveValue('rig');
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('#body')).toHaveValue('Rīga');
  await expect(page.locator('[name=territory]')).not.toHaveValue('');
  await page.keyboard.type(' x');
  await expect(page.locator('[name=territory]'), 'another name is another place').toHaveValue('');
});

test('the form by keyboard alone', async ({page, site, lang}) => {
  const cesis = {...riga, body: 'Cēsis', name: 'Jānis Kalns', email: 'janis.kalns@cesis.example'};
  [cesis.name, cesis.email].forEach((text) => site.keepSecret(text));
  await openPledgeForm(page, site, lang);
  await page.keyboard.press('Tab');
  await expect(page.locator('a.skip')).toBeFocused();
  await expect(page.locator('a.skip')).toBeInViewport();
  await page.keyboard.press('Enter');
  const type = async (name, text) => {
    await tabTo(page, page.locator(`#${name}`));
    await page.keyboard.type(text);
  };
  await tabTo(page, page.locator('#kind'));
  await page.keyboard.press('ArrowDown'); // from region to city
  await type('country', 'Lat');
  await type('body', cesis.body);
  await type('representative_name', cesis.name);
  await type('representative_function', cesis.function);
  await type('email', cesis.email);
  await type('authorised', ' ');
  await tabTo(page, page.locator('button[name=step][value=review]'));
  await page.keyboard.press('Enter');
  await expect(page.locator('.preview-name')).toHaveText(cesis.body);
  await tabTo(page, page.locator('button[name=step][value=submit]'));
  await page.keyboard.press('Enter');
  await expect(page.locator('.envelope')).toContainText(cesis.email);
  const {link} = await readConfirmation(site, cesis);
  await page.goto(link);
  await tabTo(page, page.locator('main form button'));
  await page.keyboard.press('Enter');
  await expectThanks(page);
});

test('the code from the mail confirms as well, and wrong ones are counted', async ({page, site, lang}) => {
  const liepaja = {...riga, body: 'Liepāja', name: 'Anna Jūra', email: 'anna.jura@liepaja.example'};
  await submitPledge(page, site, lang, liepaja);
  const {code} = await readConfirmation(site, liepaja);
  const enter = async (digits) => {
    await page.locator('[name=code]').fill(digits);
    await page.locator('.code button').click();
  };
  const wrong = String((Number(code.replace(' ', '')) + 1) % 1_000_000).padStart(6, '0');
  await enter(wrong);
  await expect(page.locator('#code-fault')).toBeVisible();
  await inspect(page, lang);
  await enter(code);
  await expectThanks(page);

  const jelgava = {...riga, body: 'Jelgava', name: 'Zane Lauks', email: 'zane.lauks@jelgava.example'};
  await submitPledge(page, site, lang, jelgava);
  const second = await readConfirmation(site, jelgava);
  for (let tries = 0; tries < 5; tries++) await enter('not it');
  await enter(second.code).catch(() => {}); // the field may be gone
  await expect(page, 'five wrong codes close this way').not.toHaveURL(/\/confirmed/);
});

test('signing again reveals nothing, and the owner of the mailbox gets the right mail', async ({page, site, lang}) => {
  const valmiera = {...riga, body: 'Valmiera', name: 'Uldis Bērzs', email: 'uldis.berzs@valmiera.example'};
  const screen = async () => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  await submitPledge(page, site, lang, valmiera);
  const first = await screen();
  await readConfirmation(site, valmiera);

  await submitPledge(page, site, lang, valmiera);
  expect(await screen(), 'pending already').toBe(first);
  const {link} = await readConfirmation(site, valmiera);
  await page.goto(link);
  await confirm(page);

  await submitPledge(page, site, lang, valmiera);
  expect(await screen(), 'confirmed already').toBe(first);
  const note = await site.mail.read(valmiera.email);
  expect(note.text, 'nothing is left to confirm').not.toContain('/confirm/');
  expectLetter(note, {site, lang, says: ['/members'], never: [valmiera.statement]});

  await page.locator('form[action$="/again"] button').click();
  await expect(page.locator('.resent')).toBeVisible();
  await inspect(page, lang);
});

for (const [name, path] of [['cut off', 'confirm/AAAA'], ['made up', 'confirm/AAAAAAAAAAAAAAAAAAAAAA']]) {
  test(`a link that is ${name} lands on a helpful page`, async ({page, site, lang}) => {
    const answer = await page.goto(`${site.url}/${lang}/${path}`);
    expect(answer.status()).toBeLessThan(500);
    await expect(page.locator('main a[href$="/pledge"]')).toBeVisible();
    await inspect(page, lang);
  });
}

async function expectNothingTicked(page) {
  await expect(page.locator('#pledge-form :checked:not(option)')).toHaveCount(0);
}

async function expectAsTyped(page, pledge) {
  await expect(page.locator(`[name=kind][value=${pledge.kind}]`)).toBeChecked();
  await expect(page.locator('[name=country]')).toHaveValue(pledge.country);
  await expect(page.locator('[name=body]')).toHaveValue(pledge.body);
  for (const short of pledge.association) await expect(page.locator(`[name=association][value=${short}]`)).toBeChecked();
  await expect(page.locator('[name=representative_name]')).toHaveValue(pledge.name);
  await expect(page.locator('[name=representative_function]')).toHaveValue(pledge.function);
  await expect(page.locator('[name=email]')).toHaveValue(pledge.email);
  await expect(page.locator('[name=statement]')).toHaveValue(pledge.statement);
  await expect(page.locator('[name=authorised]')).toBeChecked();
}
