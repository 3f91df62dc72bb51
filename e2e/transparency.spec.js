// The transparency page: what was received, decided and refused, in numbers that anyone may see.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {openPledge, refuse, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'transparency'});

const preili = {...riga, body: 'Preiļi', name: 'Lilita Zariņa', email: 'lilita.zarina@preili.example'};

test('a refusal is counted, and tells nothing of the body', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, preili);
  await signIn(page, site);
  await openPledge(page, site, preili);
  await refuse(page, 'test', '');
  await expect(page.locator('main [role=status]')).toContainText(preili.body);
  await site.mail.read(preili.email);
  await expect(async () => { // counted once a minute
    await page.goto(`${site.url}/${lang}/transparency`);
    const rows = page.locator('main table').first().locator('td');
    expect(await rows.nth(3).innerText()).not.toBe('0');
  }).toPass({timeout: 90_000, intervals: [5_000]});
  await expect(page.locator('main')).not.toContainText(preili.body);
  await inspect(page, lang);
});

test('numbers of an empty site, of one with much to tell, and on paper', async ({page, site, demo, lang}) => {
  for (const {url} of [site, demo]) {
    await page.goto(`${url}/${lang}/`);
    await page.locator('footer a[href$="/transparency"]').click();
    await expect(page.locator('table.months tbody tr')).toHaveCount(12);
    await inspect(page, lang);
  }
  await page.emulateMedia({media: 'print'});
  await expect(page.locator('main table').first()).toBeVisible();
  await expect(page.locator('footer')).toBeHidden();
});
