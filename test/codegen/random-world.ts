import fc from 'fast-check';

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

/** Text of a type; `declared` are names that it may use. */
function typeText(declared: readonly string[]): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...LEAVES, ...declared, ...declared);
  return fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      tie('type').map((type) => `list<${type}>`),
      tie('type').map((type) => `option<${type}>`),
      fc
        .tuple(tie('type'), fc.constantFrom(1, 2, 3, 5, 17))
        .map(([type, length]) => `list<${type}, ${length}>`),
      fc
        .tuple(fc.constantFrom(...KEYS), tie('type'))
        .map(([key, value]) => `map<${key}, ${value}>`),
      fc.tuple(tie('type'), tie('type')).map(([ok, err]) => `result<${ok}, ${err}>`),
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
  declared: readonly string[],
  mostLabels: number,
): fc.Arbitrary<string> {
  const types = fc.array(typeText(declared), { minLength: 1, maxLength: 5 });
  const labels = fc.integer({ min: 1, max: 32 }).map(labelList);
  const manyLabels = fc.integer({ min: 33, max: Math.max(33, mostLabels) }).map(labelList);
  return fc.oneof(
    types.map(
      (list) => `record ${name} { ${list.map((type, index) => `f${index}: ${type}`).join(', ')} }`,
    ),
    fc
      .tuple(types, fc.boolean())
      .map(
        ([list, empty]) =>
          `variant ${name} { ${list.map((type, index) => `c${index}(${type})`).join(', ')}${empty ? ', none' : ''} }`,
      ),
    (mostLabels > 32 ? fc.oneof(labels, manyLabels) : labels).map(
      (text) => `flags ${name} { ${text} }`,
    ),
    labels.map((text) => `enum ${name} { ${text} }`),
    typeText(declared).map((type) => `type ${name} = ${type};`),
  );
}

/** What a random world is to hold. */
export interface RandomWorldOptions {
  /** How many functions: each takes and answers a tuple of one type. */
  readonly functions: number;
  /** Most labels of flags. wasm-tools makes no components of worlds with more than 32. */
  readonly mostLabels: number;
}

/** Text of a WIT package with a world `loop` that imports and exports one interface, `echo`. */
export function randomWorld({ functions, mostLabels }: RandomWorldOptions): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.noShrink(fc.nat()),
      ...[0, 1, 2, 3].map((count) => declarationText(`t${count}`, names(count), mostLabels)),
    )
    .chain(([, ...declarations]) =>
      fc
        .array(typeText(names(declarations.length)), {
          minLength: functions,
          maxLength: functions,
        })
        .map((types) => {
          const lines = types.map(
            (type, index) =>
              `echo-${index}: ${index % 2 === 0 ? 'async ' : ''}func(a: tuple<${type}>) -> tuple<${type}>;`,
          );
          const body = [...declarations, ...lines].join('\n  ');
          return `package test:random;\ninterface echo {\n  ${body}\n}\nworld loop { import echo; export echo; }\n`;
        }),
    );
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${index}`);
}
