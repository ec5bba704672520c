import { abortExport } from '../plan.js';
import { evaluateGlobal } from './constants.js';
import type { Program } from './program.js';

/** Where the guest says why it aborts; undefined where no core module exports a constant for it. */
export function findAbort(program: Program): number | undefined {
  for (const unit of program.units) {
    const found = unit.module.exports.get(abortExport);
    if (found?.kind !== 'global') continue;
    const global = program.resolveDefined(unit, 'global', found.index);
    if (unit.module.globals[global.index]!.mutable) continue;
    const value = evaluateGlobal(program, global);
    if (value.kind === 'i32') return value.value >>> 0;
  }
  return undefined;
}
