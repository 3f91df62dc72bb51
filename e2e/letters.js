// What is asked of every mail.
import {expect} from './fixtures.js';

/** Checks both parts of a mail: each holds what the mail is about, and neither what it must not repeat. */
export function expectLetter(mail, {site, lang, says, never}) {
  const {raw, text, html, headers} = mail;
  expect(headers.get('content-type').value).toBe('multipart/alternative');
  expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8/im);
  expect(raw).toMatch(/^Content-Type: text\/html; charset=utf-8/im);
  expect(headers.get('content-language')).toBe(lang);
  expect(html).toContain(`<html lang="${lang}">`);
  expect(mail.messageId).toMatch(/^<[^@\s]+@alliance\.example>$/);
  expect(mail.from.value[0].address).toBe('alliance@alliance.example');
  expect(mail.subject).toBeTruthy();
  expect(headers.get('auto-submitted'), 'no holiday notes in answer (RFC 3834)').toBe('auto-generated');
  for (const header of ['user-agent', 'x-mailer']) expect(headers.has(header), header).toBe(false);
  expect(mail.attachments).toEqual([]);
  for (const words of says) {
    expect(text, 'text part').toContain(words);
    expect(html, 'HTML part').toContain(words);
  }
  for (const words of [...never, ...mail.to.value.map(({address}) => address)]) {
    expect(text, 'text part').not.toContain(words);
    expect(html, 'HTML part').not.toContain(words);
  }
  expect(html, 'remote content').not.toMatch(/\bsrc\s*=|url\(|<(img|link|script|iframe|object|form)\b|@import/i);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
  for (const link of links) expect(link, 'links of the mail').toMatch(new RegExp(`^(${site.url}|mailto:)`));
}
