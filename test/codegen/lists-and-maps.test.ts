import { beforeAll, describe, expect, test } from 'vitest';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { BumpGuest, CALL } from './bump-guest.js';
import { loadEmitted } from './emitted-module.js';

const TEXT = `package test:limits;
interface i {
  enum word { a, b }
  flags many { ${Array.from({ length: 40 }, (_, index) => `l${index}`).join(', ')} }
  record boxed { numbers: list<u32, 3>, words: list<word, 2> }
  words: func(a: map<string, word>) -> map<string, word>;
  letters: func(a: map<char, bool>) -> map<char, bool>;
  boxes: func(a: list<boxed>) -> list<boxed>;
  pair: func(a: list<word, 2>) -> list<word, 2>;
  floats: func(a: list<f32, 4>) -> list<f32, 4>;
  long: func(a: list<list<string>, 40>) -> list<list<string>, 40>;
  labels: func(a: many) -> many;
}
world loop { import i; export i; }
`;

type Provider = Record<string, (value: unknown) => unknown>;

interface Modules {
  readonly i: { readonly i: ImportInterface<Provider> };
  readonly exportedI: { readonly i: ExportInterface<unknown> };
  readonly codegen: typeof Host;
}

let modules: Modules;

beforeAll(async () => {
  const { world } = await parseWit([{ file: 'limits.wit', text: TEXT }]);
  modules = await loadEmitted<Modules>(world, 'ts-host');
});

function imported(name: string): ImportFunction<Provider> {
  return modules.i.i.functions.find((one) => one.name === name)!;
}

function exported(name: string): ExportFunction {
  return modules.exportedI.i.functions.find((one) => one.name === name)!;
}

/** What a provider gets for core values of a call. */
function lift(name: string, guest: BumpGuest, core: readonly number[]): unknown {
  let given: unknown;
  const provider = { [name]: (value: unknown) => (given = value) };
  const call = imported(name).direct(guest, provider) as (...values: number[]) => unknown;
  call(...core, guest.realloc(0, 0, 8, 4096));
  return given;
}

function read(name: string, bytes: readonly number[]): unknown {
  const provider = { [name]: (value: unknown) => value };
  const reader = new modules.codegen.ValueReader(
    Uint8Array.from(bytes),
    new modules.codegen.HandleTable(),
  );
  return imported(name).invoke(provider, reader, CALL);
}

/** Memory of a guest with words at an address. */
function guestWith(words: readonly number[]): { guest: BumpGuest; at: number } {
  const guest = new BumpGuest();
  const at = guest.realloc(0, 0, 8, words.length * 4);
  guest.memory.refresh();
  for (const [index, word] of words.entries()) guest.memory.set32(at + index * 4, word);
  return { guest, at };
}

