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
  | { readonly kind: 'loop'; readonly start: number; readonly end: number };

/** Collects what has to be patched in a body, in order; `loops` only where fuel is counted. */
export function collectPatches(body: Slice, loops: boolean): Patch[] {
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
  });
  return patches;
}
