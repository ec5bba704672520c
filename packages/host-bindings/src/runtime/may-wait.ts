import { doesAnswerAtOnce } from '../contract/answers-at-once.js';
import type { Plan } from '../linker/index.js';
import type { BoundInterface } from './host-interfaces.js';

/**
 * Whether a guest of a linked module may have to be suspended: it calls an `async func` of a provider that
 * does not say that it answers at once, and waits for the answer there or in a waitable set.
 */
export function mayWait(plan: Plan, interfaces: ReadonlyMap<string, BoundInterface>): boolean {
  const waitsInSets = plan.imports.some(
    ({ meaning }) => meaning.kind === 'builtin' && meaning.name === 'waitable-set.wait',
  );
  return plan.imports.some(({ meaning }) => {
    if (meaning.kind === 'builtin') return waitsInSets && isCopy(meaning.name);
    if (meaning.kind !== 'lower' || (meaning.isAsync === true && !waitsInSets)) return false;
    const bound = interfaces.get(meaning.interface);
    const fn = bound?.interface.functions.find((one) => one.name === meaning.function);
    return fn?.async === true && !doesAnswerAtOnce(bound!.provider);
  });
}

/** Whether a canonical function copies through a stream or a future. */
function isCopy(name: string): boolean {
  return /^(?:stream|future)\.(?:read|write)$/.test(name);
}
