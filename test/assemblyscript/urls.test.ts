import type { LoadedFunction } from '@org/host-bindings';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { URL as GuestUrl } from '../../packages/wajs/src/guest/web/url/url.js';
import { URLSearchParams as GuestParams } from '../../packages/wajs/src/guest/web/url/url-search-params.js';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

/** Texts come in, and go out, with a unit between them that none of them has. */
const SEPARATOR = '\u0001';
const PART = '\u0002';

const SOURCE = `
import { Context, Request, Response, uri, URL, URLSearchParams } from '@org/assemblyscript-sdk';

function partsOf(text: string): string {
  const at = text.indexOf('${PART}');
  const parsed = at < 0 ? URL.parse(text) : URL.parse(text.substring(0, at), text.substring(at + 1));
  if (parsed.isErr) return 'E';
  const url = parsed.value;
  return [
    url.href, url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port,
    url.pathname, url.search, url.hash, url.searchParams.toString(),
  ].join('${PART}');
}

function pairsOf(text: string): string {
  const params = new URLSearchParams(text);
  params.append('added', 'ä ö+');
  params.set('a', 'set');
  params.delete('b');
  params.sort();
  const first = params.get('c');
  const lines = [params.toString(), first === null ? 'null' : first, params.getAll('c').join(',')];
  const entries = params.entries();
  for (let index = 0; index < entries.length; index++) {
    lines.push(entries[index].name);
    lines.push(entries[index].value);
  }
  return lines.join('${PART}') + (params.has('d') ? '1' : '0') + params.size.toString();
}

export function handle(request: Request, context: Context): Response {
  const kind = new URL(request.url).pathname;
  const texts = request.text().value.split('${SEPARATOR}');
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index];
    if (kind == '/url') texts[index] = partsOf(text);
    else if (kind == '/params') texts[index] = pairsOf(text);
    else if (kind == '/encode') texts[index] = uri.encodeComponent(text);
    else if (kind == '/decode') {
      const decoded = uri.decodeComponent(text);
      texts[index] = decoded.isOk ? 'V' + decoded.value : 'E';
    }
  }
  return Response.text(texts.join('${SEPARATOR}'));
}
`;

let fn: LoadedFunction;

beforeAll(async () => {
  const { component } = await buildSource(SOURCE);
  const { host } = await startHost({ policy: {} });
  fn = await host.load(component, { name: 'urls' });
}, 60_000);

async function answersTo(kind: string, texts: readonly string[]): Promise<string[]> {
  const body = texts.join(SEPARATOR);
  const response = await fn.fetch(ask(`/${kind}?a=b`, { method: 'POST', body }));
  expect(response.status, body).toBe(200);
  return (await response.text()).split(SEPARATOR);
}

/** What the SDK for JavaScript says. */
function partsOf(text: string): string {
  const [input, base] = text.split(PART);
  if (!GuestUrl.canParse(input!, base)) return 'E';
  const url = new GuestUrl(input!, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'E';
  const { href, origin, protocol, username, password, host, hostname, port, pathname } = url;
  const { search, hash, searchParams } = url;
  const parts = [href, origin, protocol, username, password, host, hostname, port, pathname];
  return [...parts, search, hash, searchParams.toString()].join(PART);
}

function pairsOf(text: string): string {
  const params = new GuestParams(text);
  params.append('added', 'ä ö+');
  params.set('a', 'set');
  params.delete('b');
  params.sort();
  const lines = [params.toString(), params.get('c') ?? 'null', params.getAll('c').join(',')];
  for (const pair of params) lines.push(...pair);
  return `${lines.join(PART)}${params.has('d') ? '1' : '0'}${params.size}`;
}

const piece = fc.constantFrom(
  'http:', 'https:', 'HTTP:', '/', '//', '\\', '?', '#', ':', '@', '.', '..', '%2e', '%2E%2e', 'a', 'B', 'example.com',
  '127.0.0.1', '0x7f.1', '256', '[::1]', '[1:2::3]', '[::ffff:1.2.3.4]', '80', '443', ':8080', '65536', ' ', '\t', '\n',
  '%', '%41', '%zz', '%ff', 'é', '🌍', '"', "'", '<', '>', '`', '^', '{', '}', '|', '[', ']', '&', '=', '+', '~', 'ftp:',
  'user:pa:ss@', 'path/to/', 'q=1&r', '0', '..%2f', '\u007f', ';', '!', '*', '(', ',', '$', '\u0003',
); // prettier-ignore

/** Hosts that are not ASCII need tables that a function does without. */
const isAscii = (text: string): boolean =>
  // eslint-disable-next-line no-control-regex -- the range is what ASCII is
  /^[\0-\x7f]*$/.test(
    decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/gi, '%25').replaceAll(/%[89a-f]./gi, 'é')),
  );

