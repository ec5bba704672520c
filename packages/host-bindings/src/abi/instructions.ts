import type {
  ChannelType,
  NumberName,
  PrimitiveName,
  Type,
  TypeDeclaration,
} from '../model/index.js';
import type { CoreType } from './flatten.js';

/** How bytes in memory become a core value, and back. */
export type MemoryKind =
  | 'u8'
  | 's8'
  | 'u16'
  | 's16'
  | 'u32'
  | 's32'
  | 'u64'
  | 's64'
  | 'f32'
  | 'f64';

/** A step from a value to a part of it. */
export type PathStep =
  | { readonly kind: 'field'; readonly name: string; readonly record: TypeDeclaration }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'payload' };

/** The elements of a list, as memory holds them. */
export interface Elements {
  /** Type of an element. */
  readonly element: Type;
  /** Set where a list of numbers can be copied as a whole. */
  readonly number: NumberName | undefined;
  /** Bytes of an element. */
  readonly size: number;
  /** Alignment of an element. */
  readonly align: number;
}

/**
 * One step of a lift or a lower, over a stack of expressions. What an instruction takes off the stack
 * and puts on it, `arityOf` says. Targets print instructions; they decide nothing.
 */
export type Instruction =
  // Lift: core values and memory to values.
  | {
      readonly op: 'get-core';
      readonly index: number;
      readonly from: CoreType;
      readonly to: CoreType;
    }
  | { readonly op: 'load'; readonly kind: MemoryKind; readonly offset: number }
  | { readonly op: 'lift-scalar'; readonly name: PrimitiveName; readonly from: 'core' | 'memory' }
  | { readonly op: 'lift-string' }
  | ({ readonly op: 'lift-list'; readonly type: Type } & Elements)
  | { readonly op: 'lift-map'; readonly type: MapType }
  | ({ readonly op: 'lift-fixed'; readonly count: number } & Elements)
  | { readonly op: 'lift-record'; readonly declaration: TypeDeclaration; readonly count: number }
  | { readonly op: 'lift-tuple'; readonly count: number }
  | { readonly op: 'lift-enum'; readonly declaration: TypeDeclaration }
  | { readonly op: 'lift-flags'; readonly declaration: TypeDeclaration; readonly words: number }
  | {
      readonly op: 'lift-handle';
      readonly mode: 'own' | 'borrow';
      readonly resource: TypeDeclaration;
    }
  | { readonly op: 'lift-channel'; readonly type: ChannelType }
  | { readonly op: 'lift-error-context' }
  | {
      readonly op: 'lift-cases';
      readonly type: Type;
      readonly blocks: readonly Block[];
      readonly source: CasesSource;
    }
  | { readonly op: 'call-lift'; readonly type: Type; readonly count: number }
  | { readonly op: 'address'; readonly offset: number }
  | { readonly op: 'call-load'; readonly type: Type; readonly offset: number }
  // Lower: values to core values and memory.
  | { readonly op: 'value'; readonly path: readonly PathStep[] }
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: 'lower-scalar'; readonly name: PrimitiveName }
  | { readonly op: 'lower-string' }
  | ({ readonly op: 'lower-list'; readonly type: Type } & Elements)
  | { readonly op: 'lower-map'; readonly type: MapType }
  | { readonly op: 'check-length'; readonly path: readonly PathStep[]; readonly length: number }
  | { readonly op: 'lower-enum'; readonly declaration: TypeDeclaration }
  | { readonly op: 'lower-flags'; readonly declaration: TypeDeclaration; readonly words: number }
  | {
      readonly op: 'lower-handle';
      readonly mode: 'own' | 'borrow';
      readonly resource: TypeDeclaration;
    }
  | { readonly op: 'lower-channel'; readonly type: ChannelType }
  | { readonly op: 'lower-error-context' }
  | {
      readonly op: 'lower-cases';
      readonly type: Type;
      readonly path: readonly PathStep[];
      readonly blocks: readonly Block[];
    }
  | ({ readonly op: 'set-core' } & SetCore)
  | { readonly op: 'set-pair'; readonly pointer: SetCore; readonly length: SetCore }
  | { readonly op: 'store'; readonly kind: MemoryKind; readonly offset: number }
  | { readonly op: 'store-pair'; readonly offset: number }
  | {
      readonly op: 'store-list';
      readonly number: NumberName;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly op: 'call-lower';
      readonly type: Type;
      readonly path: readonly PathStep[];
      readonly index: number;
    }
  | {
      readonly op: 'coerce-core';
      readonly index: number;
      readonly from: CoreType;
      readonly to: CoreType;
    }
  | {
      readonly op: 'call-store';
      readonly type: Type;
      readonly path: readonly PathStep[];
      readonly offset: number;
    };

