import { asyncifyExports } from '../plan.js';
import type { Defined, Program } from './program.js';

/** What suspends the guest's own code. */
export interface Asyncify {
  /** Its functions, by name. */
  readonly functions: ReadonlyMap<string, Defined>;
  /** The allocator of the same module: for the memory that frames go into. */
  readonly realloc: Defined;
}

/** What suspends the guest's own code; undefined where it cannot be suspended. */
export function findAsyncify(program: Program): Asyncify | undefined {
  const names = Object.values(asyncifyExports);
  for (const unit of program.units) {
    const find = (name: string): Defined | undefined => {
      const item = unit.module.exports.get(name);
      return item?.kind === 'func' ? program.resolveDefined(unit, 'func', item.index) : undefined;
    };
    const functions = new Map<string, Defined>();
    for (const name of names) {
      const found = find(name);
      if (found !== undefined) functions.set(name, found);
    }
    const realloc = find('cabi_realloc');
    if (functions.size === names.length && realloc !== undefined) return { functions, realloc };
  }
  return undefined;
}
