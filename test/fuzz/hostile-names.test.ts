import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emit, parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { shapeOf } from './statements.js';

/** Names that mean something to JavaScript, to file systems, or to emitted code itself. */
const HOSTILE = [
  ...[
    'then',
    'constructor',
    'prototype',
    'proto',
    'default',
    'arguments',
    'eval',
    'class',
    'delete',
  ],
  ...[
    'await',
    'yield',
    'let',
    'static',
    'new',
    'this',
    'super',
    'null',
    'undefined',
    'nan',
    'void',
  ],
  ...[
    'con',
    'aux',
    'nul',
    'prn',
    'com1',
    'lpt9',
    'index',
    'object',
    'array',
    'promise',
    'map',
    'error',
  ],
  ...['uint8-array', 'reader', 'writer', 'guest', 'memory', 'provider', 'value', 'call', 'at'],
  ...[
    'payload',
    'signal',
    'functions',
    'invoke',
    'handle',
    'type-error',
    'symbol',
    'to-string',
    'p0',
  ],
  ...['value-of', 'has-own-property', 'to-json', 'import', 'export', 'import-interface', 'string'],
  ...[
    'create-writer',
    'core-value',
    'call-context',
    'awaitable',
    'result-error',
    'resource',
    'length',
  ],
  ...[
    'A',
    'a',
    'X-y',
    'module',
    'exports',
    'require',
    'global-this',
    'process',
    'name',
    'of',
    'as',
  ],
];
/** Targets whose code is compared. */
const TARGETS = ['ts-host', 'js-guest', 'as-guest'] as const;
/** How many names one world takes. */
const COUNT = 26;

/** A world with every kind of item, with names as they come. */
function worldText(names: readonly string[]): string {
  const n = names.map((name) => `%${name}`);
  return `package a:b;
interface ${n[0]} {
  record ${n[1]} { ${n[2]}: u8, ${n[3]}: option<string>, ${n[4]}: list<u16> }
  variant ${n[5]} { ${n[6]}, ${n[7]}(${n[1]}), ${n[8]}(string) }
  enum ${n[9]} { ${n[10]}, ${n[11]} }
  flags ${n[12]} { ${n[13]}, ${n[14]} }
  type ${n[15]} = list<${n[5]}>;
  resource ${n[16]} {
    constructor(${n[17]}: ${n[1]});
    ${n[18]}: func(${n[19]}: ${n[9]}) -> result<${n[15]}, ${n[5]}>;
    ${n[20]}: static func() -> ${n[16]};
  }
  ${n[21]}: func(${n[22]}: ${n[12]}, ${n[23]}: borrow<${n[16]}>) -> option<${n[1]}>;
  ${n[24]}: async func(${n[25]}: ${n[15]}) -> result<${n[16]}, ${n[9]}>;
}
world w { import ${n[0]}; export ${n[0]}; }
`;
}

/** Names that no target knows, as many words long as those that they stand for. */
function plainTwin(names: readonly string[]): string[] {
  return names.map((_, index) => `zq${String.fromCharCode(97 + index)}`);
}

test(
  'names change what things are called, never what the code does',
  { timeout: 90_000 },
  async () => {
    const plain = new Map<string, string[]>();
    const read = async (names: readonly string[]) =>
      (await parseWit([{ file: 'a.wit', text: worldText(names) }])).world;
    const twin = await read(plainTwin(Array.from({ length: COUNT }, () => '')));
    for (const target of TARGETS) {
      plain.set(target, shapeOf(emit({ worlds: [twin], target })));
    }
    const names = fc.uniqueArray(fc.constantFrom(...HOSTILE), {
      minLength: COUNT,
      maxLength: COUNT,
      selector: (name) => name.toLowerCase(),
    });
    await fc.assert(
      fc.asyncProperty(names, async (chosen) => {
        const world = await read(chosen);
        for (const target of TARGETS) {
          const shape = shapeOf(emit({ worlds: [world], target }));
          expect(shape.length).toBe(plain.get(target)!.length);
          const changed = shape.filter((one) => !plain.get(target)!.includes(one));
          expect(changed.map((one) => one.slice(0, 300))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  },
);
