// What Lighthouse says of the pages that people meet first, as a phone sees them.
import {launch} from 'chrome-launcher';
import lighthouse from 'lighthouse';

import {expect, test} from './fixtures.js';
import config from './playwright.config.js';

const perfect = {'accessibility': 100, 'best-practices': 100, 'seo': 100};

test('Lighthouse has nothing to say', async ({demo, request}) => {
  const wall = await (await request.get(`${demo.url}/api/v1/members?limit=1`)).json();
  const {executablePath, args} = config.use.launchOptions;
  const browser = await launch({chromePath: executablePath, chromeFlags: ['--headless=new', ...args], logLevel: 'error'});
  try {
    for (const path of ['', 'members', `members/${wall.members[0].slug}`]) {
      const {performance, ...scores} = await examine(`${demo.url}/en/${path}`, browser.port);
      // how fast a page is depends on what else the machine does: told, and not asked for
      console.log(`lighthouse: /en/${path} performance ${performance}`);
      expect(scores, `/en/${path}`).toEqual(perfect);
    }
  } finally {
    await browser.kill();
  }
});

/** Gives the scores of a page, of 100 each, and fails with the names of the audits that cost any. */
async function examine(url, port) {
  const {lhr} = await lighthouse(url, {port, logLevel: 'error'});
  expect(lhr.runtimeError, url).toBeUndefined();
  const failed = ({auditRefs}) => auditRefs
    .filter(({id, weight}) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1).map(({id}) => id);
  const asked = Object.values(lhr.categories).filter(({id}) => id in perfect);
  expect(asked.flatMap(failed), url).toEqual([]);
  return Object.fromEntries(Object.values(lhr.categories).map(({id, score}) => [id, Math.round(score * 100)]));
}
