// What other sites show of this one: in frames on a site of its own, and as a badge.
import {createServer} from 'node:http';

import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';

test.use({file: 'embed'});

/** Serves one page from another origin, as a member's web site would. */
async function otherSite(html) {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!DOCTYPE html><html lang="en"><title>Town</title><link rel="icon" href="data:,"><main>${html}</main>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close()};
}

test('the code of the builder works on another site', async ({page, demo, lang, browser}) => {
  await page.goto(`${demo.url}/${lang}/members/riga`);
  await page.locator('aside a[href*="/embed?member="]').click();
  await inspect(page, lang);
  await page.locator('#scheme').selectOption('dark');
  await page.locator('form.builder button').click();
  await expect(page.locator('#scheme')).toHaveValue('dark');
  await expect(page.frameLocator('iframe').first().locator('.count strong')).toHaveText('300');
  const codes = await page.locator('textarea.snippet').all();
  const town = await otherSite((await Promise.all(codes.map((code) => code.inputValue()))).join('\n'));
  try {
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(town.url);
    await expect(visitor.frameLocator('iframe').nth(0).locator('.count strong')).toHaveText('300');
    await expect(visitor.frameLocator('iframe').nth(1).locator('li a')).toHaveCount(5);
    const badge = visitor.locator('img');
    await expect(badge).toHaveJSProperty('complete', true);
    expect(await badge.evaluate((image) => image.naturalHeight)).toBe(64);
    expect(await visitor.context().cookies(), 'no cookie').toEqual([]);
    await visitor.context().close();
  } finally {
    town.close();
  }
});

test('the pages in frames can be read by everybody', async ({page, demo, lang}) => {
  for (const path of ['embed/counter', 'embed/newest', 'embed/newest?scheme=dark']) {
    await page.goto(`${demo.url}/${lang}/${path}`);
    await inspect(page, lang);
  }
});
