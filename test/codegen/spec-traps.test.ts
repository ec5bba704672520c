import { beforeAll, describe, expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { RunningGuest } from './as-guest.js';
import { loadEmitted } from './emitted-module.js';
import type { Emitted } from './emitted-module.js';
import { buildRawGuest, rawWit } from './raw-guest.js';

interface HostModules {
  readonly host: { readonly host: ImportInterface<never> };
  readonly answers: { readonly answers: ExportInterface<unknown> };
}

type Call = (name: string, ...args: readonly number[]) => unknown;

const MEMORY = 2 * 65_536;
/** Where tests put bytes: aligned to eight. */
const AT = 4096;

let emitted: Emitted<HostModules>;
const components = new Map<string, Uint8Array>();

beforeAll(async () => {
  const { world } = await parseWit([{ file: 'raw.wit', text: rawWit }]);
  emitted = await loadEmitted<HostModules>(world, 'ts-host');
  for (const encoding of ['utf8', 'utf16'] as const) {
    components.set(encoding, await buildRawGuest(encoding));
  }
});

/** A guest that says what it is told, and what its host saw. */
function start(encoding: 'utf8' | 'utf16' = 'utf8'): { call: Call; seen: unknown[] } {
  const seen: unknown[] = [];
  const see = (value: unknown): void => void seen.push(value);
  const provider = { seeText: see, seeLetter: see, seeNumbers: see, seeColor: see };
  const guest = new RunningGuest(components.get(encoding)!, [
    { interface: emitted.host.host, provider },
  ]);
  return { call: (name, ...args) => guest.call(emitted.answers.answers, name, ...args), seen };
}

/** Text that arrives both ways in which a guest can hand it on: as a result and as an argument. */
function handOver(encoding: 'utf8' | 'utf16', bytes: readonly number[], length: number): unknown[] {
  const { call, seen } = start(encoding);
  for (const [index, byte] of bytes.entries()) call('poke', AT + index, byte);
  const result = call('text', AT, length);
  call('send-text', AT, length);
  return [result, seen[0]];
}

function expectTrap(action: () => unknown): void {
  let thrown: unknown;
  try {
    thrown = { answered: action() };
  } catch (error) {
    thrown = error;
  }
  // By name: the emitted modules come with a copy of codegen-v1 of their own. A DecodeError is a Trap.
  expect((thrown as Error).constructor?.name, String(thrown)).toMatch(
    /^(?:Trap|DecodeError|DecodeLimitError)$/,
  );
}

describe('text', () => {
  test.each([
    ['an overlong form', [0xc0, 0x80]],
    ['a byte that goes on without a first one', [0x80]],
    ['a form that is cut off', [0xe2, 0x82]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['what is above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that UTF-8 never has', [0xff]],
  ])('in UTF-8 with %s traps, and is never replaced', (_, bytes) => {
    expectTrap(() => handOver('utf8', bytes, bytes.length));
    const { call } = start();
    for (const [index, byte] of bytes.entries()) call('poke', AT + index, byte);
    expectTrap(() => call('send-text', AT, bytes.length));
  });

  test.each([
    ['a lone first surrogate', [0x00, 0xd8]],
    ['a lone second surrogate', [0x00, 0xdc]],
    ['surrogates in the wrong order', [0x00, 0xdc, 0x00, 0xd8]],
    ['a first surrogate before a letter', [0x00, 0xd8, 0x61, 0x00]],
  ])('in UTF-16 with %s traps', (_, bytes) => {
    expectTrap(() => handOver('utf16', bytes, bytes.length / 2));
  });

  test('that is right arrives in both encodings', () => {
    const utf8 = [...new TextEncoder().encode('a\u00e9\u{1f600}')];
    expect(handOver('utf8', utf8, utf8.length)).toEqual(['aé😀', 'aé😀']);
    const utf16 = [...Buffer.from('a\u00e9\u{1f600}', 'utf16le')];
    expect(handOver('utf16', utf16, utf16.length / 2)).toEqual(['aé😀', 'aé😀']);
    expect(handOver('utf8', [], 0)).toEqual(['', '']);
  });

  test('at an odd address traps in UTF-16', () => {
    expectTrap(() => start('utf16').call('text', AT + 1, 1));
  });
});

describe('pointers and lengths', () => {
  test.each([
    [MEMORY, 1],
    [MEMORY - 3, 4],
    [AT, MEMORY],
    [AT, 0x7fff_ffff],
    [AT, 0x8000_0000],
    [AT, 0xffff_ffff],
    [0xffff_ffff, 1],
    [0xffff_ffff, 0xffff_ffff],
    [0x8000_0000, 0x8000_0000],
  ])('of text at %i of %i bytes trap outside of the memory', (pointer, length) => {
    expectTrap(() => start().call('text', pointer, length));
    expectTrap(() => start().call('send-text', pointer, length));
  });

  test.each([
    [AT + 1, 1],
    [AT + 2, 1],
    [MEMORY - 4, 2],
    [AT, 0x4000_0000],
    [AT, 0x4000_0001],
    [AT, 0xffff_ffff],
  ])(
    'of numbers at %i of %i elements trap where they are not aligned, or lie outside',
    (pointer, length) => {
      expectTrap(() => start().call('numbers', pointer, length));
      expectTrap(() => start().call('send-numbers', pointer, length));
    },
  );

  test.each([AT + 1, AT + 2, MEMORY - 4, MEMORY, 0xffff_fffc])(
    'of the area of a result at %i trap',
    (pointer) => {
      expectTrap(() => start().call('pair', pointer));
    },
  );

  test('at the very end of the memory are right', () => {
    expect(start().call('numbers', MEMORY - 4, 1)).toEqual(new Uint32Array([0]));
    expect(start().call('pair', MEMORY - 8)).toEqual([0, 0]);
    expect(start().call('text', MEMORY, 0)).toBe('');
  });
});

describe('cases', () => {
  test.each([0xd800, 0xdfff, 0x11_0000, 0xffff_ffff])('letter %i traps', (code) => {
    expectTrap(() => start().call('letter', code));
    expectTrap(() => start().call('send-letter', code));
  });

  test.each([3, 255, 256, 0xffff_ffff])('case %i of three traps', (index) => {
    expectTrap(() => start().call('pick', index));
    expectTrap(() => start().call('send-color', index));
  });

  test.each([
    ['maybe', 2],
    ['maybe', 255],
    ['form', 3],
    ['outcome', 2],
  ])('%s of case %i traps', (name, tag) => {
    expectTrap(() => start().call(name, tag));
  });

  test('any number but 0 is true, and bits that mean nothing are nothing', () => {
    expect(start().call('truth', 2)).toBe(true);
    expect(start().call('truth', 0x100)).toBe(true);
    expect(start().call('byte', 0x1ff)).toBe(0xff);
    expect(start().call('rights', 0xffff_fffe)).toEqual({ read: false, write: true });
    expect(start().call('letter', 0x10_ffff)).toBe('\u{10ffff}');
    expect(start().call('pick', 2)).toBe('blue');
  });
});
