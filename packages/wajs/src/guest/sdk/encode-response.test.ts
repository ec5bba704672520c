import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueReader } from '../codegen-v1/index.js';
import { readResponse } from '../gen/http.js';
import { Response } from '../web/response.js';
import { encodeResponse } from './encode-response.js';
import { sendResponse } from './send-response.js';
import { Task } from './tasks.js';

/** What the emitted code reads from what was encoded. */
function decode(response: Response): unknown {
  const { output, text } = encodeResponse(response, new Task());
  const reader = new ValueReader(output, 0, output.length, text);
  expect(reader.discriminant(2)).toBe(0);
  const record = readResponse(reader);
  reader.end();
  return record;
}

const bodies = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 200 }),
);
const octets = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .filter((value) => !/[\x7f-\x9f]/.test(value));
const names = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/);
const headers = fc.option(fc.array(fc.tuple(names, octets), { maxLength: 5 }), { nil: undefined });

describe('encodeResponse', () => {
  it('writes what the emitted code writes', () => {
    fc.assert(
      fc.property(bodies, headers, fc.integer({ min: 200, max: 599 }), (body, fields, status) => {
        const isEmpty = [204, 205, 304].includes(status);
        const init = fields === undefined ? { status } : { status, headers: fields };
        const make = (): Response =>
          new Response(isEmpty ? null : (body as Uint8Array<ArrayBuffer>), init);
        expect(decode(make())).toEqual(sendResponse(make(), new Task()));
      }),
    );
  });

  it.each([
    ['plain text', () => new Response('hello')],
    ['JSON', () => Response.json({ a: 'é' })],
    ['no content', () => new Response(null)],
    ['much text', () => new Response('x'.repeat(70_000))],
    ['much text that is not ASCII', () => new Response('\u{1f600}'.repeat(20_000))],
    ['a lone surrogate', () => new Response('\ud800')],
    ['a long header', () => new Response('a', { headers: { 'x-long': 'v'.repeat(5000) } })],
    ['what fetch answered', () => received()],
  ])('writes %s', (_name, make) => {
    expect(decode(make())).toEqual(sendResponse(make(), new Task()));
  });

  it('refuses what is no answer', async () => {
    expect(() => encodeResponse(Response.error(), new Task())).toThrow(/Response\.error\(\)/);
    const used = new Response('a');
    await used.text();
    expect(() => encodeResponse(used, new Task())).toThrow(/has been read already/);
  });
});

function received(): Response {
  const headers = [{ name: 'X-A', value: Uint8Array.of(0xff) }];
  const from = { url: 'http://h/', redirected: false, type: 'basic' } as const;
  return Response.received({ status: 201, headers }, Uint8Array.of(1), from);
}
