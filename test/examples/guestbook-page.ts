import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const template = readFileSync(
  fileURLToPath(new URL('../../examples/guestbook/src/page.html', import.meta.url)),
  'utf8',
);

/** What a page of the guestbook shows, with what differs each time named as `withoutChance` does. */
export interface ExpectedPage {
  readonly heading?: string;
  /** Items of the list, or undefined where nobody has signed. */
  readonly entries?: readonly { readonly name: string; readonly message: string }[];
  readonly hasOlder?: boolean;
  readonly signed: string;
}

/** The whole page. Names and messages are given as they stand in HTML. */
export function expectedPage(page: ExpectedPage): string {
  const { heading = 'Latest entries', entries, hasOlder = false, signed } = page;
  const items = entries?.map(
    ({ name, message }) =>
      `<li class="entry"><div class="row"><strong>${name}</strong><time datetime="<at>"><day></time></div><p>${message}</p></li>`,
  );
  const values: Record<string, string> = {
    nonce: '<uuid>',
    heading,
    entries:
      items === undefined
        ? '<p class="lead">Nobody has signed yet. Be the first.</p>'
        : `<ol class="entries">${items.join('')}</ol>`,
    older: hasOlder ? '<a class="more" href="/?cursor=<cursor>#entries">Older entries</a>' : '',
    signed,
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!);
}

/** Header fields of the page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'nonce-<uuid>'; script-src 'nonce-<uuid>'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
