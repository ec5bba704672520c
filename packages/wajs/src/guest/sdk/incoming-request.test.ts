import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueWriter } from '../codegen-v1/index.js';
import { writeRequest, type Request as RequestRecord } from '../gen/http.js';
import { Request } from '../web/request.js';
import { IncomingRequest } from './incoming-request.js';

const signals = { signal: {} as never };

/** A request as the host sends it, with its context. */
function arrive(record: RequestRecord, client?: string): { request: Request; at: IncomingRequest } {
  const writer = new ValueWriter(0);
  writeRequest(writer, record);
  writer.string('r1');
  writer.f64(1234.5);
  writer.bool(client !== undefined);
  if (client !== undefined) writer.string(client);
  const text = writer.text;
  const at = new IncomingRequest(writer.finish(), text, signals);
  return { request: Request.over(at), at };
}

const latin1 = (value: string): Uint8Array => Uint8Array.from(value, (unit) => unit.charCodeAt(0));
const octets = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((value) => value.slice(0, 200));
const fields = fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,12}$/), octets), { maxLength: 8 });

describe('IncomingRequest', () => {
  it('answers what was sent, whatever is asked for first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.webUrl({ withQueryParameters: true }),
        fields,
        fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
        fc.option(fc.string(), { nil: undefined }),
        fc.shuffledSubarray(['url', 'method', 'headers', 'body', 'context', 'get']),
        async (url, pairs, body, client, order) => {
          const { request, at } = arrive(
            {
              method: 'POST',
              url,
              headers: pairs.map(([name, value]) => ({ name, value: latin1(value) })),
              body: body === undefined ? { tag: 'empty' } : { tag: 'bytes', val: body },
            },
            client?.toWellFormed(),
          );
          const looks: Record<string, () => unknown> = {
            url: () => expect(request.url).toBe(url),
            method: () => expect(request.method).toBe('POST'),
            headers: () => {
              const list = pairs.map(([name, value]) => [name.toLowerCase(), value] as const);
              for (const [name] of list) {
                const joined = list.filter((pair) => pair[0] === name).map((pair) => pair[1]);
                expect(request.headers.get(name)).toBe(joined.join(', '));
              }
              expect([...request.headers.keys()].length).toBeLessThanOrEqual(list.length);
            },
            get: () => expect(request.headers.get('x_not-there')).toBeNull(),
            body: async () => {
              expect(request.bodyUsed).toBe(false);
              expect(await request.bytes()).toEqual(body ?? new Uint8Array(0));
            },
            context: () => {
              expect([at.requestId, at.deadline]).toEqual(['r1', 1234.5]);
              expect(at.clientAddress).toBe(client?.toWellFormed());
            },
          };
          for (const look of order) await looks[look]!();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('can be cloned and forwarded', async () => {
    const { request } = arrive({
      method: 'PUT',
      url: `http://h/${'p'.repeat(300)}`,
      headers: [{ name: 'X-A', value: latin1('1') }],
      body: { tag: 'bytes', val: latin1('abc') },
    });
    const copy = request.clone();
    copy.headers.set('x-a', '2');
    expect([request.headers.get('x-a'), copy.headers.get('x-a')]).toEqual(['1', '2']);
    expect([copy.method, copy.url.length]).toEqual(['PUT', 309]);
    expect([await request.text(), await copy.text()]).toEqual(['abc', 'abc']);
    expect(() => request.headers.set('x-a', '3')).toThrow(/cannot be changed/);
    expect(request.signal).toBe(signals.signal);
  });
});
