// Many pledges at once: one decision about several.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {beside, openPledge, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'console-bulk'});

const dobele = {...riga, body: 'Dobele', name: 'Anna Lapa', email: 'anna.lapa@bulk.example'};
const saldus = {...riga, body: 'Saldus', name: 'Juris Zars', email: 'juris.zars@bulk.example'};
const preili = {...riga, body: 'Preiļi', name: 'Māra Oša', email: 'mara.osa@bulk.example'};

test('three refused at once, one of them decided meanwhile', async ({page, site, lang, javascript}) => {
  for (const pledge of [dobele, saldus, preili]) await signAndConfirm(page, site, lang, pledge);
  await signIn(page, site);
  const queue = `${site.url}/moderation?q=${encodeURIComponent('@bulk.example')}`;
  await page.goto(queue);
  const boxes = page.locator('.pick input');
  await expect(boxes).toHaveCount(3);
  if (javascript) {
    await page.locator('#bulk-all').check();
    await expect(page.locator('#bulk-count')).toHaveText('3');
    await boxes.first().uncheck();
    await expect(page.locator('#bulk-count')).toHaveText('2');
    await expect(page.locator('#bulk-all')).not.toBeChecked();
    await boxes.first().check();
  } else {
    await expect(page.locator('#bulk-all'), 'a convenience of scripts').toBeHidden();
    for (const box of await boxes.all()) await box.check();
  }
  await inspect(page, lang);
  await page.locator('#bulk-decision').selectOption('refuse');

  const another = await beside(page);
  await openPledge(another, site, saldus);
  await another.locator('.decision .more summary').click();
  await another.locator('form[action$="/park"] button').click();
  await another.context().close();

  await page.locator('#bulk button').click();
  await expect(page.locator('li input[name=pledge]')).toHaveCount(3);
  await expect(page.locator('li .verdict'), 'one has changed since').toHaveCount(1);
  await inspect(page, lang);
  await page.locator('[name=reason]').selectOption('not_eligible');
  await page.locator('[name=reason_text]').fill('Lūdzu, rakstiet mums.');
  await page.locator('#decide button').click();
  await expect(page).toHaveURL(/\/moderation\/bulk$/);
  await inspect(page, lang);
  await page.reload();
  await expect(page.locator('.verdict.good')).toHaveCount(2);
  await expect(page.locator('li', {hasText: saldus.body})).toContainText(site.administrator.name);
  for (const refused of [dobele, preili]) {
    const mail = await site.mail.read(refused.email);
    expect(mail.text).toContain('Lūdzu, rakstiet mums.');
  }
  expect(site.mail.unread.filter(({recipients}) => recipients.includes(saldus.email)), 'no mail').toEqual([]);
  await page.goto(queue);
  await expect(page.locator('.queue')).toHaveCount(0);
});

test('a selection that was not displayed is refused', async ({page, demo, lang}) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/moderation`);
  await page.locator('.pick input').first().check();
  await page.locator('.pick input').first().evaluate((box) => { box.value = '01J00000000000000000000000'; });
  await page.locator('#bulk-decision').selectOption('park');
  await page.locator('#bulk button').click();
  await expect(page.locator('[role=alert]')).toBeVisible();
  await expect(page.locator('main form')).toHaveCount(0);
  await inspect(page, lang);
  await page.locator('main a.button').click();
  await expect(page.locator('.pick input').first()).not.toBeChecked();
});
