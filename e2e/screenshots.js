// Takes a picture of every page for people to look at: at three widths, light and dark, in each language, without
// members and with 300. "npm run screenshots" writes them to screenshots/; "-- --readme" only docs/screenshot.png.
import {mkdir, stat} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

import {chromium} from '@playwright/test';

import build from './build.js';
import {
  approve, askForReview, confirm, fillPledge, openPledge, openPledgeForm, readConfirmation, riga, sign, signIn,
} from './pages.js';
import config, {languages} from './playwright.config.js';
import {Service} from './service.js';

const widths = [320, 768, 1440];
const readmeLimit = 250 * 1024; // bytes
const folder = fileURLToPath(new URL('screenshots', import.meta.url));
const readmePicture = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url));

/** Takes the page as it stands, in every width and colour scheme. */
async function shoot(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({colorScheme});
    for (const width of widths) {
      await page.setViewportSize({width, height: 900});
      const path = `${folder}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({path, fullPage: true, animations: 'disabled'});
    }
  }
}

async function shootPublicPages(page, service, take, lang) {
  const names = ['declaration', 'members', 'manage', 'privacy', 'accessibility', 'no-such-page'];
  for (const [name, path] of [['home', ''], ['link-invalid', 'confirm/x'], ...names.map((name) => [name, name])]) {
    await page.goto(`${service.url}/${lang}/${path}`);
    await take(name);
  }
  const entry = page.locator('.wall a').first();
  await page.goto(`${service.url}/${lang}/members`);
  if (!await entry.count()) return;
  await entry.click();
  await take('signatory');
}

async function shootPledge(page, service, take, lang) {
  const pledge = {...riga, email: `${lang}@riga.example`};
  await openPledgeForm(page, service, lang);
  await take('pledge');
  await askForReview(page);
  await take('pledge-errors');
  await fillPledge(page, service, {...pledge, body: 'Rgia'});
  await askForReview(page);
  await take('review-did-you-mean');
  await page.locator('button[name=step][value=edit]').click();
  await fillPledge(page, service, pledge);
  await askForReview(page);
  await take('review');
  await sign(page);
  await take('sent');
  const {link} = await readConfirmation(service, pledge);
  await page.goto(link);
  await take('confirm');
  await confirm(page);
  await take('confirmed');
  return pledge;
}

async function shootConsole(page, service, take, pledge) {
  await page.goto(`${service.url}/moderation/sign-in`);
  await take('console-sign-in');
  await signIn(page, service);
  await take('console-queue');
  for (const part of ['mails', 'team']) {
    await page.goto(`${service.url}/moderation/${part}`);
    await take(`console-${part}`);
  }
  await openPledge(page, service, pledge);
  await take('console-pledge');
  await approve(page);
  await take('console-approved');
}

async function shootReadme(browser) {
  const service = await Service.start({demo: true});
  const page = await browser.newPage({locale: 'en', viewport: {width: 1440, height: 900}});
  await page.goto(`${service.url}/en/`);
  await page.screenshot({path: readmePicture});
  await service.stop();
  const {size} = await stat(readmePicture);
  if (size > readmeLimit) throw new Error(`${readmePicture} has ${size} bytes, more than ${readmeLimit}`);
}

async function shootAll(browser) {
  await mkdir(folder, {recursive: true});
  for (const demo of [false, true]) {
    for (const lang of languages) {
      const service = await Service.start({demo});
      const page = await browser.newPage({locale: lang});
      const take = (name) => shoot(page, `${name}-${demo ? 300 : 0}-${lang}`);
      await shootPublicPages(page, service, take, lang);
      const pledge = await shootPledge(page, service, take, lang);
      await shootConsole(page, service, take, pledge);
      await page.close();
      await service.stop();
    }
  }
}

build();
const browser = await chromium.launch(config.use.launchOptions);
await (process.argv.includes('--readme') ? shootReadme(browser) : shootAll(browser));
await browser.close();
