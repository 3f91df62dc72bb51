// The pages of the journey in the words of a visitor. Selectors are names and ids, which no language changes.
import {expect} from './fixtures.js';

/** A pledge as somebody fills it in; what is left out stays as the form shows it. */
export const riga = {
  kind: 'city', country: 'LV', body: 'Rīga', website: 'www.riga.example', association: ['EUROCITIES'],
  name: 'Ilze Ozoliņa', function: 'Deputy mayor', email: 'ilze.ozolina@riga.example',
  statement: 'Neviens netiek atstāts novārtā.', authorised: true,
};

export async function openPledgeForm(page, site, lang) {
  await page.goto(`${site.url}/${lang}/pledge`);
}

export async function fillPledge(page, site, pledge) {
  site.keepSecret(pledge.email);
  site.keepSecret(pledge.name);
  await page.locator(`[name=kind][value=${pledge.kind}]`).check();
  await page.locator('[name=country]').selectOption(pledge.country);
  await page.locator('[name=body]').fill(pledge.body);
  await page.locator('[name=website]').fill(pledge.website ?? '');
  for (const short of pledge.association ?? []) await page.locator(`[name=association][value=${short}]`).check();
  await page.locator('[name=representative_name]').fill(pledge.name);
  await page.locator('[name=representative_function]').fill(pledge.function);
  await page.locator('[name=email]').fill(pledge.email);
  await page.locator('[name=statement]').fill(pledge.statement ?? '');
  await page.locator('[name=authorised]').setChecked(pledge.authorised);
}

export const askForReview = (page) => page.locator('button[name=step][value=review]').click();

export const sign = (page) => page.locator('button[name=step][value=submit]').click();

/** Fills in the form and signs; ends on the page that tells to look into the mailbox. */
export async function submitPledge(page, site, lang, pledge) {
  await openPledgeForm(page, site, lang);
  await fillPledge(page, site, pledge);
  await askForReview(page);
  await sign(page);
  await expect(page).toHaveURL(/\/pledge\/sent\//);
}

/** Reads the mail with the link, and gives it with its link and code. */
export async function readConfirmation(site, pledge) {
  const mail = await site.mail.read(pledge.email);
  const link = mail.text.match(/http\S+\/confirm\/\S+/)?.[0];
  const code = mail.text.match(/^\s*(\d{3} ?\d{3})\s*$/m)?.[1];
  site.keepSecret(link.split('/').at(-1));
  return {mail, link, code};
}

/** Takes a pledge as far as the moderators' queue. */
export async function signAndConfirm(page, site, lang, pledge) {
  await submitPledge(page, site, lang, pledge);
  const {link} = await readConfirmation(site, pledge);
  await page.goto(link);
  await confirm(page);
}

export async function confirm(page) {
  await page.locator('main form[action*="/confirm/"] button').click();
  await expectThanks(page);
}

/** The same friendly page, the first time and every other. */
export async function expectThanks(page) {
  await expect(page.locator('main a[href$="/members"]')).toBeVisible();
  await expect(page.locator('main form')).toHaveCount(0);
}

/** Signs in to the console; the first time through the link that the program printed. */
export async function signIn(page, site) {
  if (!site.administrator) return acceptInvitation(page, site);
  await page.goto(`${site.url}/moderation/sign-in`);
  await enterPassword(page, site.administrator);
  await expect(page).toHaveURL(/\/moderation$/);
}

async function acceptInvitation(page, site) {
  const administrator = {
    name: 'Ada Administrator', email: 'ada@alliance.example', password: 'seven calm rivers meet',
  };
  Object.values(administrator).forEach((text) => site.keepSecret(text));
  site.keepSecret(site.invitation.split('/').at(-1));
  await page.goto(site.invitation);
  await page.locator('[name=name]').fill(administrator.name);
  await page.locator('[name=email]').fill(administrator.email);
  await choosePassword(page, administrator.password);
  await expect(page).toHaveURL(/\/moderation$/);
  site.administrator = administrator;
}

export async function choosePassword(page, password) {
  await page.locator('[name=password]').fill(password);
  await page.locator('[name=password_repeat]').fill(password);
  await page.locator('main button[type=submit]').click();
}

export async function enterPassword(page, {email, password}) {
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('form[action$="/sign-in"] button').click();
}

/** Opens the page of a waiting pledge from the queue. */
export async function openPledge(page, site, pledge) {
  await page.goto(`${site.url}/moderation`);
  await page.locator('table a', {hasText: pledge.body}).click();
  await expect(page.locator('h1')).toHaveText(pledge.body);
}

export const approve = (page) => page.locator('form[action$="/approve"] button').click();

export async function refuse(page, reason, words) {
  await page.locator('.decision .refuse summary').click();
  await page.locator('[name=reason]').selectOption(reason);
  await page.locator('[name=reason_text]').fill(words);
  await page.locator('form[action$="/refuse"] button').click();
}

/** Moves by the Tab key to an element, as somebody without a mouse does; every stop on the way has to be seen. */
export async function tabTo(page, target, {back = false} = {}) {
  for (let stops = 0; stops < 100; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    await expectFocusSeen(page);
  }
  throw new Error(`not reached by keyboard: ${target}`);
}

/** WCAG 2.2, 2.4.7 and 2.4.11: where the focus is can be seen and nothing lies over it. */
async function expectFocusSeen(page) {
  const hidden = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return ''; // the browser's own bar comes round
    const style = getComputedStyle(focused);
    const isMarked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none';
    const {left, top, width, height} = (focused.labels?.[0] ?? focused).getBoundingClientRect();
    const above = document.elementFromPoint(left + Math.min(width, 8) / 2, top + height / 2);
    const isSeen = above && (focused.contains(above) || above.contains(focused) || focused.labels?.[0]?.contains(above));
    return isMarked && isSeen ? '' : `${isMarked ? 'covered' : 'not marked'}: ${focused.outerHTML.slice(0, 200)}`;
  });
  expect(hidden, 'focus').toBe('');
}

/** Opens a page in a window of its own, with the same session: a tab in the background may fall asleep. */
export async function beside(page) {
  const storageState = await page.context().storageState();
  const context = await page.context().browser().newContext({storageState});
  return context.newPage();
}
