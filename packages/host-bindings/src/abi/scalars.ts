import type { PrimitiveName } from '../model/index.js';
import type { MemoryKind } from './instructions.js';

/** How a primitive other than string lies in memory. */
export const PRIMITIVE_MEMORY: Readonly<Record<Exclude<PrimitiveName, 'string'>, MemoryKind>> = {
  bool: 'u8',
  u8: 'u8',
  s8: 's8',
  u16: 'u16',
  s16: 's16',
  u32: 'u32',
  s32: 's32',
  u64: 'u64',
  s64: 's64',
  f32: 'f32',
  f64: 'f64',
  char: 'u32',
};

/** How a number of this many bytes lies in memory. */
export function unsignedKind(bytes: 1 | 2 | 4): MemoryKind {
  return bytes === 1 ? 'u8' : bytes === 2 ? 'u16' : 'u32';
}
