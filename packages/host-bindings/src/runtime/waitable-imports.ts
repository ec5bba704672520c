import type { GuestChannels } from './guest-channels.js';
import type { CoreFunction, Suspending } from './guest-core.js';
import type { GuestWait } from './guest-wait.js';

/** What the canonical functions of waitable sets and subtasks act on. */
export interface WaitableImports {
  readonly channels: Pick<GuestChannels, 'sets' | 'subtasks'>;
  readonly waits?: GuestWait | undefined;
  readonly suspending?: Suspending | undefined;
}

/**
 * A canonical function of waitable sets or subtasks (component-model CanonicalABI.md); undefined where
 * the name is none of them.
 */
export function resolveWaitableImport(
  name: string,
  { channels: { sets, subtasks }, waits, suspending }: WaitableImports,
): CoreFunction | undefined {
  switch (name) {
    case 'waitable-set.new':
      return () => sets.create();
    case 'waitable-set.drop':
      return (set: number) => sets.drop(set);
    case 'waitable-set.poll':
      return (set: number, pointer: number) => sets.poll(set, pointer);
    case 'waitable-set.wait': {
      const wait = (set: number, pointer: number): unknown => sets.suspend(waits, set, pointer);
      return waits !== undefined && suspending !== undefined ? suspending(wait, false) : wait;
    }
    case 'waitable.join':
      return (handle: number, set: number) => sets.join(handle, set);
    case 'subtask.cancel':
      return (handle: number) => subtasks.get(handle).cancel();
    case 'subtask.drop':
      return (handle: number) => subtasks.drop(handle);
    default:
      return undefined;
  }
}
