import type { CoreType, MemoryKind } from '../../abi/index.js';
import type { PrimitiveName } from '../../model/index.js';

/** Instructions that load from memory. Spelled so, they leave `load` and `store` to WIT's functions. */
export const LOADS: Readonly<Record<MemoryKind, string>> = {
  u8: 'i32.load8_u',
  s8: 'i32.load8_s',
  u16: 'i32.load16_u',
  s16: 'i32.load16_s',
  u32: 'i32.load',
  s32: 'i32.load',
  u64: 'i64.load',
  s64: 'i64.load',
  f32: 'f32.load',
  f64: 'f64.load',
};

/** Instructions that store into memory. */
export const STORES: Readonly<Record<MemoryKind, string>> = {
  u8: 'i32.store8',
  s8: 'i32.store8',
  u16: 'i32.store16',
  s16: 'i32.store16',
  u32: 'i32.store',
  s32: 'i32.store',
  u64: 'i64.store',
  s64: 'i64.store',
  f32: 'f32.store',
  f64: 'f64.store',
};

const CASTS: Partial<Record<PrimitiveName, string>> = {
  u8: 'u8',
  s8: 'i8',
  u16: 'u16',
  s16: 'i16',
  u32: 'u32',
  u64: 'u64',
  char: 'u32',
};

/** A scalar from a core value, or from what was loaded from memory. */
export function liftScalar(name: PrimitiveName, value: string): string {
  if (name === 'bool') return `${value} != 0`;
  const cast = CASTS[name];
  return cast === undefined ? value : `${cast}(${value})`;
}

/** A core value in a slot of another type, or back. */
export function coerce(value: string, from: CoreType, to: CoreType): string {
  if (from === to || /^[0-9]+$/.test(value)) return value;
  switch (`${from} ${to}`) {
    case 'i64 i32':
      return `i32(${value})`;
    case 'i32 i64':
      return `i64(u32(${value}))`;
    case 'i32 f32':
      return `reinterpret<f32>(${value})`;
    case 'f32 i32':
      return `reinterpret<i32>(${value})`;
    case 'i64 f32':
      return `reinterpret<f32>(i32(${value}))`;
    case 'f32 i64':
      return `i64(reinterpret<u32>(${value}))`;
    case 'i64 f64':
      return `reinterpret<f64>(${value})`;
    case 'f64 i64':
      return `reinterpret<i64>(${value})`;
    default:
      throw new Error(`${from} does not become ${to}; report this as a bug`);
  }
}
