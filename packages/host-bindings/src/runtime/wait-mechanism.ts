import type { Plan } from '../linker/index.js';
import { canSuspend } from './suspending-core.js';

/**
 * How a guest on the direct carrier is suspended while a provider waits:
 * - `stack-switching`: by the platform (Node from 24 on, Chromium);
 * - `asyncify`: by its own code, which Binaryen's pass of that name has rewritten, as the build of
 *   `@org/assemblyscript-sdk` does;
 * - `thread`: on a thread of its own, which blocks (Node).
 */
export type WaitMechanism = 'stack-switching' | 'asyncify' | 'thread';

/** The first mechanism that there is, of those that the host allows; undefined where there is none. */
export function chooseWaitMechanism(
  waits: 'auto' | 'never' | WaitMechanism,
  { plan, hasThreads }: { readonly plan: Plan; readonly hasThreads: boolean },
): WaitMechanism | undefined {
  const available: Readonly<Record<WaitMechanism, boolean>> = {
    'stack-switching': canSuspend,
    asyncify: plan.asyncify !== undefined,
    thread: hasThreads,
  };
  const wanted: readonly WaitMechanism[] =
    waits === 'never' ? [] : waits === 'auto' ? ['stack-switching', 'asyncify', 'thread'] : [waits];
  return wanted.find((one) => available[one]);
}
