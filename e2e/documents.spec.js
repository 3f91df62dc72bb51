// What a member takes home: pictures, certificate, poster; read by the programs that others read them with.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {expect, test} from './fixtures.js';
import {inspect} from './inspect.js';
import {approve, openPledge, riga, signAndConfirm, signIn} from './pages.js';

test.use({file: 'documents'});

const others = [
  {...riga, country: 'EL', body: 'Περιφέρεια Κεντρικής Μακεδονίας', email: 'maria@pkm.example'},
  {...riga, country: 'BG', body: 'Столична община', email: 'ivan@sofia.example'},
];

/** Reads a PDF as others do: text, information, fonts, and what its QR code says on paper. */
function read(body) {
  const folder = mkdtempSync(path.join(tmpdir(), 'alliance-document-'));
  const file = path.join(folder, 'document.pdf');
  const run = (program, ...args) => execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  try {
    writeFileSync(file, body);
    run('pdftoppm', '-r', '150', '-png', '-singlefile', file, path.join(folder, 'page'));
    return {
      text: run('pdftotext', '-layout', file, '-'),
      info: run('pdfinfo', file),
      fonts: run('pdffonts', file).trim().split('\n').slice(2).map((line) => line.trim().split(/\s+/)),
      code: run('zbarimg', '-q', '--raw', path.join(folder, 'page.png')).trim(),
    };
  } finally {
    rmSync(folder, {recursive: true});
  }
}

/** What holds for every document of ours. */
function expectPaper({info, fonts}) {
  expect(info).toMatch(/^Pages:\s+1$/m);
  expect(info).toMatch(/^Page size:.*\(A4\)$/m);
  expect(info).toMatch(/^Title:\s+\S/m);
  expect(fonts.length, 'fonts').toBeGreaterThan(0);
  for (const [name, , , , embedded] of fonts) expect(embedded, `${name} embedded`).toBe('yes');
}

/** Prints the page as it stands, without the backgrounds that browsers leave out. */
async function printed(page) {
  const session = await page.context().newCDPSession(page);
  const {data} = await session.send('Page.printToPDF', {preferCSSPageSize: true});
  return Buffer.from(data, 'base64');
}

const inOneLine = (text) => text.replace(/\s+/g, ' ');

/** Looks at a member's certificate: the page, the file, and the page on paper. */
async function expectCertificate({page, request, lang}, address, name) {
  await page.goto(address);
  await page.locator('a[href$="/certificate"]').click();
  await expect(page.locator('.paper-name')).toHaveText(name);
  await inspect(page, lang);

  const answer = await request.get(await page.locator('a[href$="/certificate.pdf"]').evaluate((a) => a.href));
  expect(answer.headers()['content-type']).toBe('application/pdf');
  const pdf = read(await answer.body());
  expectPaper(pdf);
  expect(inOneLine(pdf.text)).toContain(name);
  expect(pdf.text).toContain(address);
  expect(pdf.info).toContain(name);
  expect(pdf.text, 'of the body alone').not.toContain(riga.name);
  expect(pdf.code).toBe(address);

  const paper = read(await printed(page));
  expectPaper(paper);
  expect(inOneLine(paper.text)).toContain(name);
  expect(paper.code, 'the page, printed').toBe(address);
}

test('the certificate of a member', async ({page, demo, lang, request}) => {
  await expectCertificate({page, request, lang}, `${demo.url}/${lang}/members/riga`, 'Rīga');
});

for (const pledge of others) {
  test(`the certificate of ${pledge.body}, which its mail names`, async ({page, site, lang, request}) => {
    await signAndConfirm(page, site, lang, pledge);
    await signIn(page, site);
    await openPledge(page, site, pledge);
    await approve(page);
    const {text} = await site.mail.read(pledge.email);
    const certificate = text.match(/http\S+\/certificate$/m)[0];
    await expectCertificate({page, request, lang}, certificate.replace(/\/certificate$/, ''), pledge.body);
  });
}

test('the pictures of a member', async ({page, demo, lang, request}) => {
  await page.goto(`${demo.url}/${lang}/members/riga`);
  const named = await page.locator('meta[property="og:image"]').getAttribute('content');
  expect(named).toBe(`${demo.url}/${lang}/members/riga/share.png`);
  const links = page.locator('.take a[download]');
  expect(await links.evaluateAll((all) => all.map((a) => a.href))).toContain(named);
  for (const link of await links.all()) {
    const answer = await request.get(await link.evaluate((a) => a.href));
    expect(answer.headers()['content-type']).toBe('image/png');
    const body = await answer.body();
    expect(body.length).toBeLessThan(45_000);
    const [width, height] = [body.readUInt32BE(16), body.readUInt32BE(20)]; // of the header chunk
    expect(await link.innerText()).toContain(`${width} × ${height}`);
  }
  await inspect(page, lang);
});

test('the link of a member is copied or handed on', {tag: '@javascript'}, async ({page, demo, lang, context}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => {
    navigator.canShare = () => true;
    navigator.share = async ({url}) => { document.title = url; };
  });
  await page.goto(`${demo.url}/${lang}/members/riga`);
  await page.locator('[data-copy]').click();
  await expect(page.locator('[data-copied]')).not.toBeEmpty();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${demo.url}/${lang}/members/riga`);
  await page.locator('[data-share]').click();
  await expect(page).toHaveTitle(`${demo.url}/${lang}/members/riga`);
  await inspect(page, lang);
});

test('a button that cannot work is not shown', async ({page, demo, lang, javascript}) => {
  await page.goto(`${demo.url}/${lang}/members/riga`);
  await expect(page.locator('[data-copy]')).toBeVisible({visible: javascript});
  if (!javascript) await expect(page.locator('[data-share]')).toBeHidden();
});

test('the poster leads to the pledge', async ({page, demo, lang, request}) => {
  await page.goto(`${demo.url}/${lang}/`);
  await page.locator(`main a[href="/${lang}/poster"]`).click();
  await inspect(page, lang);
  const answer = await request.get(await page.locator('a[href$="/poster.pdf"]').evaluate((a) => a.href));
  for (const paper of [read(await answer.body()), read(await printed(page))]) {
    expectPaper(paper);
    expect(paper.text).toContain(`${demo.url}/${lang}/pledge`);
    expect(paper.code).toBe(`${demo.url}/${lang}/pledge`);
  }
});
