import {defineConfig} from '@playwright/test';

// Every journey is walked in each of these languages; a site that does not offer one of them fails.
export const languages = ['en', 'lv'];

const lighthouse = 'lighthouse.spec.js';
// The console is walked in English with scripts and in Latvian without: every page, text and form in one of them. The
// public site is walked in all four ways.
const desk = /console-.*\.spec\.js$/;

const chromium = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium's sandbox does not start as root
    '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
};

export default defineConfig({
  testDir: '.',
  outputDir: 'results/failures',
  globalSetup: './build.js',
  workers: 2,
  retries: 0, // a test that passes only sometimes tells something
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000, // for busy machines; a test takes seconds
  expect: {timeout: 10_000},
  reporter: [['list'], ['./reporter.js']],
  use: {
    launchOptions: chromium,
    actionTimeout: 10_000,
    viewport: {width: 1280, height: 800},
    screenshot: 'only-on-failure',
  },
  projects: [
    ...languages.flatMap((lang) => [
      {name: lang, use: {lang, locale: lang}, testIgnore: [lighthouse, ...(lang === 'en' ? [] : [desk])]},
      {
        name: `${lang}-without-javascript`, use: {lang, locale: lang, javascript: false},
        testIgnore: [lighthouse, ...(lang === 'en' ? [desk] : [])],
        grepInvert: /@javascript/, // what needs it, or is the same without
      },
    ]),
    {name: 'lighthouse', testMatch: lighthouse}, // starts a browser of its own, once
  ],
});
