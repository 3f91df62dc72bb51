// The settings: what administrators change while the site runs, and what visitors and mails then say.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {
  askForReview, fillPledge, openPledge, openPledgeForm, refuse, riga, sign, signAndConfirm, signIn,
} from './pages.js';

test.use({file: 'console-settings'});

const cesis = {...riga, body: 'Cēsis', name: 'Anna Krūmiņa', email: 'anna.krumina@cesis.example'};
const saldus = {...riga, body: 'Saldus', name: 'Uldis Bērzs', email: 'uldis.berzs@saldus.example'};

const limbazi = {...riga, body: 'Limbaži', name: 'Rita Liepa', email: 'rita.liepa@limbazi.example'};

const save = (page) => page.locator('main form:not([action$="/reset"]):not([action$="/switch"]):not([action$="/remove"]) button[type=submit]').click();

test('the collection is paused, and opened again', async ({page, site, lang, context}) => {
  await signIn(page, site);
  const visitor = await context.newPage();
  await openPledgeForm(visitor, site, lang);
  await fillPledge(visitor, site, cesis);
  await askForReview(visitor);

  await page.goto(`${site.url}/moderation/settings`);
  await inspect(page, lang);
  await page.locator('#collection a').click();
  await inspect(page, lang);
  await page.locator('[name=paused][value="1"]').check();
  await save(page);
  await expect(page.locator('main [role=status]')).toBeVisible();
  await inspect(page, lang);

  await sign(visitor);
  await expect(visitor.locator('main'), 'nothing typed is lost').toContainText(cesis.body);
  await expect(visitor.locator('main')).toContainText(cesis.statement);
  await inspect(visitor, lang);
  const again = visitor.locator('button[name=step][value=edit]');
  await again.click();
  await expect(again, 'it is still paused').toBeVisible();
  const form = await context.newPage();
  await openPledgeForm(form, site, lang);
  await expect(form.locator('[name=email]')).toHaveCount(0);
  await inspect(form, lang);
  await form.goto(`${site.url}/${lang}/`);
  await expect(form.locator('a.big')).toHaveCount(0);
  await inspect(form, lang);

  await page.goto(`${site.url}/moderation/settings/collection`);
  await page.locator('details summary').click();
  await inspect(page, lang);
  await page.locator('form[action$="/reset"] button').click();
  await expect(page.locator('main [role=status]')).toBeVisible();
  await again.click();
  await expect(visitor.locator('[name=body]'), 'the form is filled in as before').toHaveValue(cesis.body);
  await openPledgeForm(form, site, lang);
  await expect(form.locator('[name=email]')).toBeVisible();
  await page.goto(`${site.url}/moderation/audit?action=settings.change`);
  await expect(page.locator('tbody tr')).toHaveCount(2);
  await inspect(page, lang);
});

test('a last day set in advance, and what is wrong with a value', async ({page, site, lang}) => {
  await signIn(page, site);
  const until = async (day) => {
    await page.goto(`${site.url}/moderation/settings/collection`);
    await page.locator('[name=until]').fill(day);
    await save(page);
  };
  await until('2020-01-31');
  await expect(page.locator('#until')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  const nextYear = new Date().getUTCFullYear() + 1;
  await until(`${nextYear}-01-31`);
  await openPledgeForm(page, site, lang);
  await expect(page.locator('.pledge-head')).toContainText(String(nextYear));
  await expect(page.locator('[name=email]')).toBeVisible();
  await inspect(page, lang);
  await until('');
  await openPledgeForm(page, site, lang);
  await expect(page.locator('.pledge-head')).not.toContainText(String(nextYear));

  await page.goto(`${site.url}/moderation/settings/limits`);
  await page.locator('#code_tries').fill('many');
  await save(page);
  await expect(page.locator('#code_tries')).toHaveValue('many');
  await inspect(page, lang);
  for (const name of ['kinds', 'two_person_kinds', 'require_second_factor']) {
    await page.goto(`${site.url}/moderation/settings/${name}`);
    await inspect(page, lang);
  }
  await page.goto(`${site.url}/moderation/settings/waiting_times`);
  await page.locator('#nearly_late_after').fill('24');
  await page.locator('#late_after').fill('48');
  await save(page);
  await page.goto(`${site.url}/moderation/hub`);
  await expect(page.locator('.waits')).toContainText('1');
  await expect(page.locator('.waits')).not.toContainText('7');
});

test('a reason of one’s own, in the mail of a refusal', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, saldus);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/reasons`);
  await inspect(page, lang);
  await page.locator('#code').fill('No Council');
  await page.locator('#text_lv').fill('Dome vēl nav lēmusi par pievienošanos.');
  await save(page);
  await expect(page.locator('#text_lv'), 'nothing typed is lost').toHaveValue('Dome vēl nav lēmusi par pievienošanos.');
  await inspect(page, lang);
  await page.locator('#code').fill('no_council');
  await page.locator('#label').fill('Domes lēmuma nav');
  await page.locator('#text_en').fill('The council has not decided to join yet.');
  await save(page);
  await expect(page.locator('main [role=status]')).toBeVisible();
  await inspect(page, lang);

  await openPledge(page, site, saldus);
  await refuse(page, 'no_council', '');
  await expect(page.locator('main [role=status]')).toContainText(saldus.body);
  const mail = await site.mail.read(saldus.email);
  const said = {lv: 'Dome vēl nav lēmusi par pievienošanos.', en: 'The council has not decided to join yet.'};
  expect(mail.text.replace(/\s+/g, ' ')).toContain(said[lang]);

  await page.goto(`${site.url}/moderation/reasons?code=no_council`);
  await inspect(page, lang);
  await page.goto(`${site.url}/moderation/reasons`);
  await page.locator('main li', {hasText: 'no_council'}).locator('form button').click();
  await expect(page.locator('main li', {hasText: 'no_council'}).locator('.withdrawn')).toBeVisible();
});

test('a blocked domain waits as suspected', async ({page, site, lang}) => {
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/lists`);
  await inspect(page, lang);
  await page.locator('#value').fill('not a domain');
  await save(page);
  await expect(page.locator('#value')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  await page.locator('#value').fill('limbazi.example');
  await save(page);
  await expect(page.locator('main li', {hasText: 'limbazi.example'})).toBeVisible();
  await inspect(page, lang);
  const visitor = page;
  await signAndConfirm(visitor, site, lang, limbazi);
  await page.goto(`${site.url}/moderation`);
  await expect(page.locator('main')).not.toContainText(limbazi.body);
  await page.goto(`${site.url}/moderation?suspected=1`);
  await page.locator('table a', {hasText: limbazi.body}).click();
  await expect(page.locator('.alarm li')).toHaveCount(1);
  await inspect(page, lang);
  await page.goto(`${site.url}/moderation/lists`);
  await page.locator('main li', {hasText: 'limbazi.example'}).locator('button').click();
  await expect(page.locator('main [role=status]')).toBeVisible();
});
