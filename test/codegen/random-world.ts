import fc from 'fast-check';
import { Diagnostic, parseWit } from '../../packages/host-bindings/src/generator/index.js';

const LEAVES = [
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
];
const KEYS = LEAVES.filter((name) => !name.startsWith('f'));

/** Names of parameters. */
const PARAMETERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** jco-transpile 0.15.0 loses their sign in a case that is joined with a 64-bit one. */
const SIGNED = ['s8', 's16', 's32'];

interface TypeOptions {
  /** Names that types may use. */
  readonly declared: readonly string[];
  /** Whether types are left out that jco cannot judge. */
  readonly forJco: boolean;
  /** Primitive types that are left out. */
  readonly without: readonly string[];
}

function leavesOf({ forJco, without }: Omit<TypeOptions, 'declared'>): string[] {
  const left = forJco ? [...SIGNED, ...without] : without;
  return LEAVES.filter((name) => !left.includes(name));
}

/** Text of a type. */
function typeText({ declared, ...left }: TypeOptions): fc.Arbitrary<string> {
  const { forJco } = left;
  const leaf = fc.constantFrom(...leavesOf(left), ...declared, ...declared);
  return fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      tie('type').map((type) => `list<${type}>`),
      tie('type').map((type) => `option<${type}>`),
      ...(forJco
        ? []
        : [
            fc
              .tuple(tie('type'), fc.constantFrom(1, 2, 3, 5, 17))
              .map(([type, length]) => `list<${type}, ${length}>`),
            fc
              .tuple(fc.constantFrom(...KEYS), tie('type'))
              .map(([key, value]) => `map<${key}, ${value}>`),
          ]),
      fc.tuple(tie('type'), tie('type')).map(([ok, err]) => `result<${ok}, ${err}>`),
      // Core values of several types share slots.
      fc.tuple(leaf, leaf).map(([ok, err]) => `result<${ok}, ${err}>`),
      fc.constantFrom('result', 'result<_, string>', 'result<u8>'),
      fc
        .array(tie('type'), { minLength: 1, maxLength: 4 })
        .map((types) => `tuple<${types.join(', ')}>`),
    ),
  })).type;
}

function labelList(count: number): string {
  return Array.from({ length: count }, (_, index) => `l${index}`).join(', ');
}

/** Text of a declaration of the type `name`. */
function declarationText(
  name: string,
  options: TypeOptions & { readonly mostLabels: number },
): fc.Arbitrary<string> {
  const { mostLabels } = options;
  const types = fc.array(typeText(options), { minLength: 1, maxLength: 5 });
  const leaves = fc.array(fc.constantFrom(...leavesOf(options)), { minLength: 2, maxLength: 5 });
  const labels = fc.integer({ min: 1, max: 32 }).map(labelList);
  const manyLabels = fc.integer({ min: 33, max: Math.max(33, mostLabels) }).map(labelList);
  return fc.oneof(
    types.map(
      (list) => `record ${name} { ${list.map((type, index) => `f${index}: ${type}`).join(', ')} }`,
    ),
    fc
      .tuple(fc.oneof(types, leaves), fc.boolean())
      .map(
        ([list, empty]) =>
          `variant ${name} { ${list.map((type, index) => `c${index}(${type})`).join(', ')}${empty ? ', none' : ''} }`,
      ),
    (mostLabels > 32 ? fc.oneof(labels, manyLabels) : labels).map(
      (text) => `flags ${name} { ${text} }`,
    ),
    // From 257 cases on their number takes two bytes.
    fc
      .oneof({ weight: 2, arbitrary: labels }, fc.constantFrom(255, 256, 257, 300).map(labelList))
      .map((text) => `enum ${name} { ${text} }`),
    typeText(options).map((type) => `type ${name} = ${type};`),
  );
}

/** What a random world is to hold. */
export interface RandomWorldOptions {
  /** How many functions: each answers what it takes. */
  readonly functions: number;
  /** Most labels of flags. wasm-tools makes no components of worlds with more than 32. */
  readonly mostLabels: number;
  /** Whether to leave out what jco does not know (maps, lists of a fixed length, async) or gets wrong. */
  readonly forJco?: boolean;
  /**
   * Whether values hold objects of a resource `thing` of the host, owned ones, and in some functions, which
   * answer nothing, borrowed ones too.
   */
  readonly hasThings?: boolean;
  /** Primitive types to leave out; none unless said otherwise. */
  readonly without?: readonly string[];
}

/** Text of a WIT package with a world `loop` that imports and exports one interface, `echo`. */
export function randomWorld({
  functions,
  mostLabels,
  forJco = false,
  hasThings = false,
  without = [],
}: RandomWorldOptions): fc.Arbitrary<string> {
  const things = hasThings ? ['thing'] : [];
  const names = (count: number): string[] => [...declaredNames(count), ...things];
  return fc
    .tuple(
      fc.noShrink(fc.nat()),
      ...[0, 1, 2, 3].map((count) =>
        declarationText(`t${count}`, { declared: names(count), forJco, without, mostLabels }),
      ),
    )
    .chain(([, ...declarations]) => {
      const declared = names(declarations.length);
      const type = typeText({ declared, forJco, without });
      const borrowing = [...declared, 'borrow<thing>', 'borrow<thing>'];
      const look = typeText({ declared: borrowing, forJco, without }).map((text) => `(a: ${text})`);
      const looks = hasThings ? Math.floor(functions / 6) : 0;
      const echoes = Array<fc.Arbitrary<string>>(functions - looks).fill(echoText(type));
      return fc.tuple(...echoes, ...Array<fc.Arbitrary<string>>(looks).fill(look)).map((texts) => {
        const lines = texts.map(
          (text, index) =>
            `echo-${index}: ${index % 2 === 0 && !forJco ? 'async ' : ''}func${text};`,
        );
        const use = hasThings ? ['use things.{thing};'] : [];
        const body = [...use, ...declarations, ...lines].join('\n  ');
        return [
          'package test:random;',
          ...(hasThings ? ['interface things { resource thing; }'] : []),
          `interface echo {\n  ${body}\n}`,
          'world loop { import echo; export echo; }\n',
        ].join('\n');
      });
    });
}

/** Parameters and result of a function: one value, as it is or in a tuple, or several. */
function echoText(type: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    type.map((text) => `(a: tuple<${text}>) -> tuple<${text}>`),
    type.map((text) => `(a: ${text}) -> ${text}`),
    fc.array(type, { minLength: 2, maxLength: PARAMETERS.length }).map((texts) => {
      const parameters = texts.map((text, index) => `${PARAMETERS[index]}: ${text}`);
      return `(${parameters.join(', ')}) -> tuple<${texts.join(', ')}>`;
    }),
  );
}

function declaredNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${index}`);
}

/** Whether a random world is larger than the parser takes, as nested lists of a fixed length can be. */
export async function isTooLarge(wit: string): Promise<boolean> {
  try {
    await parseWit([{ file: 'world.wit', text: wit }]);
    return false;
  } catch (error) {
    if (error instanceof Diagnostic && error.code === 'wit-too-large') return true;
    throw error;
  }
}
