import { answer, entry, form, json, post, utf8 } from './guestbook-answers.js';
import { expectedPage, pageHeaders } from './guestbook-page.js';
import type { Exchange, ExchangeRequest } from './http-exchange.js';

/** Signatures, in the order in which they are made: each is an entry, newest last. */
const signatures: readonly {
  readonly title: string;
  readonly request: ExchangeRequest;
  readonly name: string;
  readonly message: string;
}[] = [
  {
    title: 'plain text',
    request: post('{"name":"Ada","message":"Hello"}'),
    name: 'Ada',
    message: 'Hello',
  },
  {
    title: 'a media type with parameters, in capitals',
    request: post('{"name":"Bob","message":"Hi"}', {
      'content-type': 'Application/JSON ; charset=utf-8',
    }),
    name: 'Bob',
    message: 'Hi',
  },
  {
    title: 'white space',
    request: post(
      JSON.stringify({ name: ' a \t\n b\u00a0\u2003c ', message: ' 1\r\n2\r3\n\n4\u0085\u0000 ' }),
    ),
    name: 'a b c',
    message: '1\n2 3\n\n4',
  },
  {
    title: 'letters of the world',
    request: post('{"name":"Zoë 世界 🌍","message":"\\u00e4\\ud83c\\udf0d\\/\\b\\f \\"\\\\"}'),
    name: 'Zoë 世界 🌍',
    message: 'ä🌍/   "\\',
  },
  {
    title: 'halves of characters',
    request: post('{"name":"a\\ud800b","message":"\\udc00\\ud83c"}'),
    name: 'a\ud800b',
    message: '\udc00\ud83c',
  },
  {
    title: 'markup',
    request: post(JSON.stringify({ name: `<b>'"&`, message: '</script>{{signed}} $& $1 \u2028' })),
    name: `<b>'"&`,
    message: '</script>{{signed}} $& $1 \u2028'.trim(),
  },
  {
    title: 'more members than are asked for, and one of them twice',
    request: post(
      ' { "x" : [ 1 , { "name" : "no" } ] , "name" : "first" , "message":"m", "name" : "last", "__proto__": 1 } ',
    ),
    name: 'last',
    message: 'm',
  },
  {
    title: 'the longest name and message',
    request: post(JSON.stringify({ name: 'n'.repeat(60), message: '🌍'.repeat(250) })),
    name: 'n'.repeat(60),
    message: '🌍'.repeat(250),
  },
  {
    title: 'bytes that are no UTF-8',
    request: post(
      new Uint8Array([...utf8('{"name":"x'), 0xff, 0xe2, 0x28, ...utf8('","message":"y"}')]),
    ),
    name: 'x\ufffd\ufffd(',
    message: 'y',
  },
  {
    title: 'a byte order mark',
    request: post(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8('{"name":"x","message":"y"}')])),
    name: 'x',
    message: 'y',
  },
  {
    title: 'chunks that end within a character',
    request: post([
      utf8('{"name":"'),
      new Uint8Array([0xf0, 0x9f]),
      new Uint8Array([0x8c, 0x8d]),
      utf8('","message":"'),
      utf8('y"'),
      utf8('}'),
    ]),
    name: '🌍',
    message: 'y',
  },
  {
    title: 'repeated header fields and cookies',
    request: post('{"name":"c","message":"d"}', {
      ...json,
      cookie: ['a=1; b="2"', 'c=%20'],
      'x-many': ['1', '2', ''],
      'x-empty': '',
      'accept-language': 'de, en;q=0.5',
    }),
    name: 'c',
    message: 'd',
  },
];

/** Forms: the answer to each sends the client back to the page. */
const forms: typeof signatures = [
  {
    title: 'a form',
    request: post('name=Eve&message=one+two%0D%0Athree%26%3D', form),
    name: 'Eve',
    message: 'one two\nthree&=',
  },
  {
    title: 'a form with odd encodings',
    request: post('&&message=%zz%C3%BC%FF%4&name=+a%20b+&name=second&=&x', {
      'content-type': 'application/x-www-form-urlencoded;charset=latin1',
    }),
    name: 'a b',
    message: '%zzü\ufffd%4',
  },
];

const inOrder = [...signatures, ...forms];
const newestFirst = inOrder.toReversed();
const listed = newestFirst.map(({ name, message }) => entry(name, message));
const total = inOrder.length;

/** Text as it stands in HTML, and on the wire: half a character is none. */
function shown(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.toWellFormed().replaceAll(/[&<>"']/g, (one) => entities[one]!);
}

const items = newestFirst.map(({ name, message }) => ({
  name: shown(name),
  message: shown(message),
}));

/** Signs the empty book, and looks at it in every way. */
export const signing: readonly Exchange[] = [
  ...signatures.map(({ title, request, name, message }): Exchange => ({
    title: `signs with ${title}`,
    request,
    response: answer(entry(name, message), 201),
  })),
  ...forms.map(({ title, request }): Exchange => ({
    title: `signs by ${title}`,
    request,
    response: { status: 303, headers: { location: '/#entries' }, body: '' },
  })),
  {
    title: 'all entries, newest first',
    request: { path: '/api/entries?limit=100' },
    response: answer({ entries: listed, cursor: null }),
  },
  {
    title: 'the first entries',
    request: { path: '/api/entries?limit=5' },
    response: answer({ entries: listed.slice(0, 5), cursor: '<cursor>' }),
  },
  {
    title: 'the next ones',
    request: { path: '/api/entries?limit=5&cursor=<cursor>' },
    response: answer({ entries: listed.slice(5, 10), cursor: '<cursor>' }),
  },
  {
    title: 'the last ones',
    request: { path: '/api/entries?cursor=<cursor>' },
    response: answer({ entries: listed.slice(10), cursor: null }),
  },
  {
    title: 'all of them as lines of JSON',
    request: { path: '/api/entries.ndjson' },
    response: {
      status: 200,
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename="guestbook.ndjson"',
      },
      body: listed.map((one) => `${JSON.stringify(one)}\n`).join(''),
    },
  },
  {
    title: 'the head of the export',
    request: { method: 'HEAD', path: '/api/entries.ndjson' },
    response: {
      status: 200,
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename="guestbook.ndjson"',
      },
      body: '',
    },
  },
  {
    title: 'the page',
    request: { path: '/' },
    eventually: true,
    response: {
      status: 200,
      headers: pageHeaders,
      body: expectedPage({ entries: items.slice(0, 10), hasOlder: true, signed: `${total} times` }),
    },
  },
  {
    title: 'the next page',
    request: { path: '/?cursor=<cursor>' },
    response: {
      status: 200,
      headers: pageHeaders,
      body: expectedPage({
        heading: 'Older entries',
        entries: items.slice(10),
        signed: `${total} times`,
      }),
    },
  },
];

/** What the status says of an upstream. */
export function statusExchange(upstream: object): Exchange {
  return {
    title: 'the status',
    request: { path: '/api/status' },
    eventually: true,
    response: answer({ signed: total, upstream }),
  };
}

/** What a book has that was signed, whoever looks at it. */
export const reading: readonly Exchange[] = signing.slice(inOrder.length);
