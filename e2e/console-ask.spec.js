// A question to a representative: asked, answered with a correction, and decided; and mails seen before they are sent.
import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {expectLetter} from './letters.js';
import {openPledge, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'console-ask'});

const limbazi = {...riga, body: 'Limbaži', name: 'Aija Krasta', email: 'aija.krasta@limbazi.example'};
const cesis = {...riga, body: 'Cēsis', name: 'Uldis Lauks', email: 'uldis.lauks@cesis.example'};
const saldus = {...riga, body: 'Saldus', name: 'Zane Meža', email: 'zane.meza@saldus.example'};
const bauska = {...riga, body: 'Bauska', name: 'Ivars Grava', email: 'ivars.grava@bauska.example'};

const question = 'Kura sēde to lēma?';

async function openAsk(page) {
  await page.locator('.decision .ask > summary').click();
}

async function ask(page, site, pledge) {
  await openPledge(page, site, pledge);
  const address = page.url();
  await openAsk(page);
  await page.locator('#question').fill(question);
  await page.locator('#ask-statement').check();
  await page.locator('form[action$="/ask"] button').click();
  await expect(page.locator('main [role=status]').first()).toContainText(pledge.body);
  return address;
}

/** Reads the mail with the question, and gives its link. */
async function readQuestion(site, lang, pledge) {
  const mail = await site.mail.read(pledge.email);
  const link = mail.text.match(/http\S+\/correct\/\S+/)?.[0];
  site.keepSecret(link.split('/').at(-1));
  expectLetter(mail, {site, lang, says: [pledge.body, question, link], never: [pledge.statement]});
  return link;
}

test('a question, its answer with a correction, and back in the queue', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, limbazi);
  await signIn(page, site);
  const address = await ask(page, site, limbazi);
  await page.goto(`${site.url}/moderation?state=needs_info`);
  await expect(page.locator('table')).toContainText(limbazi.body);
  await page.goto(address);
  await expect(page.locator('.pledge header .state').first()).toHaveClass(/needs_info/);
  await expect(page.locator('.questions')).toContainText(question);
  await inspect(page, lang);
  const link = await readQuestion(site, lang, limbazi);

  await page.goto(link);
  await expect(page.locator('.asked')).toContainText(question);
  await expect(page.locator('#body')).toHaveValue(limbazi.body);
  await expect(page.locator('[name=statement]')).toHaveValue(limbazi.statement);
  await expect(page.locator('main')).toContainText(limbazi.email);
  await inspect(page, lang);
  await page.locator('button[name=step][value=review]').click();
  await expect(page.locator('#answer'), 'nothing said, nothing changed').toHaveAttribute('aria-invalid', 'true');
  await inspect(page, lang);

  await page.locator('#answer').fill('Marta sēde.');
  await page.locator('[name=statement]').fill('Kopā esam stipri.');
  await page.locator('[name=consent_news]').check();
  await page.locator('button[name=step][value=review]').click();
  await expect(page.locator('main')).toContainText('Marta sēde.');
  await expect(page.locator('main')).toContainText('Kopā esam stipri.');
  await inspect(page, lang);
  await page.locator('button[name=step][value=edit]').click();
  await expect(page.locator('#answer')).toHaveValue('Marta sēde.');
  await page.locator('button[name=step][value=review]').click();
  await page.locator('button[name=step][value=submit]').click();
  await expect(page).toHaveURL(link);
  await expect(page.locator('main form'), 'thanks, and nothing more to do').toHaveCount(0);
  await inspect(page, lang);
  await page.goto(link);
  await expect(page.locator('main form'), 'the same page every time').toHaveCount(0);

  await openPledge(page, site, limbazi); // it waits again
  await expect(page).toHaveURL(address);
  const questions = page.locator('.questions');
  await expect(questions).toContainText('Marta sēde.');
  await expect(questions.locator('.changes tbody tr')).toHaveCount(2);
  await expect(questions.locator('del').first()).toHaveText(limbazi.statement);
  await expect(questions.locator('ins').first()).toHaveText('Kopā esam stipri.');
  await inspect(page, lang);
});

test('asked again, the older link ends; recalled, no answer is needed', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, cesis);
  await signIn(page, site);
  const address = await ask(page, site, cesis);
  const older = await readQuestion(site, lang, cesis);
  await page.goto(address);
  await openAsk(page);
  await page.locator('#question').fill(question);
  await page.locator('form[action$="/ask"] button').click();
  const newer = await readQuestion(site, lang, cesis);

  await page.goto(older);
  await expect(page.locator('main a[href^="mailto:"]'), 'whom to ask').toBeVisible();
  await expect(page.locator('main')).not.toContainText(cesis.body);
  await inspect(page, lang);

  await page.goto(address);
  await page.locator('form[action$="/recall"] button').click();
  await expect(page.locator('.pledge header .state').first()).toHaveClass(/waiting/);
  await page.goto(newer);
  await expect(page.locator('main form')).toHaveCount(0);
  await inspect(page, lang);
  expect(site.mail.unread.filter(({recipients}) => recipients.includes(cesis.email)), 'no more mail').toEqual([]);
});

test('the mail of a refusal and of a question, seen before it is sent', async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, saldus);
  await signIn(page, site);
  await openPledge(page, site, saldus);
  const words = 'Lūdzam domes lēmumu.';
  const javascript = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  const preview = async (form) => javascript || page.locator(`button[form=${form}]`).click();

  await openAsk(page);
  await page.locator('#question').fill(question);
  await page.locator('#ask-website').check();
  await preview('ask-form');
  const asked = page.locator('#ask-letter .letter');
  await expect(asked).toContainText(question);
  await expect(asked).toContainText(saldus.email);
  await expect(page.locator('#question'), 'the form keeps what was typed').toHaveValue(question);
  await expect(page.locator('#ask-website')).toBeChecked();
  await inspect(page, lang);

  await page.locator('.decision .refuse > summary').click();
  await page.locator('#reason').selectOption('incomplete');
  await page.locator('#reason_text').fill(words);
  await preview('refuse-form');
  const refused = page.locator('#refuse-letter .letter');
  await expect(refused.locator('blockquote')).toHaveText(words);
  await expect(page.locator('#reason')).toHaveValue('incomplete');
  await inspect(page, lang);
  const shown = await refused.locator('.sheet p:not(:has(.link)), .sheet blockquote').allInnerTexts();

  await page.locator('form[action$="/refuse"] button').click();
  const mail = await site.mail.read(saldus.email);
  const text = `${mail.subject} ${mail.text}`.replace(/^> /gm, '').replace(/\s+/g, ' ');
  expect(shown.length).toBeGreaterThan(6);
  for (const paragraph of shown) expect(text, 'the mail says what was shown').toContain(paragraph.replace(/\s+/g, ' '));
});

test('asking by a single key', {tag: '@javascript'}, async ({page, site, lang}) => {
  await signAndConfirm(page, site, lang, bauska);
  await signIn(page, site);
  await openPledge(page, site, bauska);
  await page.keyboard.press('i');
  await expect(page.locator('#question')).toBeFocused();
  await expect(page.locator('#question')).toHaveValue('');
});
