import { asyncifyExports } from '../plan.js';
import type { Defined, Program } from './program.js';

/** The functions that suspend the guest's own code, by name; undefined where it cannot be suspended. */
export function findAsyncify(program: Program): ReadonlyMap<string, Defined> | undefined {
  const names = Object.values(asyncifyExports);
  for (const unit of program.units) {
    const found = new Map<string, Defined>();
    for (const name of names) {
      const item = unit.module.exports.get(name);
      if (item?.kind !== 'func') break;
      found.set(name, program.resolveDefined(unit, 'func', item.index));
    }
    if (found.size === names.length) return found;
  }
  return undefined;
}
