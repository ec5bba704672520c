import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { coreSignature, flatten } from '../../packages/host-bindings/src/abi/index.js';
import type {
  CoreValue,
  ExportInterface,
  ImportInterface,
  ResultError,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import type { Func } from '../../packages/host-bindings/src/generator/index.js';
import { outcomeOf } from '../../packages/host-bindings/src/emitters/typescript/type-text.js';
import { arbitraryValue } from './arbitrary-value.js';
import { BumpGuest } from './bump-guest.js';
import { loadEmitted, readWorld } from './emitted-module.js';

interface EchoModules {
  readonly echo: { readonly echo: ImportInterface<Record<string, unknown>> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  readonly codegen: { readonly ResultError: typeof ResultError };
}

let modules: EchoModules;
let functions: readonly Func[];

beforeAll(async () => {
  const world = await readWorld('echo.wit', 'loop');
  functions = world.imports.find((one) => one.key.name.includes('/echo@'))!.functions;
  modules = await loadEmitted<EchoModules>(world, 'ts-host');
});

/** What one round of lower, lift, lower and lift makes of arguments. */
async function roundTrip(
  guest: BumpGuest,
  index: number,
  args: readonly unknown[],
  answer: (...args: unknown[]) => unknown,
  viaTask: boolean,
): Promise<unknown> {
  const func = functions[index]!;
  const imported = modules.echo.echo.functions[index]!;
  const exported = modules.exportedEcho.echo.functions[index]!;
  const signature = coreSignature(func, 'import');
  const core = exported.lower(guest, ...(args as never[]));
  const member = func.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const provider = { [member]: (...given: unknown[]) => answer(...given.slice(0, -1)) };
  const call = imported.direct(guest, provider) as (...core: CoreValue[]) => unknown;
  if (!signature.indirectResult) {
    const result = await call(...core);
    return exported.lift(guest, result === undefined ? [] : [result as CoreValue], viaTask);
  }
  const pointer = guest.realloc(0, 0, 8, 4096);
  await call(...core, pointer);
  return exported.lift(guest, [pointer], false);
}

describe.each(['utf8', 'utf16'] as const)('the direct carrier with %s', (encoding) => {
  const names =
    'scalars big text send-numbers send-access send-many send-word send-shape shapes everything send-perhaps deep arrays more-arrays letters send-very-many maybe-very-many send-boxes fixed fixed-lists maps map-of-records'.split(
      ' ',
    );

  test.each(names)('%s comes back as it was', async (name) => {
    const index = functions.findIndex((one) => one.name === name);
    const types = functions[index]!.parameters.map((one) => one.type);
    const values = fc.tuple(...types.map((one) => arbitraryValue(one)));
    await fc.assert(
      fc.asyncProperty(values, async (args) => {
        const guest = new BumpGuest(encoding);
        const isBig = name === 'big';
        const given = isBig ? [...args].toReversed() : args;
        const order = isBig
          ? [BigInt.asUintN(64, given[1] as bigint), BigInt.asIntN(64, given[0] as bigint)]
          : args;
        const result = await roundTrip(
          guest,
          index,
          order,
          (...all) => {
            if (isBig) return [all[1], all[0]];
            return all.length === 1 ? all[0] : all;
          },
          false,
        );
        const expected = isBig ? [order[1], order[0]] : args.length === 1 ? args[0] : args;
        expect(result).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('a result type is returned or thrown, at once or later', async () => {
    const index = functions.findIndex((one) => one.name === 'wait');
    const { ok, err } = outcomeOf(functions[index]!.result);
    const all = arbitraryValue(ok!);
    await fc.assert(
      fc.asyncProperty(
        all,
        arbitraryValue(err!),
        fc.boolean(),
        fc.boolean(),
        async (value, payload, fails, later) => {
          const guest = new BumpGuest(encoding);
          const error = new modules.codegen.ResultError(payload);
          const answer = (given: unknown): unknown => {
            if (fails && !later) throw error;
            if (fails) return Promise.reject(error);
            return later ? Promise.resolve(given) : given;
          };
          const result = roundTrip(guest, index, [value], answer, false);
          if (fails) await expect(result).rejects.toMatchObject({ payload });
          else expect(await result).toEqual(value);
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('results of one core value and of none are returned', async () => {
  const check = functions.findIndex((one) => one.name === 'check');
  const guest = new BumpGuest();
  const answer = (fail: unknown): void => {
    if (fail === true) throw new modules.codegen.ResultError(undefined);
  };
  expect(await roundTrip(guest, check, [false], answer, false)).toBeUndefined();
  await expect(roundTrip(guest, check, [true], answer, false)).rejects.toThrow('err case');
  const nothing = functions.findIndex((one) => one.name === 'nothing');
  expect(await roundTrip(guest, nothing, [], () => undefined, false)).toBeUndefined();
});

test('more than sixteen core parameters travel in memory', async () => {
  const index = functions.findIndex((one) => one.name === 'seventeen');
  expect(coreSignature(functions[index]!, 'import').indirectParameters).toBe(true);
  const args = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 7];
  const guest = new BumpGuest();
  expect(await roundTrip(guest, index, args, (...all) => all.map(String), false)).toEqual(
    args.map(String),
  );
});

test('what task.return gives is lifted from up to sixteen core values', () => {
  const index = functions.findIndex((one) => one.name === 'only-error');
  const exported = modules.exportedEcho.echo.functions[index]!;
  const guest = new BumpGuest();
  expect(flatten(functions[index]!.result!)).toEqual(['i32', 'i32']);
  expect(exported.lift(guest, [0, 0], true)).toBeUndefined();
  expect(() => exported.lift(guest, [1, 2], true)).toThrow(
    expect.objectContaining({ payload: 'default' }),
  );
  expect(() => exported.lift(guest, [2, 0], true)).toThrow('is not a case');
});

test('an error that is none of the contract ends the instance, unless the runtime knows better', async () => {
  const index = functions.findIndex((one) => one.name === 'only-error');
  const fault = new Error('broken');
  const answer = (): never => {
    throw fault;
  };
  const guest = new BumpGuest();
  await expect(roundTrip(guest, index, [undefined], answer, false)).rejects.toMatchObject({
    name: 'Trap',
    cause: fault,
  });
  const kind = Object.assign(new BumpGuest(), {
    mapError: () => new modules.codegen.ResultError('then'),
  });
  await expect(roundTrip(kind, index, [undefined], answer, false)).rejects.toMatchObject({
    payload: 'then',
  });
});

test('a result type as an argument keeps its shape', async () => {
  const index = functions.findIndex((one) => one.name === 'attempt');
  const values = arbitraryValue(functions[index]!.parameters[0]!.type);
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const given = value as { tag: 'ok' | 'err'; val: unknown };
      const answer = (lifted: unknown): unknown => {
        expect(lifted).toEqual(given);
        if (given.tag === 'err') throw new modules.codegen.ResultError(given.val);
        return given.val;
      };
      const result = roundTrip(new BumpGuest(), index, [given], answer, false);
      if (given.tag === 'err') await expect(result).rejects.toMatchObject({ payload: given.val });
      else expect(await result).toEqual(given.val);
    }),
  );
});

test('pointers and lengths that lie trap, and touch nothing outside the memory', () => {
  const lies = [0, 1, 4, 63, 64, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, -1, -8];
  const names = ['shapes', 'text', 'arrays', 'deep', 'everything'];
  for (const name of names) {
    const index = functions.findIndex((one) => one.name === name);
    const { direct } = modules.echo.echo.functions[index]!;
    const count = coreSignature(functions[index]!, 'import').parameters.length;
    const call = direct(new BumpGuest(), {
      [name]: (...all: unknown[]) => (all.length === 2 ? all[0] : all.slice(0, -1)),
    }) as (...core: number[]) => unknown;
    for (const pointer of lies) {
      for (const length of lies) {
        const core = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? pointer : length));
        try {
          call(...core);
        } catch (error) {
          expect((error as Error).name).toMatch(/^(?:Trap|DecodeError|DecodeLimitError)$/);
        }
      }
    }
  }
});

test('arguments are lifted from the memory as it is, each call with the whole of its limits', async () => {
  const text = `package test:looks;
interface looks {
  record entry { name: string, counts: list<u32> }
  look: func(a: list<entry>);
  pair: func(a: entry) -> u32;
}
world loop { import looks; export looks; }
`;
  const { world } = await parseWit([{ file: 'looks.wit', text }]);
  const { looks, exportedLooks } = await loadEmitted<{
    looks: { looks: ImportInterface<Record<string, unknown>> };
    exportedLooks: { looks: ExportInterface<unknown> };
  }>(world, 'ts-host');
  const seen: unknown[] = [];
  const provider = {
    look: (given: unknown) => void seen.push(given),
    pair: (given: unknown) => seen.push(given),
  };
  const entry = { name: 'one', counts: Uint32Array.of(1, 2) };
  const guest = new BumpGuest('utf8', { bytes: 100, elements: 5 });
  for (const [index, value] of [[entry, entry], entry].entries()) {
    const call = looks.looks.functions[index]!.direct(guest, provider) as (
      ...core: CoreValue[]
    ) => unknown;
    const core = exportedLooks.looks.functions[index]!.lower(guest, value as never);
    for (let count = 0; count < 5; count += 1) {
      // The memory has moved, and what it was is gone.
      const { buffer } = guest.store;
      guest.store.buffer = buffer.slice(0);
      new Uint8Array(buffer).fill(0xff);
      call(...core);
      expect(seen.pop()).toEqual(value);
    }
  }
});
