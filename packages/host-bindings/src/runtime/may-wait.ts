import { doesAnswerAtOnce } from '../contract/answers-at-once.js';
import type { Plan } from '../linker/index.js';
import type { BoundInterface } from './host-interfaces.js';

/**
 * Whether a guest of a linked module may have to be suspended: it calls an `async func` of a provider that
 * does not say that it answers at once, and waits for the answer there or in a waitable set; or it reads or
 * writes a stream or a future. Where it has callbacks, it waits in those, and its tasks run beside each
 * other, which they would not where it is suspended: unless it is built to be suspended.
 */
export function mayWait(plan: Plan, interfaces: ReadonlyMap<string, BoundInterface>): boolean {
  const waitsInSets = plan.imports.some(
    ({ meaning }) => meaning.kind === 'builtin' && meaning.name === 'waitable-set.wait',
  );
  const waitsInCallbacks =
    plan.asyncify === undefined && plan.exports.some(({ callback }) => callback !== undefined);
  return plan.imports.some(({ meaning }) => {
    if (meaning.kind !== 'lower' && meaning.kind !== 'builtin') return false;
    if (meaning.isAsync === true && !waitsInSets) return false;
    if (meaning.kind === 'builtin') {
      return isCopy(meaning.name) && (waitsInSets || !waitsInCallbacks);
    }
    const bound = interfaces.get(meaning.interface);
    const fn = bound?.interface.functions.find((one) => one.name === meaning.function);
    return fn?.async === true && !doesAnswerAtOnce(bound!.provider);
  });
}

/** Whether a canonical function copies through a stream or a future. */
function isCopy(name: string): boolean {
  return /^(?:stream|future)\.(?:read|write)$/.test(name);
}
