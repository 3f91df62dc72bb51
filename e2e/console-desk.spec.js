// What the team keeps about a pledge: notes that save themselves, tags, who looks after it; and how the queue finds it.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {beside, openPledge, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'console-desk'});

const cesis = {...riga, body: 'Cēsis', name: 'Anda Kalniņa', email: 'anda.kalnina@cesis.example'};
const ogre = {...riga, body: 'Ogre', name: 'Ivars Upe', email: 'ivars.upe@ogre.example'};
const kuldiga = {...riga, body: 'Kuldīga', name: 'Māra Venta', email: 'mara.venta@kuldiga.example'};
const saldus = {...riga, body: 'Saldus', name: 'Rita Ciecere', email: 'rita.ciecere@saldus.example'};

/** The note's button, pressed as somebody without JavaScript does. */
const saveNote = (page) => page.locator('form[data-note] button').click();

test('a note with its button, and what a colleague wrote meanwhile', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, cesis);
  await signIn(page, site);
  await openPledge(page, site, cesis);
  const address = page.url();
  site.keepSecret('Zvanīju domei');
  await page.locator('#note').fill('Zvanīju domei.');
  await saveNote(page);
  await expect(page.locator('#notice [role=status]')).toBeVisible();
  await expect(page.locator('#note')).toHaveValue('Zvanīju domei.');
  await expect(page.locator('#note-status')).toContainText('Ada Administrator');
  await inspect(page, lang);

  const theirs = await beside(page); // an older page, open beside
  await theirs.goto(address);
  await page.locator('#note').fill('Zvanīju domei. Atbildēja.');
  await saveNote(page);
  await expect(page.locator('#notice [role=status]')).toBeVisible();
  await theirs.locator('#note').fill('Rakstīju vēstuli.');
  await saveNote(theirs);
  await expect(theirs.locator('#theirs blockquote'), 'both texts are there').toHaveText('Zvanīju domei. Atbildēja.');
  await expect(theirs.locator('#note')).toHaveValue('Rakstīju vēstuli.');
  await inspect(theirs, lang);
  await theirs.locator('#note').fill('Zvanīju domei. Atbildēja. Rakstīju vēstuli.');
  await saveNote(theirs);
  await expect(theirs.locator('#notice [role=status]')).toBeVisible();
  await theirs.context().close();
  await page.goto(address);
  await expect(page.locator('#note')).toHaveValue('Zvanīju domei. Atbildēja. Rakstīju vēstuli.');
});

test('a note saves itself', {tag: '@javascript'}, async ({page, site, lang, context}) => {
  await signAndConfirm(page, site, lang, ogre);
  await signIn(page, site);
  await openPledge(page, site, ogre);
  const address = page.url();
  const [note, status] = [page.locator('#note'), page.locator('#note-status')];
  const before = await status.textContent();
  await note.pressSequentially('Gaidu ');
  await expect(status, 'a moment after typing').not.toHaveText(before);
  await expect(page.locator('[name=note_version]').last()).toHaveValue('1');
  await note.pressSequentially('lēmumu.');
  await page.reload(); // at once: leaving the page saves
  await expect(page.locator('#note')).toHaveValue('Gaidu lēmumu.');
  await page.goto(`${site.url}/moderation`);
  await page.goto(address);
  await expect(page.locator('#note')).toHaveValue('Gaidu lēmumu.');

  await context.route('**/note', (route) => route.abort('aborted')); // the site is away
  await page.locator('#note').fill('Gaidu lēmumu. Vēl.');
  await page.locator('#note').blur();
  await expect(page.locator('#note-status')).not.toBeEmpty();
  await page.reload();
  await expect(page.locator('#note'), 'the words are still in the tab').toHaveValue('Gaidu lēmumu. Vēl.');
  await context.unroute('**/note');
  await page.locator('#note').pressSequentially('!');
  await page.locator('#note').blur();
  const version = page.locator('[name=note_version]').last();
  await expect.poll(async () => Number(await version.inputValue())).toBeGreaterThan(1);
  await page.goto(address);
  await expect(page.locator('#note')).toHaveValue('Gaidu lēmumu. Vēl.!');
});