describe('a map', () => {
  test('of a guest has the last of several values for one key', () => {
    // Pairs of a char and a bool, eight bytes each.
    const { guest, at } = guestWith([0x61, 0, 0x62, 1, 0x61, 1]);
    expect(lift('letters', guest, [at, 3])).toEqual(
      new Map([
        ['a', true],
        ['b', true],
      ]),
    );
    expect(read('letters', [3, 0x61, 0, 0x62, 1, 0x61, 1])).toEqual(
      new Map([
        ['a', true],
        ['b', true],
      ]),
    );
  });

  test('that is misaligned, reaches out of the memory or is too long is refused', () => {
    const { guest, at } = guestWith([0x61, 0]);
    expect(() => lift('letters', guest, [at + 1, 1])).toThrow('not aligned to 4');
    expect(() => lift('letters', guest, [at, 1_000_000])).toThrow('outside the memory');
    expect(() => lift('letters', guest, [0xfffffff8, 2])).toThrow('outside the memory');
    expect(() => lift('letters', guest, [at, -1])).toThrow(/limit|outside/);
    expect(() => read('letters', [3, 0x61, 0])).toThrow('payload ends inside a value');
    expect(() => read('letters', [0xff, 0xff, 0xff, 0xff, 0x0f])).toThrow('lift-elements');
  });

  test('with a key or a value that is none is refused', () => {
    const surrogate = guestWith([0xd800, 1]);
    expect(() => lift('letters', surrogate.guest, [surrogate.at, 1])).toThrow();
    const large = guestWith([0x110000, 1]);
    expect(() => lift('letters', large.guest, [large.at, 1])).toThrow();
    expect(() => read('letters', [1, 0xed, 0xa0, 0x80, 1])).toThrow('Unicode scalar');
    expect(() => read('letters', [1, 0x61, 2])).toThrow('is not a bool');
    expect(() => read('words', [1, 1, 0x61, 2])).toThrow('is not a case');
    const word = guestWith([0, 1, 2]);
    expect(() => lift('words', word.guest, [word.at, 1])).toThrow('is not a case');
  });

  test('of a provider with a key or value that is none is refused', () => {
    const guest = new BumpGuest();
    const lower = (value: unknown): unknown => exported('words').lower(guest, value as never);
    expect(() => lower(new Map([['\ud800', 'a']]))).toThrow('surrogate');
    expect(() => lower(new Map([['a', 'c']]))).toThrow('is not a case');
    const writer = new modules.codegen.ValueWriter(new modules.codegen.HandleTable());
    expect(() => exported('words').encodeArguments(writer, { a: 'a' } as never)).toThrow();
  });
});

describe('a list of a fixed length', () => {
  test('of another length is refused', () => {
    const guest = new BumpGuest();
    const writer = new modules.codegen.ValueWriter(new modules.codegen.HandleTable());
    for (const [name, value] of [
      ['pair', ['a']],
      ['pair', ['a', 'b', 'a']],
      ['floats', new Float32Array(3)],
      ['floats', [1, 2, 3, 4, 5]],
      ['long', []],
      ['boxes', [{ numbers: new Uint32Array(2), words: ['a', 'b'] }]],
      ['boxes', [{ numbers: new Uint32Array(3), words: ['a'] }]],
    ] as const) {
      expect(() => exported(name).lower(guest, value as never), name).toThrow(/exactly "\d+"/);
      expect(() => exported(name).encodeArguments(writer, value as never), name).toThrow(
        /exactly "\d+"/,
      );
    }
  });

  test('with an element that is none is refused, wherever it lies', () => {
    expect(() => lift('pair', new BumpGuest(), [0, 2])).toThrow('is not a case');
    expect(() => read('pair', [0, 2])).toThrow('is not a case');
    expect(() => read('pair', [0])).toThrow('payload ends inside a value');
    // Three u32 and two words in a byte each.
    const { guest, at } = guestWith([1, 2, 3, 0x0200]);
    expect(() => lift('boxes', guest, [at, 1])).toThrow('is not a case');
    expect(() => lift('boxes', guest, [at + 2, 1])).toThrow('not aligned to 4');
    expect(() => lift('boxes', guest, [at, 100_000])).toThrow('outside the memory');
  });

  test('counts against the limit of elements', () => {
    const bytes = Uint8Array.from({ length: 40 });
    const limits = { bytes: 1000, elements: 39 };
    const handles = new modules.codegen.HandleTable();
    const reader = new modules.codegen.ValueReader(bytes, handles, limits);
    const provider = { long: (value: unknown) => value };
    expect(() => imported('long').invoke(provider, reader, CALL)).toThrow('lift-elements');
  });
});

test('flags of more than one word refuse bits without a label in the value encoding, and drop them in the canonical ABI', () => {
  expect(() => read('labels', [0, 0, 0, 0, 0, 1])).toThrow();
  expect(() => read('labels', [0, 0, 0, 0])).toThrow('payload ends inside a value');
  const given = lift('labels', new BumpGuest(), [1, 0xffffff01]) as Record<string, boolean>;
  const labels = Object.keys(given).filter((name) => given[name]);
  expect(labels).toEqual(['l0', 'l32']);
});
