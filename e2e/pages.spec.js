// What holds for every public page, in every language on offer.
import {expect, test} from './fixtures.js';
import {axeFindings, inspect} from './inspect.js';
import {confirm, riga, submitPledge} from './pages.js';
import {languages} from './playwright.config.js';

test.use({file: 'pages'});

const paths = ['', 'declaration', 'pledge', 'members', 'manage', 'privacy', 'transparency', 'accessibility', 'no-such-page'];

for (const path of paths) {
  test(`/${path}, without members and with 300`, async ({page, site, demo, lang, context}) => {
    for (const {url} of [site, demo]) {
      await page.goto(`${url}/${lang}/${path}`);
      await inspect(page, lang);
    }
    expect(await context.cookies()).toEqual([]);
  });
}

test('the languages on offer are links to the same page', async ({page, site, lang}) => {
  await page.goto(`${site.url}/${lang}/declaration`);
  const offered = await page.locator('.languages a').evaluateAll((all) => all.map((a) => a.lang));
  expect(offered).toEqual(expect.arrayContaining(languages));
  for (const other of offered) {
    await page.goto(`${site.url}/${lang}/declaration`);
    await page.locator('.languages summary').click();
    await page.locator(`.languages a[lang=${other}]`).click();
    await expect(page).toHaveURL(`${site.url}/${other}/declaration`);
    await expect(page.locator('html')).toHaveAttribute('lang', other);
  }
});

test('without a mail server, mails stay in the mailbox; with one, there is none', async ({page, newcomer, site, lang}) => {
  await page.goto(`${newcomer.url}/mailbox`);
  await inspect(page, lang);
  await submitPledge(page, newcomer, lang, riga);
  await inspect(page, lang);
  await expect(async () => {
    await page.goto(`${newcomer.url}/mailbox`);
    await expect(page.locator('main a[href*="/confirm/"]')).toBeVisible({timeout: 100});
  }).toPass();
  await inspect(page, lang);
  await page.locator('main a[href*="/confirm/"]').click();
  await confirm(page);
  expect((await page.goto(`${site.url}/mailbox`)).status()).toBe(404);
});

// The colours of forced-colors mode are the browser's; axe cannot compare them.
const settings = {
  'prefers-color-scheme: dark': {media: {colorScheme: 'dark'}},
  'forced-colors: active': {media: {forcedColors: 'active'}, without: ['color-contrast']},
  'prefers-contrast: more': {media: {contrast: 'more'}},
  'prefers-reduced-motion: reduce': {media: {reducedMotion: 'reduce'}},
};

for (const [query, {media, without}] of Object.entries(settings)) {
  test(`with the setting ${query}`, {tag: '@javascript'}, async ({page, demo, lang}) => {
    for (const path of ['', 'pledge', 'members', 'privacy']) {
      await page.goto(`${demo.url}/${lang}/${path}`);
      await page.emulateMedia(media);
      expect(await page.evaluate((q) => matchMedia(`(${q})`).matches, query)).toBe(true);
      expect.soft(await axeFindings(page, {without}), `axe on /${path}`).toEqual([]);
      await expect(page.locator('h1')).toBeVisible();
    }
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = background.match(/\d+/g).slice(0, 3).reduce((sum, colour) => sum + Number(colour), 0);
    if (media.colorScheme === 'dark') expect(light, background).toBeLessThan(200);
  });
}

test('printed, the declaration is text without the site around it', {tag: '@javascript'}, async ({page, site, lang}) => {
  await page.goto(`${site.url}/${lang}/declaration`);
  await page.emulateMedia({media: 'print'});
  await expect(page.locator('article')).toBeVisible();
  await expect(page.locator('header nav')).toBeHidden();
});
