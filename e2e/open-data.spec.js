// The list in other people's readers: an Atom parser, a reader of JSON-LD.
import {parseFeed} from '@rowanmanning/feed-parser';
import jsonld from 'jsonld';

import {expect, test} from './fixtures.js';

test.use({file: 'open-data'});

test('the feed is read by an Atom parser', async ({request, demo, lang}) => {
  const address = `${demo.url}/${lang}/feed.atom?kind=city`;
  const answer = await request.get(address);
  expect(answer.status()).toBe(200);
  const feed = parseFeed(await answer.text());
  expect(feed.meta).toMatchObject({type: 'atom', version: '1.0'});
  expect(feed.language ?? lang).toBe(lang);
  expect(feed.items.length).toBeGreaterThan(10);
  for (const item of feed.items) {
    expect(item.url.startsWith(`${demo.url}/${lang}/members/`), item.url).toBe(true);
    expect(item.title).toBeTruthy();
    expect(item.published).toBeInstanceOf(Date);
  }
  const days = feed.items.map(item => item.published.getTime());
  expect(days, 'the newest first').toEqual(days.toSorted((a, b) => b - a));
});

test('a member is described in JSON-LD', async ({page, request, demo, lang}) => {
  const {members: [member]} = await (await request.get(`${demo.url}/api/v1/members?kind=city&limit=1`)).json();
  await page.goto(`${demo.url}/${lang}/members/${member.slug}`);
  const text = await page.locator('script[type="application/ld+json"]').textContent();
  const documentLoader = async url => ({document: {'@context': {'@vocab': 'http://schema.org/'}}, documentUrl: url});
  const [body] = await jsonld.expand(JSON.parse(text), {documentLoader});
  expect(body['@type']).toEqual(['http://schema.org/GovernmentOrganization']);
  expect(body['http://schema.org/name']).toEqual([{'@value': member.name}]);
  const [role] = body['http://schema.org/memberOf'];
  expect(role['http://schema.org/startDate'][0]['@value']).toBe(member.since.slice(0, 10));
});
