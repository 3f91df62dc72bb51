// The JSON interface: its document and its map, judged by the tools that others judge them with.
import {check} from '@placemarkio/check-geojson';
import {Validator} from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import {expect, test} from './fixtures.js';

test.use({file: 'api'});

/** Reads an address of the interface in one language; what is not 200 fails. */
async function read(request, url, lang) {
  const answer = await request.get(url, {headers: {'Accept-Language': lang}});
  expect(answer.status(), url).toBe(200);
  return answer;
}

test('the document is OpenAPI 3.1, and the answers keep to it', async ({request, demo, lang}) => {
  const document = await (await read(request, `${demo.url}/api/v1/openapi.json`, lang)).json();
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({valid: true});
  expect(validator.version).toBe('3.1');
  expect(document.servers[0].url).toBe(demo.url);

  const ajv = addFormats(new Ajv({strict: false, validateFormats: true}));
  ajv.addSchema(document, 'document');
  const {members: [{slug}]} = await (await read(request, `${demo.url}/api/v1/members?limit=1`, lang)).json();
  for (const [path, {get}] of Object.entries(document.paths)) {
    const answer = await read(request, demo.url + path.replace('{slug}', slug), lang);
    const type = answer.headers()['content-type'];
    const {$ref} = get.responses['200'].content[type].schema;
    const fits = ajv.getSchema(`document${$ref}`);
    expect(fits(await answer.json()), `${path}: ${JSON.stringify(fits.errors)}`).toBe(true);
  }
});

test('the map is GeoJSON', async ({request, demo, lang}) => {
  const answer = await read(request, `${demo.url}/api/v1/members.geojson`, lang);
  expect(answer.headers()['content-type']).toBe('application/geo+json');
  const {features} = check(await answer.text()); // throws for what RFC 7946 does not allow
  expect(features.length).toBeGreaterThan(100);
});

test.describe('elsewhere', () => {
  test.use({bypassCSP: true}); // that of our pages, which stand in for another site's

  test('a program of another site reads every page', {tag: '@javascript'}, async ({page, demo, site, lang}) => {
    await page.goto(`${site.url}/${lang}/`); // another port is another origin
    const {total, slugs, status} = await page.evaluate(async ([url, language]) => {
      const found = {slugs: []};
      for (let next = `${url}/api/v1/members?sort=name&limit=100`; next;) {
        const answer = await fetch(next, {headers: {'Accept-Language': language}});
        const body = await answer.json();
        found.total = body.total;
        found.slugs.push(...body.members.map(({slug}) => slug));
        next = answer.headers.get('Link')?.match(/^<(.*)>; rel="next"$/)[1];
        const again = await fetch(answer.url, {
          headers: {'Accept-Language': language, 'If-None-Match': answer.headers.get('ETag')}, cache: 'no-store',
        });
        found.status = again.status;
      }
      return found;
    }, [demo.url, lang]);
    expect(total).toBe(300);
    expect(new Set(slugs).size).toBe(total);
    expect(status).toBe(304);
  });
});
