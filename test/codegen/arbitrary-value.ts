import fc from 'fast-check';
import { memberNames } from '../../packages/host-bindings/src/emitters/typescript/member-names.js';
import { bodyOf, resolveType } from '../../packages/host-bindings/src/model/index.js';
import type { Type } from '../../packages/host-bindings/src/model/index.js';

const TYPED = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

const SPECIAL = fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

const PRIMITIVES = {
  bool: fc.boolean(),
  u8: fc.integer({ min: 0, max: 0xff }),
  s8: fc.integer({ min: -0x80, max: 0x7f }),
  u16: fc.integer({ min: 0, max: 0xffff }),
  s16: fc.integer({ min: -0x8000, max: 0x7fff }),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  s32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  s64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  f32: fc.oneof({ weight: 4, arbitrary: fc.float() }, SPECIAL),
  f64: fc.oneof({ weight: 4, arbitrary: fc.double() }, SPECIAL),
  char: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  string: fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 })),
} as const;

/** Text that begins with a byte order mark, which is part of it. */
const MARKED = fc.string({ maxLength: 60 }).map((text) => `\ufeff${text}`);

/** What random values are to be. */
export interface ValueOptions {
  /** Makes an object of a resource, another each time. */
  readonly object?: () => object;
  /** Whether byte order marks are left out, which jco-transpile 0.15.0 loses. */
  readonly forJco?: boolean;
}

/** Random values of a WIT type, as emitted TypeScript has them. */
export function arbitraryValue(type: Type, options: ValueOptions = {}): fc.Arbitrary<unknown> {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'primitive':
      return resolved.name === 'string' && options.forJco !== true
        ? fc.oneof({ weight: 2, arbitrary: PRIMITIVES.string }, MARKED)
        : PRIMITIVES[resolved.name];
    case 'list':
    case 'fixed-list': {
      const element = resolveType(resolved.element);
      const bounds =
        resolved.kind === 'list'
          ? { maxLength: element.kind === 'primitive' ? 40 : 5 }
          : { minLength: resolved.length, maxLength: resolved.length };
      const values = fc.array(arbitraryValue(element, options), bounds);
      if (element.kind !== 'primitive' || !(element.name in TYPED)) return values;
      const array = TYPED[element.name as keyof typeof TYPED];
      return values.map((list) => (array.from as (list: unknown[]) => unknown)(list));
    }
    case 'map': {
      const entry = fc.tuple(
        arbitraryValue(resolved.key, options),
        arbitraryValue(resolved.value, options),
      );
      return fc.array(entry, { maxLength: 4 }).map((entries) => new Map(entries));
    }
    case 'option': {
      const some = arbitraryValue(resolved.some, options);
      return resolveType(resolved.some).kind === 'option'
        ? fc.oneof(
            fc.constant({ tag: 'none' }),
            some.map((val) => ({ tag: 'some', val })),
          )
        : fc.oneof(fc.constant(undefined), some);
    }
    case 'tuple':
      return fc.tuple(...resolved.items.map((item) => arbitraryValue(item, options)));
    case 'result':
      return fc.oneof(
        arbitraryCase('ok', resolved.ok, options),
        arbitraryCase('err', resolved.err, options),
      );
    case 'named':
      return arbitraryNamed(type, options);
    case 'own':
    case 'borrow':
      if (options.object === undefined) throw new Error('no values of a resource');
      return fc.constant(options.object).map((make) => make());
    case 'stream':
    case 'future':
    case 'error-context':
      throw new Error(`no values of "${resolved.kind}"`);
  }
}

function arbitraryNamed(type: Type, options: ValueOptions): fc.Arbitrary<unknown> {
  const body = bodyOf(type)!;
  switch (body.kind) {
    case 'record': {
      const names = memberNames(body.fields);
      return fc.record(
        Object.fromEntries(
          body.fields.map((one) => [names.get(one.name)!, arbitraryValue(one.type, options)]),
        ),
        { noNullPrototype: true },
      );
    }
    case 'flags': {
      const names = memberNames(body.labels);
      return fc.record(
        Object.fromEntries(body.labels.map((one) => [names.get(one.name)!, fc.boolean()])),
        { noNullPrototype: true },
      );
    }
    case 'enum':
      return fc.constantFrom(...body.cases.map((one) => one.name));
    case 'variant':
      return fc.oneof(...body.cases.map((one) => arbitraryCase(one.name, one.type, options)));
    case 'resource':
      throw new Error('no values of a resource');
  }
}

function arbitraryCase(
  tag: string,
  type: Type | undefined,
  options: ValueOptions,
): fc.Arbitrary<unknown> {
  return type === undefined
    ? fc.constant({ tag })
    : arbitraryValue(type, options).map((val) => ({ tag, val }));
}
