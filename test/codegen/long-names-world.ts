import fc from 'fast-check';

const WORDS = (
  'request response header field incoming outgoing error code body stream size method path authority ' +
  'scheme status option trailer descriptor directory entry metadata address socket network family ' +
  'timeout between bytes first connect pollable input output limit version value key name item'
).split(' ');
const LEAVES = 'bool u8 s8 u16 s16 u32 s32 u64 s64 f32 f64 char string'.split(' ');

const word = fc.constantFrom(...WORDS);
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `%${words.join('-')}`);

function names(count: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(name, { minLength: count, maxLength: count });
}

function typeText(declared: readonly string[]): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...LEAVES, ...declared, ...declared);
  return fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      leaf,
      tie('type').map((type) => `list<${type}>`),
      tie('type').map((type) => `option<${type}>`),
      tie('type').map((type) => `list<${type}, 3>`),
      tie('type').map((type) => `map<string, ${type}>`),
      fc.tuple(tie('type'), tie('type')).map(([ok, err]) => `result<${ok}, ${err}>`),
      tie('type').map((type) => `result<_, ${type}>`),
      fc
        .array(tie('type'), { minLength: 1, maxLength: 4 })
        .map((types) => `tuple<${types.join(', ')}>`),
    ),
  })).type;
}

function parts(declared: readonly string[], most: number): fc.Arbitrary<string[]> {
  return fc
    .integer({ min: most === 5 ? 0 : 1, max: most })
    .chain((count) =>
      fc
        .tuple(names(count), fc.array(typeText(declared), { minLength: count, maxLength: count }))
        .map(([all, types]) => all.map((one, index) => `${one}: ${types[index]!}`)),
    );
}

function declaration(own: string, declared: readonly string[]): fc.Arbitrary<string> {
  const some = fc.integer({ min: 1, max: 8 }).chain(names);
  return fc.oneof(
    parts(declared, 6).map((fields) => `record ${own} { ${fields.join(', ')} }`),
    parts(declared, 6).map(
      (cases) =>
        `variant ${own} { ${cases.map((one) => one.replace(/: (.*)/, '($1)')).join(', ')} }`,
    ),
    some.map((labels) => `enum ${own} { ${labels.join(', ')} }`),
    some.map((labels) => `flags ${own} { ${labels.join(', ')} }`),
    typeText(declared).map((type) => `type ${own} = ${type};`),
  );
}

function func(declared: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.boolean(), parts(declared, 5), typeText(declared), typeText(declared), fc.nat(2))
    .map(([isAsync, parameters, ok, err, kind]) => {
      const result = ['', ` -> ${ok}`, ` -> result<${ok}, ${err}>`][kind]!;
      return `${isAsync ? 'async ' : ''}func(${parameters.join(', ')})${result};`;
    });
}

/** Text of a world with names of up to four words, whose lines are often too long. */
export const longNamesWorld: fc.Arbitrary<string> = fc
  .tuple(names(15), fc.tuple(word, word))
  .chain(([all, [first, second]]) => {
    const types = all.slice(0, 7);
    const declarations = types.map((own, index) => declaration(own, types.slice(0, index)));
    const functions = fc.array(func(types), { minLength: 8, maxLength: 8 });
    return fc.tuple(fc.tuple(...declarations), functions).map(([declared, bodies]) => {
      const free = bodies.slice(0, 6).map((body, index) => `${all[7 + index]!}: ${body}`);
      const methods = bodies.slice(6).map((body, index) => `m-${all[index]!.slice(1)}: ${body}`);
      const resource = `resource ${all[14]!} { constructor(); ${methods.join(' ')} }`;
      const body = [...declared, resource, ...free].join('\n  ');
      const own = `${first}-${second}`;
      return `package a:b;\ninterface ${own} {\n  ${body}\n}\nworld w { import ${own}; export ${own}; }\n`;
    });
  });
