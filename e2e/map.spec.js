// The map of members: by pointer, by keyboard, and with the same facts in its table.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';

test.use({file: 'map'});

test('from the wall to the map, into a country, and to its list', async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/members?kind=city`);
  await page.locator('.map-note a').click();
  await expect(page).toHaveURL(`${demo.url}/${lang}/map?kind=city`);
  await inspect(page, lang);
  const rows = page.locator('table[aria-labelledby=countries] tbody tr');
  await expect(page.locator('svg.map a')).toHaveCount(await rows.count());

  await page.locator('svg.map a[href$="country=PL&kind=city"]').click();
  await expect(page.locator('svg.map a'), 'its neighbours lead nowhere').toHaveCount(1);
  await expect(page.locator('a.chip')).toHaveCount(2);
  await inspect(page, lang);
  const count = await page.locator('th a[aria-current]').locator('xpath=ancestor::tr/td').innerText();
  await page.locator('svg.map a').click();
  await expect(page).toHaveURL(`${demo.url}/${lang}/members?country=PL&kind=city`);
  await expect(page.locator('main')).toContainText(count);
});

test('the map is used by keyboard', async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/map`);
  const country = page.locator('svg.map a').nth(2);
  await page.locator('svg.map a').nth(1).focus();
  await page.keyboard.press('Tab');
  await expect(country).toBeFocused();
  const edge = (path) => path.evaluate((shape) => getComputedStyle(shape).stroke);
  expect(await edge(country.locator('path').first()), 'focus is seen')
    .not.toBe(await edge(page.locator('svg.map a path').first()));
  const target = await country.getAttribute('href');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(demo.url + target);
});
