function labels(count: number): string {
  return Array.from({ length: count }, (_, index) => `l${index}`).join(', ');
}

/** Types whose size, alignment or place of a payload is another if a rule of the canonical ABI is not held. */
const declarations = [
  `enum t0 { ${labels(17)} }`,
  `enum t1 { ${labels(256)} }`,
  `enum t2 { ${labels(257)} }`,
  `flags t3 { ${labels(9)} }`,
  `flags t4 { ${labels(17)} }`,
  `flags t5 { ${labels(8)} }`,
  'record t6 { a: u8, b: u64, c: u8, d: u16, e: bool, f: u32, g: u8 }',
  'variant t7 { a(u8), b(u64), c(f32), d(string), e }',
  `variant t8 { ${Array.from({ length: 257 }, (_, index) => `c${index}${index % 2 === 0 ? '(u8)' : ''}`).join(', ')} }`,
  'record t9 { a: u16, b: u8 }',
];

/** Where such a type lies: after something small, before something small, and beside others of its own. */
const places = declarations.flatMap((_, index) => [
  `tuple<list<tuple<u8, t${index}, u8>>>`,
  `list<t${index}>`,
  `option<t${index}>`,
]);

/** Payloads whose core values are joined. */
const joined = [
  'result<u32, u64>',
  'result<f32, u64>',
  'result<f64, u32>',
  'result<f32, u32>',
  'result<u64, f64>',
  'result<tuple<f32, f64>, tuple<u64, u32>>',
  // A variant within a case, whose own cases leave slots alone.
  'result<t7, tuple<u64, u64, u64>>',
  'result<tuple<u64, f64>, tuple<t7, t9>>',
];

/** As {@link randomWorld}, with each type for a reason. */
export const layoutsWorld = `package test:random;
interface echo {
  ${declarations.join('\n  ')}
  ${[...places, ...joined.map((type) => `tuple<${type}>`)]
    .map((type, index) => `echo-${index}: func(a: ${type}) -> ${type};`)
    .join('\n  ')}
}
world loop { import echo; export echo; }
`;
