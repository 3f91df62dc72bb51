// What becomes public: seen before it is, put with the right member, and corrected.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {approve, openPledge, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'console-edit'});

const as = (body, name, email, more = {}) => ({...riga, body, name, email, ...more});

/** What a visitor reads in a part of a page, without the space between. */
const read = async (part) => (await part.innerText()).replace(/\s+/g, ' ').trim();

test('the preview is what the wall shows after the approval', async ({page, site, lang}) => {
  const cesis = as('Cēsis', 'Zane Zara', 'zane.zara@cesis.example');
  await signAndConfirm(page, site, lang, cesis);
  await signIn(page, site);
  await openPledge(page, site, cesis);
  const preview = page.locator('.preview .shown');
  await expect(preview).toHaveAttribute('lang', lang);
  await expect(page.locator('#as-help')).toBeVisible();
  await inspect(page, lang);
  const [entry, statement, facts] = [
    await read(preview.locator('.wall li')), await read(preview.locator('blockquote')), await read(preview.locator('.facts')),
  ];
  await expect(preview, 'without consent no name').not.toContainText(cesis.name);
  await approve(page);
  await site.mail.read(cesis.email);

  await page.goto(`${site.url}/${lang}/members?q=${cesis.body}`);
  expect(await read(page.locator('.wall li'))).toBe(entry);
  await page.locator('.wall a').click();
  expect(await read(page.locator('blockquote'))).toBe(statement);
  expect(await read(page.locator('.facts'))).toBe(facts);
});

test('a further pledge of the member that a moderator chooses, or a member of its own', async ({page, site, lang}) => {
  const first = as('Dobele', 'Oto Ozols', 'oto.ozols@dobele.example', {website: 'www.dobele.example'});
  const second = as('Dobeles domes pārstāvniecība', 'Uga Upe', 'uga.upe@dobele.example', {website: 'www.dobele.example'});
  const third = as('Dobele', 'Vita Vilka', 'vita.vilka@dobele.example', {website: 'www.dobele.example'});
  await signAndConfirm(page, site, lang, first);
  await signIn(page, site);
  await openPledge(page, site, {body: /^Dobele$/});
  await approve(page);
  await site.mail.read(first.email);
  for (const pledge of [second, third]) await signAndConfirm(page, site, lang, pledge);

  await page.goto(`${site.url}/moderation`);
  await page.locator('table a', {hasText: second.body}).click();
  await expect(page.locator('#as-help'), 'alone it would be a new one').not.toContainText('Dobele,');
  await page.locator('.as summary').click();
  await inspect(page, lang);
  await page.locator('[name=as][value="member:dobele"]').check();
  await approve(page);
  await expect(page.locator('main [role=status]').first()).toContainText('Dobele');
  const mail = await site.mail.read(second.email);
  expect(mail.text).toContain('/members/dobele');
  expect(mail.text).toContain('Dobele');

  await page.goto(`${site.url}/moderation`);
  await page.locator('table a', {hasText: /^Dobele$/}).click();
  await expect(page.locator('#as-help'), 'it would be a further one').toContainText('Dobele');
  await page.locator('.as summary').click();
  await page.locator('[name=as][value=new]').check();
  await approve(page);
  await site.mail.read(third.email);
  await page.goto(`${site.url}/${lang}/members?q=Dobele`);
  await expect(page.locator('.wall li')).toHaveCount(2);
});

test('an edit: faults, the difference, the record, and the wall', async ({page, site, lang, javascript}) => {
  const talava = as('Smiltenes novada dome', 'Elza Egle', 'elza.egle@smiltene.example', {
    statement: 'Neviens netiek atstats novarta.', website: 'www.smiltene.example',
  });
  await signAndConfirm(page, site, lang, talava);
  await signIn(page, site);
  await openPledge(page, site, talava);
  const address = page.url();
  await page.locator('.preview a[href$="/edit"]').click();
  await inspect(page, lang);
  const [body, website] = [page.locator('#body'), page.locator('#website')];
  await body.fill('');
  await website.fill('smiltene');
  await page.locator('#statement').fill('Neviens netiek atstāts novārtā.');
  await page.locator('button[name=step]').click();
  await expect(page.locator('[role=alert] a')).toHaveCount(2);
  await expect(page.locator('#statement'), 'nothing is lost').toHaveValue('Neviens netiek atstāts novārtā.');
  await inspect(page, lang);

  await page.locator('#body').fill('Smiltenes novads');
  await page.locator('#website').fill('www.smiltene.example');
  await page.locator('#territory').fill(javascript ? 'Smilten' : 'Jaun');
  if (javascript) {
    await page.locator('[role=option]').first().click();
    await expect(page.locator('[name=territory]')).not.toHaveValue('');
  }
  await page.locator('button[name=step]').click();
  if (!javascript) {
    await expect(page.locator('#territory')).toHaveAttribute('aria-invalid', 'true');
    await inspect(page, lang);
    await page.locator('[name=territory_choice]').first().check();
    await page.locator('button[name=step]').click();
  }
  await expect(page.locator('.changes del')).not.toHaveCount(0);
  await expect(page.locator('.changes ins').last()).toBeVisible();
  await inspect(page, lang);
  await page.locator('button[value=save]').click();
  await expect(page.locator('main [role=status]').first()).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(page.locator('h1')).toHaveText('Smiltenes novads');
  await expect(page.locator('.groups .changes'), 'what was typed stays on record').toContainText('atstats');
  await inspect(page, lang);
  await approve(page);
  await site.mail.read(talava.email);

  await page.goto(`${site.url}/${lang}/members?q=Smiltenes`);
  await page.locator('.wall a').click();
  const place = page.url();
  await expect(page.locator('blockquote')).toHaveText('Neviens netiek atstāts novārtā.');
  await page.goto(`${address}/edit`);
  await page.locator('#body').fill('Smiltenes novada pašvaldība');
  await page.locator('button[name=step]').click();
  await page.locator('button[value=save]').click();
  await page.goto(place);
  await expect(page.locator('h1'), 'the address stays').toHaveText('Smiltenes novada pašvaldība');
});
