// The same comparisons as beside each class, but inside of the built engine: QuickJS has a regular
// expression engine, base64 and URI escapes of its own. Needs `npm run build`.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { buildFunction } from '@org/wajs/build';
import { readEngine } from '@org/wajs/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SOURCE = `
import { run } from '@org/wajs';

const PARTS = ['href', 'origin', 'username', 'password', 'host', 'port', 'pathname', 'search', 'hash'];

function urlOf([text, base]) {
  try {
    const url = new URL(text, base ?? undefined);
    return PARTS.map((part) => url[part]);
  } catch (error) {
    return error instanceof TypeError ? null : String(error);
  }
}

function textOf(bytes) {
  const input = Uint8Array.from(bytes);
  const text = new TextDecoder().decode(input);
  let fatal = true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(input);
    fatal = false;
  } catch {}
  return [text, fatal, Array.from(new TextEncoder().encode(text))];
}

const results = {
  url: urlOf,
  text: textOf,
  query: (text) => [...new URLSearchParams(text)],
  header([name, value]) {
    try {
      return [...new Headers([[name, value]])];
    } catch (error) {
      return error instanceof TypeError;
    }
  },
};

run(async (request) => {
  const { kind, cases } = await request.json();
  return Response.json(cases.map(results[kind]));
});
`;

let folder: string;
let serve: (kind: string, cases: readonly unknown[]) => Promise<unknown[]>;
let dispose: () => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wajs-in-engine-'));
  const entry = join(folder, 'function.js');
  await writeFile(entry, SOURCE);
  const { artifact } = await buildFunction({ entry, name: 'in-engine', root: folder });
  const host = createHost({ engine: await readEngine() });
  const fn = await host.load(artifact, { name: 'in-engine' });
  dispose = () => {
    fn.dispose();
    host.dispose();
  };
  serve = async (kind, cases) => {
    const body = JSON.stringify({ kind, cases });
    const response = await fn.fetch(new Request('http://host/', { method: 'POST', body }));
    expect(response.status).toBe(200);
    return (await response.json()) as unknown[];
  };
}, 60_000);

afterAll(async () => {
  dispose?.();
  await rm(folder, { recursive: true, force: true });
});

describe('in the engine', () => {
  it('URLs are what they are in Node', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['/', '//', '\\', ':', '@', '?', '#', '.', '..', '%2e', '%', '[::1]', '1', '0x1', ' '],
        ...['a', 'B', '255', '\t', 'C|', 'http://', 'https://h', 'file:///', 'x y', '"', "'", '<'],
        ...[
          '\u00e9',
          '\u4f8b',
          '\u00df',
          '\u{1f600}',
          '\u00ad',
          '&',
          '=',
          '~',
          '{',
          '`',
          'host.example',
        ],
      ),
    );
    const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
    const base = fc.constantFrom(undefined, 'http://h/a/b?q#f', 'file:///C:/a');
    const cases = fc.sample(fc.tuple(text, base), 1500);
    const parts = 'href origin username password host port pathname search hash'.split(' ');
    const expected = cases.map(([input, against]) => {
      try {
        const url = new URL(input, against) as unknown as Record<string, string>;
        return parts.map((part) => url[part]);
      } catch {
        return null;
      }
    });
    expect(await serve('url', cases)).toEqual(expected);
  });

  it('text is what it is in Node', async () => {
    const bytes = fc.oneof(
      fc.array(fc.nat(255), { maxLength: 40 }),
      fc.string({ unit: 'binary' }).map((text) => [...new TextEncoder().encode(text)]),
      fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4)),
    );
    const cases = fc.sample(bytes, 600);
    const expected = cases.map((list) => {
      const input = Uint8Array.from(list);
      const text = new TextDecoder().decode(input);
      let fatal = true;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(input);
        fatal = false;
      } catch {
        fatal = true;
      }
      return [text, fatal, [...new TextEncoder().encode(text)]];
    });
    expect(await serve('text', cases)).toEqual(expected);
  });

  it('queries and headers are what they are in Node', async () => {
    const query = fc
      .array(fc.constantFrom('&', '=', '+', '%20', '%', '%zz', '%e2%82%ac', '?', 'a', 'b'))
      .map((pieces) => pieces.join(''));
    const queries = fc.sample(query, 300);
    expect(await serve('query', queries)).toEqual(
      queries.map((text) => [...new URLSearchParams(text)]),
    );
    const odd = fc.constantFrom(
      'a',
      'A-b',
      'a b',
      'a:b',
      '',
      '\r\n',
      'x\r\ny: z',
      '\0',
      '\u0100',
      ' é ',
    );
    const headers = fc.sample(fc.tuple(odd, odd), 300);
    expect(await serve('header', headers)).toEqual(
      headers.map(([name, value]) => {
        try {
          return [...new Headers([[name, value]])];
        } catch {
          return true;
        }
      }),
    );
  });
});
