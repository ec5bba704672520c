import type { EntryPage, Entry } from './entries.js';
import template from './page.html';

/** What the page shows. */
export interface PageContent extends EntryPage {
  /** How many times the book was signed, ever. */
  readonly signed: number;
  /** Whether these are the newest entries. */
  readonly newest: boolean;
}

/** The page as a response. It can be read, signed and paged through without a script. */
export function renderPage(content: PageContent): Response {
  const nonce = crypto.randomUUID();
  const { entries, cursor, newest, signed } = content;
  const values: Readonly<Record<string, string>> = {
    nonce,
    heading: newest ? 'Latest entries' : 'Older entries',
    entries: renderEntries(entries),
    older:
      cursor === null
        ? ''
        : `<a class="more" href="/?cursor=${encodeURIComponent(cursor)}#entries">Older entries</a>`,
    signed: signed === 1 ? 'once' : `${signed} times`,
  };
  const html = template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  const policy = [
    `default-src 'none'`,
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src data:`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ];
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
}

function renderEntries(entries: readonly Entry[]): string {
  if (entries.length === 0) return '<p class="lead">Nobody has signed yet. Be the first.</p>';
  return `<ol class="entries">${entries.map(renderEntry).join('')}</ol>`;
}

function renderEntry({ name, message, at }: Entry): string {
  const day = at.slice(0, 10);
  return `<li class="entry"><div class="row"><strong>${escape(name)}</strong><time datetime="${escape(at)}">${escape(day)}</time></div><p>${escape(message)}</p></li>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