test('tags, a colleague, and the queue filtered by both', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, kuldiga);
  await signAndConfirm(page, site, lang, saldus);
  await signIn(page, site);
  await openPledge(page, site, kuldiga);
  const address = page.url();
  await page.locator('[name=tag][list]').fill('Zvanīt vēlāk');
  await page.locator('form[action$="/tags"] button').click();
  await expect(page.locator('.tags .tag')).toHaveText('Zvanīt vēlāk');
  await page.locator('[name=tag][list]').fill('ZVANIT  velak');
  await page.locator('form[action$="/tags"] button').click();
  await expect(page.locator('.tags .tag'), 'the same tag').toHaveCount(1);
  await page.locator('form[action$="/tags"]').evaluate((form) => { form.noValidate = true; });
  await page.locator('form[action$="/tags"] button').click();
  await expect(page.locator('#tag')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);
  await page.goto(address);
  await page.locator('form[action$="/assign"]', {has: page.locator('[value=me]')}).locator('button').click();
  await expect(page.locator('#assigned option:checked')).toContainText('Ada Administrator');
  await inspect(page, lang);

  await page.goto(`${site.url}/moderation`);
  await page.locator('#tag').selectOption({label: 'Zvanīt vēlāk'});
  await page.locator('#assigned').selectOption('me');
  await page.locator('form[role=search] button').click();
  await expect(page).toHaveURL(/tag=.+assigned=me|assigned=me.+tag=/);
  await expect(page.locator('tbody th')).toHaveCount(1);
  await expect(page.locator('tbody th')).toContainText('Zvanīt vēlāk');
  await inspect(page, lang);
  await page.reload();
  await expect(page.locator('#assigned'), 'the address keeps the filter').toHaveValue('me');
  await page.locator('#assigned').selectOption('nobody');
  await page.locator('form[role=search] button').click();
  await expect(page.locator('tbody th')).toHaveCount(0);
  await page.locator('a.clear').click();
  await expect(page.locator('tbody th', {hasText: saldus.body})).toBeVisible();

  await page.goto(address);
  await page.locator('.tags button').click();
  await expect(page.locator('.tags')).toHaveCount(0);
});

test('pledges found by the network they were sent from', async ({page, site, lang}) => {
  const limbazi = {...riga, body: 'Limbaži', name: 'Vija Jūra', email: 'vija.jura@limbazi.example'};
  await signAndConfirm(page, site, lang, limbazi);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation`);
  const search = async (text, found) => {
    await page.locator('#q').fill(text);
    await page.locator('form[role=search] button').click();
    await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(text).replaceAll('.', '\\.')}`));
    await expect(page.locator('tbody th', {hasText: limbazi.body})).toHaveCount(found);
  };
  await search('127.0.0.0/8', 1);
  await search('2001:db8::/48', 0);
  await inspect(page, lang);
  await search('127.0.0.1', 1);
  await page.locator('tbody th a', {hasText: limbazi.body}).click();
  await page.locator('main a', {hasText: '127.0.0.0/24'}).click();
  await expect(page.locator('tbody th', {hasText: limbazi.body})).toHaveCount(1);
});

test('the overview tells what is new, until it is seen', async ({page, site, lang}) => {
  const preili = {...riga, body: 'Preiļi', name: 'Anna Rušona', email: 'anna.rusona@preili.example'};
  await signAndConfirm(page, site, lang, preili);
  await signIn(page, site);
  await page.goto(`${site.url}/moderation/hub`);
  const news = page.locator('.news li');
  await expect(news.first()).toBeVisible();
  await inspect(page, lang);
  await news.locator('a').first().click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await inspect(page, lang);
  await page.goto(`${site.url}/moderation/hub`);
  await page.locator('form[action$="/hub/seen"] button').click();
  await expect(page.locator('#notice [role=status]')).toBeVisible();
  await expect(news).toHaveCount(0);
  await inspect(page, lang);
});

test('tags and note by single keys', {tag: '@javascript'}, async ({page, demo}) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/moderation`);
  await page.locator('table a').first().click();
  await page.waitForURL(/\/pledges\//);
  await page.keyboard.press('t');
  await expect(page.locator('#tag')).toBeFocused();
  await expect(page.locator('#tag')).toHaveValue('');
  await page.locator('#tag').blur();
  await page.keyboard.press('m');
  await expect(page.locator('#note')).toBeFocused();
  await expect(page.locator('#note')).toHaveValue('');
});
