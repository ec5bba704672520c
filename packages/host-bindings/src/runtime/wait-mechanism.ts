import type { Plan } from '../linker/index.js';
import { canSuspend } from './suspending-core.js';

/**
 * How a guest on the direct carrier is suspended while a provider waits:
 * - `asyncify`: by its own code, which Binaryen's pass of that name has rewritten, as the build of
 *   `@org/assemblyscript-sdk` does;
 * - `stack-switching`: by the platform (Node from 24 on, Chromium);
 * - `thread`: on a thread of its own, which blocks (Node).
 */
export type WaitMechanism = 'asyncify' | 'stack-switching' | 'thread';

/** In the order of what they cost, as measured: docs/performance.md. */
const inOrder: readonly WaitMechanism[] = ['asyncify', 'stack-switching', 'thread'];

/** The first mechanism that there is, of those that the host allows; undefined where there is none. */
export function chooseWaitMechanism(
  waits: 'auto' | 'never' | WaitMechanism,
  { plan, hasThreads }: { readonly plan: Plan; readonly hasThreads: boolean },
): WaitMechanism | undefined {
  const available: Readonly<Record<WaitMechanism, boolean>> = {
    asyncify: plan.asyncify !== undefined,
    'stack-switching': canSuspend,
    thread: hasThreads,
  };
  const wanted: readonly WaitMechanism[] =
    waits === 'never' ? [] : waits === 'auto' ? inOrder : [waits];
  return wanted.find((one) => available[one]);
}
