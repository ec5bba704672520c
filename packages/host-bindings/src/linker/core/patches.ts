import type { Slice } from './module.js';
import { walkCode } from './walk-code.js';

/** One place in a function body that the linker writes anew. */
export type Patch =
  | {
      readonly kind: 'func';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      readonly index: number;
    }
  | {
      readonly kind: 'indirect';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      readonly type: number;
      readonly table: number;
    }
  | {
      readonly kind: 'global';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      readonly index: number;
    }
  | {
      readonly kind: 'table';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      readonly sub: number;
      readonly tables: readonly number[];
      readonly element: number;
    }
  | {
      readonly kind: 'data';
      readonly start: number;
      readonly end: number;
      readonly index: number;
    }
  | {
      readonly kind: 'pages';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
    }
  | {
      readonly kind: 'block';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      readonly type: number;
    }
  | { readonly kind: 'loop'; readonly start: number; readonly end: number }
  | {
      readonly kind: 'store';
      readonly start: number;
      readonly end: number;
      readonly opcode: number;
      /** Second part of an opcode 0xfd. */
      readonly sub: number;
      readonly offset: number;
    }
  /** memory.copy (10) and memory.fill (11). */
  | { readonly kind: 'bulk'; readonly start: number; readonly end: number; readonly sub: number };

/** What is patched beside what has to be. */
export interface PatchOptions {
  /** Loops, which count fuel. */
  readonly loops: boolean;
  /** Stores, which are noted. */
  readonly stores: boolean;
}

/** Collects what is patched in a body, in order. */
export function collectPatches(body: Slice, { loops, stores }: PatchOptions): Patch[] {
  const patches: Patch[] = [];
  walkCode(body, {
    func: (opcode, index, start, end) => patches.push({ kind: 'func', start, end, opcode, index }),
    indirect: (opcode, type, table, start, end) =>
      patches.push({ kind: 'indirect', start, end, opcode, type, table }),
    global: (opcode, index, start, end) =>
      patches.push({ kind: 'global', start, end, opcode, index }),
    table: (opcode, sub, index, start, end) =>
      patches.push({ kind: 'table', start, end, opcode, sub, tables: [index], element: -1 }),
    tableCopy: (target, source, start, end) =>
      patches.push({
        kind: 'table',
        start,
        end,
        opcode: 0xfc,
        sub: 14,
        tables: [target, source],
        element: -1,
      }),
    tableInit: (element, table, start, end) =>
      patches.push({ kind: 'table', start, end, opcode: 0xfc, sub: 12, tables: [table], element }),
    data: (index, start, end) => patches.push({ kind: 'data', start, end, index }),
    pages: (opcode, start, end) => patches.push({ kind: 'pages', start, end, opcode }),
    block: (opcode, type, start, end) => patches.push({ kind: 'block', start, end, opcode, type }),
    loop: (end) => {
      if (loops) patches.push({ kind: 'loop', start: end, end });
    },
    store: (opcode, sub, offset, start, end) => {
      if (stores) patches.push({ kind: 'store', start, end, opcode, sub, offset });
    },
    bulk: (sub, start, end) => {
      // memory.init is a patch already.
      if (stores && sub !== 8) patches.push({ kind: 'bulk', start, end, sub });
    },
  });
  return patches;
}
