import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  HandleTable,
  ValueReader,
  ValueWriter,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  ValueReader as GuestReader,
  ValueWriter as GuestWriter,
} from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { CALL } from './bump-guest.js';
import { loadEmitted, readWorld } from './emitted-module.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<Record<string, () => unknown>> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
}

let modules: HostModules;
const provider = new Proxy<Record<string, () => unknown>>({}, { get: () => () => undefined });

beforeAll(async () => {
  modules = await loadEmitted<HostModules>(await readWorld('echo.wit', 'loop'), 'ts-host');
});

/** Runs something that may only fail with a DecodeError. */
function mayNotDecode(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect((error as Error).name).toMatch(/^Decode(?:Limit)?Error$/);
  }
}

describe('random bytes', () => {
  test('as arguments of every function', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        for (const fn of modules.echo.echo.functions) {
          mayNotDecode(() => fn.invoke(provider, new ValueReader(bytes, new HandleTable()), CALL));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('as results of every function', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        for (const fn of modules.exportedEcho.echo.functions) {
          const reader = new ValueReader(bytes, new HandleTable());
          try {
            fn.decodeResult(reader);
          } catch (error) {
            expect((error as Error).name).toMatch(/^(?:Decode(?:Limit)?Error|ResultError)$/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const VERBS = [
  'bool',
  'u8',
  's8',
  'u16',
  's16',
  'u32',
  's32',
  'u64',
  's64',
  'f32',
  'f64',
  'char',
  'string',
  'bytes',
  's8s',
  'u16s',
  's16s',
  'u32s',
  's32s',
  'u64s',
  's64s',
  'f32s',
  'f64s',
] as const;

describe('host and guest agree on random bytes', () => {
  test.each(VERBS)('%s', (verb) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        expect(outcome(() => whole(new GuestReader(bytes), verb))).toEqual(
          outcome(() => whole(new ValueReader(bytes, new HandleTable()), verb)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.each(VERBS)('what is read as %s is written as the same bytes', (verb) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        const value = outcome(() => whole(new ValueReader(bytes, new HandleTable()), verb));
        if (value === 'DecodeError') return;
        // A NaN may lose its bits on the way through a number.
        if (verb.startsWith('f')) return;
        for (const writer of [new ValueWriter(new HandleTable()), new GuestWriter()]) {
          (writer[verb] as (value: unknown) => void)(value);
          expect([...writer.finish()]).toEqual([...bytes]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function whole(reader: ValueReader | GuestReader, verb: (typeof VERBS)[number]): unknown {
  const value = reader[verb]();
  reader.end();
  return value;
}

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as Error).name.replace('Limit', '');
  }
}
