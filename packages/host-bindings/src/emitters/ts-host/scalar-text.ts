import type { CoreType } from '../../abi/index.js';
import type { PrimitiveName } from '../../model/index.js';

/** Answers the name of a function of codegen-v1, imported. */
type Runtime = (name: string) => string;

/** The type that a core value has, and the one that it should have. */
interface CoreTypes {
  readonly from: CoreType;
  readonly to: CoreType;
}

const INTEGER_RANGES: Readonly<Record<string, readonly [string, string]>> = {
  u8: ['0', '0xff'],
  s8: ['-0x80', '0x7f'],
  u16: ['0', '0xffff'],
  s16: ['-0x8000', '0x7fff'],
  u32: ['0', '0xffffffff'],
  s32: ['-0x80000000', '0x7fffffff'],
};

/** A core value as the value of a primitive that is no string. */
export function liftCore(name: PrimitiveName, value: string, runtime: Runtime): string {
  switch (name) {
    case 'bool':
      return `${value} !== 0`;
    case 'u8':
      return `${value} & 0xff`;
    case 's8':
      return `(${value} << 24) >> 24`;
    case 'u16':
      return `${value} & 0xffff`;
    case 's16':
      return `(${value} << 16) >> 16`;
    case 'u32':
      return `${value} >>> 0`;
    case 'u64':
      return `BigInt.asUintN(64, ${value})`;
    case 'char':
      return `${runtime('charOf')}(${value} >>> 0)`;
    default:
      return value;
  }
}

/** What was loaded from memory as the value of a primitive that is no string. */
export function liftLoaded(name: PrimitiveName, value: string, runtime: Runtime): string {
  if (name === 'bool') return `${value} !== 0`;
  return name === 'char' ? `${runtime('charOf')}(${value})` : value;
}

/** The value of a primitive that is no string as a core value, checked. */
export function lowerScalar(name: PrimitiveName, value: string, runtime: Runtime): string {
  const range = INTEGER_RANGES[name];
  if (range !== undefined) return `${runtime('toInteger')}(${value}, ${range.join(', ')})`;
  switch (name) {
    case 'bool':
      return `${value} ? 1 : 0`;
    case 'char':
      return `${runtime('codePointOf')}(${value})`;
    case 'u64':
    case 's64':
      return `${runtime('toBigInteger')}(${value}, ${String(name === 's64')})`;
    default:
      return `${runtime('toFloat')}(${value})`;
  }
}

/** A core value of another type with the same bits. */
export function coerceCore(value: string, types: CoreTypes, runtime: Runtime): string {
  const { from, to } = types;
  if (from === to) return value;
  const name = `${from}To${to.charAt(0).toUpperCase()}${to.slice(1)}`;
  return `${runtime(name)}(${value})`;
}