/** A core value that is set. */
export interface SetCore {
  /** Number of the core value. */
  readonly index: number;
  /** Type of the expression. */
  readonly from: CoreType;
  /** Type of the core value, which may be wider, where cases share it. */
  readonly to: CoreType;
}

/** A map. */
export type MapType = Extract<Type, { readonly kind: 'map' }>;

/** Where the value that `lift-cases` lifts is as a whole, for targets that would rather call a function. */
export type CasesSource =
  | { readonly kind: 'memory'; readonly offset: number }
  | { readonly kind: 'core'; readonly slots: readonly CoreSlot[] };

/** A core value that a lift can read: its number, and the type that it has there. */
export interface CoreSlot {
  /** Number of the core value. */
  readonly index: number;
  /** Its type, which may be wider than what is in it, where cases share it. */
  readonly type: CoreType;
}

/** Instructions in order. */
export type Block = readonly Instruction[];

/** What an instruction takes off the stack and puts on it. */
export interface Arity {
  /** Taken off. */
  readonly pops: number;
  /** Put on. */
  readonly pushes: number;
}

/** Arity of an instruction. */
export function arityOf(instruction: Instruction): Arity {
  switch (instruction.op) {
    case 'get-core':
    case 'load':
    case 'address':
    case 'call-load':
    case 'value':
    case 'constant':
      return { pops: 0, pushes: 1 };
    case 'lift-flags':
      return { pops: instruction.words, pushes: 1 };
    case 'lower-flags':
      return { pops: 1, pushes: instruction.words };
    case 'lift-scalar':
    case 'lift-enum':
    case 'lift-handle':
    case 'lift-channel':
    case 'lift-error-context':
    case 'lift-cases':
    case 'lower-scalar':
    case 'lower-enum':
    case 'lower-handle':
    case 'lower-channel':
    case 'lower-error-context':
      return { pops: 1, pushes: 1 };
    case 'lift-string':
    case 'lift-list':
    case 'lift-map':
      return { pops: 2, pushes: 1 };
    case 'lower-string':
    case 'lower-list':
    case 'lower-map':
      return { pops: 1, pushes: 2 };
    case 'lift-record':
    case 'lift-fixed':
    case 'lift-tuple':
    case 'call-lift':
      return { pops: instruction.count, pushes: 1 };
    case 'set-core':
    case 'store':
    case 'store-list':
      return { pops: 1, pushes: 0 };
    case 'set-pair':
    case 'store-pair':
      return { pops: 2, pushes: 0 };
    case 'lower-cases':
    case 'call-lower':
    case 'check-length':
    case 'coerce-core':
    case 'call-store':
      return { pops: 0, pushes: 0 };
  }
}

/**
 * Depth of the stack after a block, which must never take more than there is. Blocks inside
 * `lift-cases` leave one value or none; blocks inside `lower-cases` leave nothing.
 * @throws Error when a block is not balanced.
 */
export function stackDepth(block: Block): number {
  let depth = 0;
  for (const instruction of block) {
    const { pops, pushes } = arityOf(instruction);
    if (depth < pops) throw new Error(`"${instruction.op}" takes ${pops} of ${depth} values`);
    depth += pushes - pops;
    if (instruction.op !== 'lift-cases' && instruction.op !== 'lower-cases') continue;
    for (const inner of instruction.blocks) {
      const left = stackDepth(inner);
      const most = instruction.op === 'lift-cases' ? 1 : 0;
      if (left > most) throw new Error(`a block of "${instruction.op}" leaves ${left} values`);
    }
  }
  return depth;
}
