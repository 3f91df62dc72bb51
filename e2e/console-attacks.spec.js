// A rule against attacks: counted first, stopped half-way, taken back.
import {expect, lend, test as base} from './fixtures.js';
import {inspect} from './inspect.js';
import {signIn} from './pages.js';

const test = base.extend({
  /** The demonstration site, with rules that take one pledge a second: there is time to stop them half-way. */
  slow: [async ({}, use) => lend(use, {
    demo: true, settings: {ALLIANCE_INVALIDATION_BATCH: '1', ALLIANCE_INVALIDATION_PAUSE: '1s'},
  }), {scope: 'worker'}],
});

test('an invalidation with a dry run, stopped half-way and taken back', async ({page, slow, lang, javascript}) => {
  await signIn(page, slow);
  await page.goto(`${slow.url}/moderation`);
  const waiting = await page.locator('.tabs [aria-current] .number').first().innerText();
  await page.goto(`${slow.url}/moderation/invalidations`);
  await inspect(page, lang);
  const count = page.locator('form.rule button');
  await count.click();
  await expect(page.locator('[role=alert]'), 'at least one condition').toBeVisible();
  await inspect(page, lang);
  await page.locator('#submitted_until').fill('2999-01-01T00:00');
  await count.click();
  await expect(page.locator('.dry-run li').first()).toBeVisible();
  await expect(page.locator('#with_approved')).not.toBeChecked();
  await inspect(page, lang);
  await page.locator('.dry-run form button').click();

  const fresh = async () => { if (!javascript) await page.reload(); };
  const progress = page.locator('progress');
  await expect.poll(async () => { await fresh(); return progress.getAttribute('value'); }, {timeout: 20_000})
    .not.toBe('0');
  await page.locator('form[action$="/cancel"] button').click();
  const state = page.locator('[data-progress] .state');
  await expect(state).toHaveClass(/cancelled/);
  const [done, all] = [Number(await progress.getAttribute('value')), Number(await progress.getAttribute('max'))];
  expect(done, 'something was done').toBeGreaterThan(0);
  expect(done, 'and not all').toBeLessThan(all);
  await inspect(page, lang);
  await page.reload();
  await expect(progress, 'it stays stopped').toHaveAttribute('value', String(done));

  await page.locator('form[action$="/reverse"] button').click();
  await expect.poll(async () => { await fresh(); return state.getAttribute('class'); }, {timeout: 60_000})
    .toContain('reversed');
  await expect(progress).toHaveAttribute('value', String(done));
  await inspect(page, lang);
  await page.goto(`${slow.url}/moderation`);
  await expect(page.locator('.tabs [aria-current] .number').first(), 'all are back').toHaveText(waiting);
});
