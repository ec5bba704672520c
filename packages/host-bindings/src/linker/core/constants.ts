import { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import type { Slice } from './module.js';
import { type Defined, definedKey, type Program, type Unit } from './program.js';

/** Value of a constant expression: an integer of 32 or 64 bits, or the raw bytes of another constant. */
export type Constant =
  | { readonly kind: 'i32'; readonly value: number }
  | { readonly kind: 'i64'; readonly value: bigint }
  | { readonly kind: 'raw'; readonly bytes: Slice };

/**
 * Evaluates a constant expression, extended ones included, so that none is left in the linked
 * module: V8 in Node 20 rejects them.
 */
export function evaluateConstant(
  program: Program,
  unit: Unit,
  expression: Slice,
  depth = 0,
): Constant {
  const reader = new ByteReader(expression.bytes, expression.start, expression.end);
  const stack: Constant[] = [];
  for (;;) {
    const opcode = reader.u8();
    if (opcode === 0x0b) break;
    if (opcode === 0x41) stack.push({ kind: 'i32', value: reader.s33() | 0 });
    else if (opcode === 0x42) stack.push({ kind: 'i64', value: readSigned64(reader) });
    else if (opcode === 0x23) {
      const global = program.resolveDefined(unit, 'global', reader.u32());
      stack.push(evaluateGlobal(program, global, depth + 1));
    } else if (opcode >= 0x6a && opcode <= 0x6c) {
      const [left, right] = popIntegers(stack, 'i32');
      const result = opcode === 0x6a ? left + right : opcode === 0x6b ? left - right : left * right;
      stack.push({ kind: 'i32', value: Number(BigInt.asIntN(32, result)) });
    } else if (opcode >= 0x7c && opcode <= 0x7e) {
      const [left, right] = popIntegers(stack, 'i64');
      const result = opcode === 0x7c ? left + right : opcode === 0x7d ? left - right : left * right;
      stack.push({ kind: 'i64', value: BigInt.asIntN(64, result) });
    } else {
      // A float, vector or reference: nothing computes with it, so it is copied.
      return { kind: 'raw', bytes: expression };
    }
  }
  const result = stack.pop();
  if (result === undefined || stack.length > 0)
    throw new LinkError('malformed', 'a constant expression without one value');
  return result;
}

/** Globals whose values hang on each other further than this are refused; cycles are too. */
const maxDepth = 200;

/** Initial value of a global. */
export function evaluateGlobal(program: Program, global: Defined, depth = 0): Constant {
  const key = definedKey(global);
  let value = program.constants.get(key);
  if (value === undefined) {
    if (depth > maxDepth)
      throw new LinkError('malformed', 'globals whose initial values hang on each other');
    const { init } = global.unit.module.globals[global.index]!;
    value = evaluateConstant(program, global.unit, init, depth);
    program.constants.set(key, value);
  }
  return value;
}

/** Offset of a data or element segment. */
export function evaluateOffset(program: Program, unit: Unit, expression: Slice): number {
  const constant = evaluateConstant(program, unit, expression);
  if (constant.kind !== 'i32')
    throw new LinkError('malformed', 'a segment offset that is no 32-bit integer');
  return constant.value >>> 0;
}

function popIntegers(stack: Constant[], kind: 'i32' | 'i64'): [bigint, bigint] {
  const right = stack.pop();
  const left = stack.pop();
  if (left?.kind !== kind || right?.kind !== kind)
    throw new LinkError('malformed', 'a constant expression of mixed types');
  return [BigInt(left.value), BigInt(right.value)];
}

function readSigned64(reader: ByteReader): bigint {
  let result = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.u8();
    result |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, byte & 0x40 ? result - (1n << (shift + 7n)) : result);
  }
  return reader.fail('over-long integer');
}
