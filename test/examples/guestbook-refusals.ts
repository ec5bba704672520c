import { answer, form, post, problem, utf8, wanted } from './guestbook-answers.js';
import { expectedPage, pageHeaders } from './guestbook-page.js';
import type { Exchange, ExchangeRequest } from './http-exchange.js';

/** What cannot be signed with, as JSON: the body, and the fields that are wrong. */
function refusedJson(
  title: string,
  body: NonNullable<ExchangeRequest['body']>,
  detail: string,
): Exchange {
  return { title, request: post(body), response: problem({ status: 400, detail }) };
}

function wrongFields(
  title: string,
  request: ExchangeRequest,
  errors: readonly (readonly [field: string, detail: string])[],
): Exchange {
  const listed = errors.map(([field, detail]) => ({ field, detail }));
  const detail = listed.map((one) => `"${one.field}" ${one.detail}`).join('; ');
  return { title, request, response: problem({ status: 400, detail, errors: listed }) };
}

const notJson = 'the body is not valid JSON';
const notObject = 'the body is not a JSON object with "name" and "message"';

/** An empty book, and what it says to requests that are wrong in any way: it stays empty. */
export const refusals: readonly Exchange[] = [
  {
    title: 'a page for the first visitor',
    request: { path: '/' },
    response: { status: 200, headers: pageHeaders, body: expectedPage({ signed: '0 times' }) },
  },
  {
    title: 'the head of the page',
    request: { method: 'HEAD', path: '/' },
    response: { status: 200, headers: pageHeaders, body: '' },
  },
  {
    title: 'an empty list',
    request: { path: '/api/entries' },
    response: answer({ entries: [], cursor: null }),
  },
  {
    title: 'the head of a list',
    request: { method: 'HEAD', path: '/api/entries?limit=3' },
    response: { ...answer(null), body: '' },
  },
  {
    title: 'an empty export',
    request: { path: '/api/entries.ndjson' },
    response: {
      status: 200,
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename="guestbook.ndjson"',
      },
      body: '',
    },
  },

  // Paths.
  ...[
    '/nothing', '/constructor', '/__proto__', '/toString', '/api', '/api/', '/api/entries/',
    '/API/entries', '/api/%65ntries', '/api/entries%00', '/%zz', '/api/entries;a=1', '/a%20b%22c',
    '/index.html', "/it's", '/%C3%BC', '/api/entries.ndjson/x',
  ].map((path): Exchange => ({
    title: `the unknown path ${path}`,
    request: { path },
    response: problem({ status: 404, detail: `there is nothing at "${path}"` }),
  })), // prettier-ignore
  {
    title: 'a path with dots in it',
    request: { path: '/api/../api/./entries?limit=1' },
    response: answer({ entries: [], cursor: null }),
  },
  {
    title: 'a path that climbs out',
    request: { path: '/../../etc/passwd' },
    response: problem({ status: 404, detail: 'there is nothing at "/etc/passwd"' }),
  },
  {
    title: 'an unknown path, asked for with another method',
    request: { method: 'DELETE', path: '/nothing?x=1' },
    response: problem({ status: 404, detail: 'there is nothing at "/nothing"' }),
  },

  // Methods.
  ...(
    [
      ['PUT', '/api/entries', 'GET, POST'],
      ['DELETE', '/api/entries', 'GET, POST'],
      ['PATCH', '/api/entries?limit=1', 'GET, POST'],
      ['OPTIONS', '/api/entries', 'GET, POST'],
      ['POST', '/', 'GET'],
      ['PROPFIND', '/', 'GET'],
      ['POST', '/api/status', 'GET'],
      ['POST', '/api/entries.ndjson', 'GET'],
    ] as const
  ).map(([method, path, allow]): Exchange => {
    const detail = `"${path.split('?')[0]}" takes ${allow}`;
    return {
      title: `${method} ${path}`,
      request: { method, path },
      response: problem({ status: 405, detail, headers: { allow } }),
    };
  }),

  // Queries.
  ...['', '0', '101', '-1', '1.5', '1e1', 'ten', '%D9%A3', '5+', '0x10', '99999999999', ]
    .filter((limit) => limit !== '1&limit=5x')
    .map((limit): Exchange => {
      const read = decodeURIComponent(limit.replaceAll('+', ' '));
      const detail = `"limit" is "${read}"; give a whole number from 1 to 100`;
      return {
        title: `the limit "${limit}"`,
        request: { path: `/api/entries?limit=${limit}` },
        response: problem({ status: 400, detail }),
      };
    }), // prettier-ignore
  ...['1', '100', '%31', '001', '1&limit=500', '7&other=a=b&&='].map((limit): Exchange => ({
    title: `the limit "${limit}"`,
    request: { path: `/api/entries?limit=${limit}` },
    response: answer({ entries: [], cursor: null }),
  })),
  ...['nonsense', '%00', '%F0%9F%8C%8D', '%22%3Cb%3E'].flatMap((cursor): Exchange[] => {
    const detail = `"cursor" is "${decodeURIComponent(cursor)}"; give one of a listing`;
    return ['/', '/api/entries'].map((path) => ({
      title: `the cursor "${cursor}" of ${path}`,
      request: { path: `${path}?cursor=${cursor}` },
      response: problem({ status: 400, detail }),
    }));
  }),

  // Media types.
  ...[
    'text/plain', 'application/jsonx', 'multipart/form-data; boundary=x', 'json', ';', 'text/"quoted"',
    'application/octet-stream', 'text/pl\u00e4in', 'application/vnd.api+json',
  ].map((type): Exchange => ({
    title: `the media type ${type}`,
    request: post('{"name":"x","message":"y"}', { 'content-type': type }),
    response: problem({
      status: 415, detail: `send ${wanted}, not "${type}"`, headers: { accept: wanted },
    }),
  })), // prettier-ignore
  {
    title: 'no media type',
    request: post(new Uint8Array([0, 255, 128, 13, 10]), {}),
    response: problem({
      status: 415,
      detail: `send ${wanted}, not ""`,
      headers: { accept: wanted },
    }),
  },
  {
    title: 'no body at all',
    request: { method: 'POST', path: '/api/entries' },
    response: problem({
      status: 415,
      detail: `send ${wanted}, not ""`,
      headers: { accept: wanted },
    }),
  },

  // JSON that is none.
  ...[
    '', ' ', '{', '}', '{"name"', '{"name":}', '{"name":"x",}', "{'name':'x'}", '{name:"x"}', '[1,]', 'nul',
    'NaN', '01', '1.', '-', '+1', '"x', '"\\x"', '"\\u12g4"', '{"a":1}{"b":2}', '{"a":1} x', '"a\tb"', '// {}',
    '{"name":"x" "message":"y"}', '{"name":"x","message":"y"', '[[[[', '\u00a0{}', 'undefined', '{"a"::1}',
    '{"name":"x","message":tru}', '"\\ud83d\\u"',
  ].map((body) => refusedJson(`JSON that is none: ${body.slice(0, 30)}`, body, notJson)), // prettier-ignore
  refusedJson('NUL bytes', new Uint8Array([0, 0, 0]), notJson),
  refusedJson('UTF-16', new Uint8Array(Buffer.from('{"name":"x"}', 'utf16le')), notJson),
  refusedJson('bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), notJson),

  // JSON that is no object.
  ...['null', 'true', '1', '-1.5e3', '"text"', '[]', '[{"name":"x"}]', ' [ ] '].map((body) =>
    refusedJson(`JSON that is no object: ${body}`, body, notObject),
  ),

  // Fields.
  wrongFields('no fields', post('{}'), [
    ['name', 'has to be a text'],
    ['message', 'has to be a text'],
  ]),
  wrongFields('a field of another type', post('{"name":1,"message":"y"}'), [
    ['name', 'has to be a text'],
  ]),
  wrongFields('fields that are null and false', post('{"name":null,"message":false}'), [
    ['name', 'has to be a text'],
    ['message', 'has to be a text'],
  ]),
  wrongFields('fields that are lists and objects', post('{"name":["x"],"message":{"a":"b"}}'), [
    ['name', 'has to be a text'],
    ['message', 'has to be a text'],
  ]),
  wrongFields(
    'fields of other names',
    post('{"Name":"x","__proto__":{"name":"x"},"message":"y"}'),
    [['name', 'has to be a text']],
  ),
  wrongFields('blank fields', post('{"name":" \\t\\n","message":"\\u0000\\u00a0\\u2003"}'), [
    ['name', 'is empty'],
    ['message', 'is empty'],
  ]),
  wrongFields(
    'fields that are too long',
    post(JSON.stringify({ name: 'n'.repeat(61), message: '🌍'.repeat(251) })),
    [
      ['name', 'has 61 characters; 60 at most'],
      ['message', 'has 502 characters; 500 at most'],
    ],
  ),
  wrongFields('an empty form', post('', form), [
    ['name', 'has to be a text'],
    ['message', 'has to be a text'],
  ]),
  wrongFields('a form without values', post('name&message=%20+', form), [
    ['name', 'is empty'],
    ['message', 'is empty'],
  ]),
  wrongFields('a form with other names', post('Name=x&message%5B%5D=y', form), [
    ['name', 'has to be a text'],
    ['message', 'has to be a text'],
  ]),

  // Sizes.
  {
    title: 'a body that is too long',
    request: post('x'.repeat(16_385)),
    response: problem({ status: 413, detail: 'a signature has at most 16384 bytes' }),
  },
  {
    title: 'a body that is too long, in chunks',
    request: post([utf8('{"name":"'), utf8('x'.repeat(10_000)), utf8('y'.repeat(10_000))]),
    response: problem({ status: 413, detail: 'a signature has at most 16384 bytes' }),
  },
  {
    title: 'a body that is as long as may be',
    request: post('1'.repeat(16_384)),
    response: problem({ status: 400, detail: notObject }),
  },
];
