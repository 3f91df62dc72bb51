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

test('no number and no name of a column is cut in two on a narrow screen', async ({page, demo, lang}) => {
  await page.setViewportSize({width: 320, height: 800});
  for (const path of ['coverage', 'progress', 'transparency', 'map', 'data']) {
    await page.goto(`${demo.url}/${lang}/${path}`);
    const cut = await page.locator('table').locator('td, code').evaluateAll((cells) => cells.flatMap((cell) => {
      const text = cell.firstChild;
      if (text?.nodeType !== Node.TEXT_NODE) return [];
      return [...text.data.matchAll(/[\w.,]*[\d_][\w.,]*/g)].filter(({0: word, index}) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size > 1;
      }).map(([word]) => word);
    }));
    expect(cut, path).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
  }
});
