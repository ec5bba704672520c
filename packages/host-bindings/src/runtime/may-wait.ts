import { doesAnswerAtOnce } from '../contract/answers-at-once.js';
import type { Plan } from '../linker/index.js';
import type { BoundInterface } from './host-interfaces.js';

/**
 * Whether a linked module imports something that may wait: an `async func` of a provider that does not
 * say that it answers at once.
 */
export function mayWait(plan: Plan, interfaces: ReadonlyMap<string, BoundInterface>): boolean {
  return plan.imports.some(({ meaning }) => {
    if (meaning.kind !== 'lower') return false;
    const bound = interfaces.get(meaning.interface);
    const fn = bound?.interface.functions.find((one) => one.name === meaning.function);
    return fn?.async === true && !doesAnswerAtOnce(bound!.provider);
  });
}
