// The wall with 300 demonstration members.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {tabTo} from './pages.js';

test.use({file: 'wall'});

const limit = 60 * 1024; // bytes transferred for a page with all it loads

test('search, filters, order and pages, each with an address of its own', async ({page, demo, lang}) => {
  const names = page.locator('.wall a');
  const addresses = () => names.evaluateAll((all) => all.map((a) => a.href));
  await page.goto(`${demo.url}/${lang}/members`);
  await expect(page.locator('#found')).toContainText('300');
  await inspect(page, lang);
  const first = await addresses();

  await page.locator('a[rel=next]').click();
  await expect(page).toHaveURL(/after=/);
  const second = await addresses();
  expect(first.filter((address) => second.includes(address)), 'on both pages').toEqual([]);
  await inspect(page, lang);

  await page.goto(`${demo.url}/${lang}/members`);
  await page.locator('a[href*="kind=region"]').click();
  await expect(page).toHaveURL(/kind=region/);
  await expect(page.locator('#found')).not.toContainText('300');
  const regions = Number((await page.locator('#found').innerText()).match(/\d+/)[0]);
  expect(regions).toBeGreaterThan(0);
  expect(regions).toBeLessThan(300);
  await inspect(page, lang);

  await page.locator('#by-country summary').click();
  await page.locator('a[href*="country=LV"]').click();
  await expect(page).toHaveURL(/country=LV/);
  await expect(page, 'filters add up').toHaveURL(/kind=region/);
  await inspect(page, lang);

  await page.goto(`${demo.url}/${lang}/members?sort=name&country=LV`);
  const sorted = await names.allInnerTexts();
  expect(sorted).toEqual([...sorted].sort(new Intl.Collator(lang).compare));

  await page.locator('#q').fill('no such name');
  await page.locator('.search button').click();
  await expect(page).toHaveURL(/q=no/);
  await expect(names).toHaveCount(0);
  await inspect(page, lang);
});

test('the list changes in place, with history, focus and one announcement', {tag: '@javascript'},
  async ({page, demo, lang}) => {
    await page.goto(`${demo.url}/${lang}/members`);
    let loads = 0;
    page.on('load', () => { loads += 1; });
    const count = page.locator('#found [role=status]');
    const region = page.locator('#by-kind a[href*="kind=region"]');
    await tabTo(page, region);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/kind=region/);
    await expect(count).not.toContainText('300');
    await expect(region, 'the focus stays').toBeFocused();
    await expect(region).toHaveAttribute('aria-current', 'true');
    const regions = await count.innerText();
    await inspect(page, lang);

    await page.locator('#by-country summary').click();
    await page.locator('#by-country a[href*="country=LV"]').click();
    await expect(page.locator('.chip')).toHaveCount(2);
    await expect(page.locator('#by-country'), 'what was unfolded stays so').toHaveAttribute('open', '');
    await page.goBack();
    await expect(page).not.toHaveURL(/country=/);
    await expect(count).toHaveText(regions);
    await page.goForward();
    await expect(page.locator('.chip')).toHaveCount(2);
    await page.locator('.chip').first().click();
    await expect(page.locator('.chip')).toHaveCount(1);

    await page.locator('#q').fill('venztspils');
    await page.keyboard.press('Enter');
    await expect(page.locator('.wall a').first(), 'a typing error is forgiven').toHaveText('Ventspils');
    expect(loads, 'without loading the page anew').toBe(0);
    await page.reload();
    await expect(page.locator('.wall a').first(), 'the address says all').toHaveText('Ventspils');
  });

test('a list that cannot be had in place comes by the ordinary way', {tag: '@javascript'}, async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/members`);
  await page.route(/kind=city/, (route) => (route.request().isNavigationRequest() ? route.continue() : route.fulfill({body: '<p>'})));
  await page.locator('#by-kind a[href*="kind=city"]').click();
  await page.waitForLoadState();
  await expect(page.locator('#by-kind a[href*="kind=city"]')).toHaveAttribute('aria-current', 'true');
});

test('first results while one types, in any script', {tag: '@javascript'}, async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/members`);
  const field = page.locator('#q');
  const options = page.locator('[role=option]');
  for (const typed of ['riga', 'Ρίγα', 'Рига', 'Riag']) {
    await field.fill('');
    await field.pressSequentially(typed);
    await expect(options.first(), typed).toContainText('Rīga');
  }
  await inspect(page, lang);
  await page.keyboard.press('Escape');
  await expect(options).toHaveCount(await options.count());
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowDown');
  await expect(options.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/members\/riga$/);
});

test('every member of a page of the wall has a page', async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/members`);
  const link = page.locator('.wall a').first();
  const name = await link.innerText();
  await link.click();
  await expect(page.locator('h1')).toHaveText(name);
  await inspect(page, lang);
});

for (const path of ['', 'members']) {
  test(`/${path} weighs at most 60 KB with all it loads`, {tag: '@javascript'}, async ({page, demo, lang}) => {
    const requests = [];
    page.on('requestfinished', (request) => requests.push(request));
    const answer = await page.goto(`${demo.url}/${lang}/${path}`, {waitUntil: 'networkidle'});
    expect(answer.headers()['content-encoding']).toBe('br');
    let weight = 0;
    for (const request of requests) {
      const {responseHeadersSize, responseBodySize} = await request.sizes();
      weight += responseHeadersSize + responseBodySize;
    }
    console.log(`/${path} weighs ${weight} bytes in ${requests.length} requests`);
    expect(requests.length).toBeGreaterThan(2); // the page and its style sheets
    expect(weight).toBeLessThanOrEqual(limit);
  });
}
