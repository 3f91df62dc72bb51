// What is asked of every page, whoever looks at it and with whatever device.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

import {devtools, expect} from './fixtures.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const desktop = {width: 1280, height: 800};
const phone = {width: 320, height: 640}; // WCAG 2.2, 1.4.10: what 1280 px are at 400 %

/** Looks at the page on a desktop and on a phone, and with text twice as large; leaves it as it was. */
export async function inspect(page, lang) {
  const at = new URL(page.url()).pathname;
  const check = expect.configure({soft: true});
  await check(page.locator('html'), `language of ${at}`).toHaveAttribute('lang', lang);
  await check(page.locator('h1'), `main headings of ${at}`).toHaveCount(1);
  check(await page.title(), `title of ${at}`).not.toBe('');
  check(await rawKeys(page), `untranslated keys on ${at}`).toEqual([]);
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size);
    check(await axeFindings(page), `axe on ${at} at ${size.width} px`).toEqual([]);
    check(await beyondEdge(page), `reflow of ${at} at ${size.width} px`).toEqual([]);
  }
  await setText(page, 32); // WCAG 2.2, 1.4.4: twice the usual 16 px
  for (const size of [phone, desktop]) {
    await page.setViewportSize(size);
    check(await beyondEdge(page), `reflow of ${at} at ${size.width} px with text at 200 %`).toEqual([]);
  }
  await setText(page, 16);
  await expectNothingStored(page);
}

/** Gives what axe-core finds, a line for each rule. */
export async function axeFindings(page, {without = []} = {}) {
  const session = await devtools(page);
  const scripts = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  await session.send('Emulation.setScriptExecutionDisabled', {value: false}); // axe needs timers
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  const violations = await page.evaluate(async ({tags, off}) => {
    const choice = Object.fromEntries([['target-size', {enabled: true}], ...off.map((id) => [id, {enabled: false}])]);
    const options = {runOnly: {type: 'tag', values: tags}, rules: choice, resultTypes: ['violations']};
    return (await window.axe.run(options)).violations;
  }, {tags: rules, off: without});
  await session.send('Emulation.setScriptExecutionDisabled', {value: !scripts});
  return violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

/** Gives the elements that make the page scroll sideways or stand outside it. */
export function beyondEdge(page) {
  return page.evaluate(() => {
    const {clientWidth, scrollWidth} = document.documentElement;
    const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const isCut = (element) => {
      for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) if (scrolls(e)) return true;
      return false;
    };
    const outside = [...document.body.querySelectorAll(':not(svg *)')].filter((element) => {
      const {left, right, width, height} = element.getBoundingClientRect();
      return width > 1 && height > 1 && (right > clientWidth + 1 || left < -1) && !isCut(element);
    }).map((element) => element.outerHTML.slice(0, 160)).slice(0, 5);
    return scrollWidth > clientWidth ? [`${scrollWidth} px wide instead of ${clientWidth}`, ...outside] : outside;
  });
}

/** Sets the size of text as visitors do in their browser, in px. */
const setText = async (page, standard) => (await devtools(page)).send('Page.setFontSizes', {fontSizes: {standard}});

/** Gives what looks like a key of the translations, such as "home.title", shown in the place of its text. */
function rawKeys(page) {
  return page.locator('body').innerText().then((text) => text.match(
    /(?<![\w@/.-])(layout|home|pledge|review|sent|confirm|confirmed|members|console|error|kind|mail|map)(\.[a-z_]+)+/g,
  ) ?? []);
}

/** The public pages keep nothing on the visitor's device. */
async function expectNothingStored(page) {
  if (new URL(page.url()).pathname.startsWith('/moderation')) return;
  const stored = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(stored, 'kept in the browser').toEqual([]);
}