const withoutHost = fc
  .array(piece, { maxLength: 6 })
  .map((parts) => parts.join(''))
  .map((rest) => `http://example.com/${rest}`);

const groups = fc.constantFrom('0', '0', '1', 'ff', 'aBcD', '0012', '00001', ':', '::', 'g');
const octets = fc.constantFrom(
  '0',
  '1',
  '9',
  '255',
  '256',
  '01',
  '0x1f',
  '0x',
  '4294967295',
  '4294967296',
  '08',
  'a',
  '',
);
const address = fc.oneof(
  fc.array(groups, { maxLength: 9 }).map((all) => `[${all.join(':')}]`),
  fc.array(groups, { maxLength: 14 }).map((all) => `[${all.join('')}]`),
  fc.array(octets, { maxLength: 5 }).map((all) => all.join('.')),
  fc
    .tuple(fc.array(groups, { maxLength: 7 }), fc.array(octets, { maxLength: 5 }))
    .map(([all, last]) => `[${[...all, last.join('.')].join(':')}]`),
  fc.ipV6().map((one) => `[${one}]`),
); // prettier-ignore

describe('URLs in AssemblyScript', () => {
  it.each([
    [
      'of random pieces',
      fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    ],
    [
      'of a host and random pieces',
      fc.array(piece, { maxLength: 8 }).map((parts) => `http://${parts.join('')}`),
    ],
    ['with a known host', withoutHost],
    ['with an address', address.map((host) => `http://${host}/`)],
    [
      'relative to another one',
      fc
        .tuple(fc.array(piece, { maxLength: 5 }), withoutHost)
        .map(([parts, base]) => `${parts.join('')}${PART}${base}`),
    ],
  ])(
    '%s are what the SDK for JavaScript says that they are',
    async (_, urls) => {
      await fc.assert(
        fc.asyncProperty(fc.array(urls, { minLength: 100, maxLength: 100 }), async (all) => {
          const texts = all.filter((one) => isAscii(one) || one.startsWith('http://example.com/'));
          const answers = await answersTo('url', texts);
          for (const [index, text] of texts.entries()) {
            expect([text, answers[index]]).toEqual([text, partsOf(text)]);
          }
        }),
        { numRuns: 20 },
      );
    },
    60_000,
  );

  it('have queries that can be read, changed and written', async () => {
    const pairs = fc.array(
      fc.constantFrom(
        'a',
        'b',
        'c',
        'd',
        '=',
        '&',
        '+',
        '%20',
        '%',
        '%c3%a4',
        '%ff',
        'ü',
        '?',
        '~',
        '*',
      ),
    );
    const texts = fc.sample(pairs, 300).map((parts) => parts.join(''));
    expect(await answersTo('params', texts)).toEqual(texts.map(pairsOf));
  });

  it('have queries of many pairs and paths of many segments, read in little time', async () => {
    const url = `http://a/${'a/'.repeat(50_000)}..?${'a&'.repeat(100_000)}`;
    const [answer] = await answersTo('url', [url]);
    expect(answer!.split(PART)[8]).toBe(`/${'a/'.repeat(49_999)}`);
    const pairs = await answersTo('params', ['c&'.repeat(100_000)]);
    expect(pairs[0]).toMatch(/0100002$/);
  });

  it('have parts that are encoded and decoded', async () => {
    const plain = fc
      .sample(fc.string({ unit: 'binary' }), 200)
      .filter((one) => !one.includes(SEPARATOR));
    expect(await answersTo('encode', plain)).toEqual(plain.map((one) => encodeURIComponent(one)));
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        '%',
        '%4',
        '%41',
        '%c3',
        '%a4',
        '%EF%BF%BD',
        '\ufffd',
        'ü',
        '%e2%82%ac',
        '+',
        '%25',
      ),
    );
    const encoded = fc.sample(pieces, 300).map((parts) => parts.join(''));
    expect(await answersTo('decode', encoded)).toEqual(encoded.map(decoded));
  });
});

function decoded(text: string): string {
  try {
    return `V${decodeURIComponent(text)}`;
  } catch {
    return 'E';
  }
}
