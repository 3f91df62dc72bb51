// What every test gets: the service, and a guard that fails the test for what no page may do.
import {expect, test as base} from '@playwright/test';

import {Service} from './service.js';

export {expect};

/** Starts a service for the tests of a worker, and looks afterwards whether it ended well. */
export async function lend(use, options) {
  const service = await Service.start(options);
  await use(service);
  expect(await service.stop(), `exit code; the log:\n${service.log}`).toBe(0);
  expect(service.leaked(), `in the log:\n${service.log}`).toEqual([]);
}

export const test = base.extend({
  lang: ['en', {option: true}],
  javascript: [true, {option: true}],

  page: async ({page, javascript}, use) => {
    if (!javascript) await (await devtools(page)).send('Emulation.setScriptExecutionDisabled', {value: true});
    await use(page);
  },

  /** The name of the file: another file's tests run on a site of their own, and meet no pledges but theirs. */
  file: ['', {option: true, scope: 'worker'}],

  /** An empty site. */
  site: [async ({file}, use) => lend(use, {}), {scope: 'worker'}],

  /** A site with 300 demonstration members and 40 waiting pledges. */
  demo: [async ({}, use) => lend(use, {demo: true}), {scope: 'worker'}],

  /** A site as a newcomer starts it: mails stay in a mailbox of its own. */
  newcomer: [async ({}, use) => lend(use, {smtp: false}), {scope: 'worker'}],

  guard: [async ({context}, use, info) => {
    const faults = [];
    guard(context, faults);
    await use();
    if (info.status !== info.expectedStatus) {
      for (const {log} of Service.running) await info.attach('log', {body: log, contentType: 'text/plain'});
    }
    expect(faults, 'what no page may do').toEqual([]);
  }, {auto: true}],
});

const sessions = new WeakMap();

/** Gives the DevTools session of a page, for what Playwright itself has no words. */
export async function devtools(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  return sessions.get(page);
}

/** Notes every request to another origin, cookie on a public page, message on the console and missing part. */
function guard(context, faults) {
  const isOurs = ({protocol, origin}) => protocol === 'data:' || [...Service.running].some(({url}) => url === origin);
  context.on('request', (request) => {
    if (!isOurs(new URL(request.url()))) faults.push(`request to another origin: ${request.url()}`);
  });
  context.on('response', (response) => {
    const {pathname} = new URL(response.url());
    const isPage = response.request().isNavigationRequest();
    if (response.status() === 409) return; // an answer to a script as to a person: a colleague was faster
    if (response.status() >= (isPage ? 500 : 400)) faults.push(`${response.status()} for ${pathname}`);
    if (!pathname.startsWith('/moderation') && response.headers()['set-cookie']) faults.push(`cookie set by ${pathname}`);
  });
  context.on('requestfailed', (request) => {
    if (request.failure().errorText !== 'net::ERR_ABORTED') faults.push(`no answer for ${request.url()}`);
  });
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (message.text().startsWith('Failed to load resource')) return; // a page with an error status; seen above
    faults.push(`console: ${message.text()}`);
  });
  context.on('weberror', (fault) => faults.push(`script: ${fault.error()}`));
}
