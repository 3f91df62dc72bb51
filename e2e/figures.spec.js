// Coverage and progress: figures as charts and tables, with 300 demonstration members.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';

test.use({file: 'figures'});

test('coverage says what it counts, country by country', async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/`);
  await page.locator(`main a[href="/${lang}/coverage"]`).click();
  await expect(page.locator('table[aria-labelledby=states] tbody tr')).toHaveCount(27);
  await inspect(page, lang);
});

test('progress shows the same in the chart and in the table', async ({page, demo, lang}) => {
  await page.goto(`${demo.url}/${lang}/`);
  await expect(page.locator('progress')).toHaveAttribute('max', '500');
  await page.locator(`main a[href="/${lang}/progress"]`).click();
  await page.locator('summary').filter({hasNot: page.locator('.hidden')}).last().click();
  const rows = page.locator('table[aria-labelledby=growth] tbody tr');
  await expect(rows.first()).toBeVisible();
  expect(await page.locator('svg.chart rect').count()).toBe(await rows.count());
  await expect(rows.first().locator('td').last()).toHaveText('300');
  await inspect(page, lang);
});
