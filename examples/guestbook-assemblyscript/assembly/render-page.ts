import { Body, Headers, Response, ResponseInit, randomUUID } from '@org/assemblyscript-sdk';
import { Entry, EntryPage } from './entries';
import template from '../../guestbook/src/page.html';

/** What the page shows. */
@final
export class PageContent {
  page: EntryPage = new EntryPage();
  /** How many times the book was signed, ever. */
  signed: i32 = 0;
  /** Whether these are the newest entries. */
  newest: bool = true;
}

/** The page as a response. It can be read, signed and paged through without a script. */
export function renderPage(content: PageContent): Response {
  const nonce = randomUUID();
  const values = new Map<string, string>();
  values.set('nonce', nonce);
  values.set('heading', content.newest ? 'Latest entries' : 'Older entries');
  values.set('entries', renderEntries(content.page.entries));
  values.set('older', renderOlder(content.page.cursor));
  values.set('signed', content.signed == 1 ? 'once' : content.signed.toString() + ' times');
  const policy = [
    "default-src 'none'",
    "style-src 'nonce-" + nonce + "'",
    "script-src 'nonce-" + nonce + "'",
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = new Headers();
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-security-policy', policy.join('; '));
  headers.set('cache-control', 'no-store');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('x-content-type-options', 'nosniff');
  const init: ResponseInit = { status: 200, headers };
  return new Response(Body.text(fill(template, values)), init);
}

/** The template with a value for each `{{name}}`. What a value says is not looked at again. */
function fill(text: string, values: Map<string, string>): string {
  const parts = text.split('{{');
  let made = parts[0];
  for (let index = 1; index < parts.length; index++) {
    const part = parts[index];
    const end = part.indexOf('}}');
    made += values.get(part.substring(0, end)) + part.substring(end + 2);
  }
  return made;
}

function renderOlder(cursor: string | null): string {
  if (cursor === null) return '';
  const href = '/?cursor=' + encodeURIComponent(cursor) + '#entries';
  return '<a class="more" href="' + href + '">Older entries</a>';
}

function renderEntries(entries: Array<Entry>): string {
  if (entries.length == 0) return '<p class="lead">Nobody has signed yet. Be the first.</p>';
  const items = entries.map<string>((one) => renderEntry(one));
  return '<ol class="entries">' + items.join('') + '</ol>';
}

function renderEntry(entry: Entry): string {
  const at = escape(entry.at);
  const day = escape(entry.at.slice(0, 10));
  const name = escape(entry.name);
  const message = escape(entry.message);
  return `<li class="entry"><div class="row"><strong>${name}</strong><time datetime="${at}">${day}</time></div><p>${message}</p></li>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
