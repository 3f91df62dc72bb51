// Existing signatories come onto the wall from a list, and off it again; and exports.
import {readFile} from 'node:fs/promises';

import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {signIn} from './pages.js';

test.use({file: 'console-import'});

const list = `Organisation name;Country;Date of adhesion
PREIĻI;lv;41122
Ludza;Latvia;09.05.2021
-;lv;
Ludza;LV;
`;

const main = 'main';

/** Waits until the work in the background is done: by itself with scripts, by the link without. */
async function finished(page, javascript) {
  const bar = page.locator('[data-progress]');
  if (javascript) {
    await expect(bar).toHaveCount(0);
    return;
  }
  await expect(async () => {
    if (await bar.count()) await bar.locator('a').click();
    await expect(bar).toHaveCount(0, {timeout: 100});
  }).toPass();
}

test('a list is uploaded, checked, imported and undone', async ({page, site, lang, javascript}) => {
  await signIn(page, site);
  await page.locator('nav a[href="/moderation/imports"]').click();
  await inspect(page, lang);
  await page.locator('form[enctype] button').click();
  await expect(page.locator('[role=alert]'), 'no file was chosen').toBeVisible();
  await inspect(page, lang);

  await page.locator('[name=file]').setInputFiles({name: 'Members of 2025', mimeType: 'text/csv', buffer: Buffer.from(list)});
  await page.locator('form[enctype] button').click();
  await expect(page.locator('.preview')).toContainText('PREIĻI');
  await expect(page.locator('[name=column_name]')).toHaveValue('0');
  await inspect(page, lang);
  await page.locator('form[action$="/check"] button').click();
  await expect(page.locator('[role=alert]'), 'nothing says the kind').toBeVisible();
  await inspect(page, lang);
  await page.locator('[name=kind]').selectOption('city');
  await page.locator('form[action$="/check"] button').click();
  await finished(page, javascript);

  await expect(page.locator('.counts .number').first()).toHaveText('2');
  await expect(page.locator('table.queue tbody tr')).toHaveCount(4);
  await expect(page.locator('table.queue')).toContainText('PREIĻI');
  await inspect(page, lang);
  const wall = await page.context().newPage();
  await wall.goto(`${site.url}/${lang}/members`);
  await expect(wall.locator(main), 'a dry run creates nothing').not.toContainText('Ludza');

  await page.locator('form[action$="/run"] button').click();
  await finished(page, javascript);
  await expect(page.locator('.counts .number').first()).toHaveText('2');
  await inspect(page, lang);
  await wall.reload();
  await expect(wall.locator(main)).toContainText('Ludza');
  await expect(wall.locator(main)).toContainText('Preiļi');
  await inspect(wall, lang);

  await page.goto(`${site.url}/moderation/hub`);
  await inspect(page, lang);
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.locator('form.export button[value=csv]').click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('"Preiļi"');

  await page.goto(`${site.url}/moderation/imports`);
  await page.locator('table.queue a').first().click();
  await page.locator('[name=confirm]').check();
  await page.locator('form[action$="/undo"] button').click();
  await finished(page, javascript);
  await inspect(page, lang);
  await wall.reload();
  await expect(wall.locator(main)).not.toContainText('Ludza');
  await page.goto(`${site.url}/moderation/imports`);
  await inspect(page, lang);
});

test('pledges signed on paper are recorded, once for each body', async ({page, site, lang, javascript}) => {
  await signIn(page, site);
  await page.locator('nav a[href="/moderation/record"]').click();
  await inspect(page, lang);
  await page.locator('[name=bodies]').fill('Bauska\nRēzekne\n\nBauska');
  await page.locator('form[action="/moderation/record"] button').click();
  await expect(page.locator('[role=alert] li')).toHaveCount(3);
  await expect(page.locator('[name=bodies]'), 'what was typed is kept').toHaveValue('Bauska\nRēzekne\n\nBauska');
  await inspect(page, lang);

  await page.locator('[name=kind]').selectOption('city');
  await page.locator('[name=country]').selectOption('LV');
  await page.locator('[name=signed_on]').fill('2026-10-09');
  await page.locator('[name=origin][value=collective]').check();
  await page.locator('[name=through]').fill('Union of Latvian towns');
  await page.locator('[name=reference]').fill('Folder 12');
  await page.locator('form[action="/moderation/record"] button').click();
  await finished(page, javascript);
  await expect(page.locator('table.queue tbody tr')).toHaveCount(3);
  await inspect(page, lang);
  await page.locator('form[action$="/run"] button').click();
  await finished(page, javascript);

  await page.goto(`${site.url}/${lang}/members/bauska`);
  await expect(page.locator('.facts'), 'labelled as such').toContainText('Union of Latvian towns');
  await expect(page.locator(main), 'not public').not.toContainText('Folder 12');
  await inspect(page, lang);
  await page.goto(`${site.url}/${lang}/members?q=bauska`);
  await expect(page.locator('ul.wall > li'), 'counted once').toHaveCount(1);
});
