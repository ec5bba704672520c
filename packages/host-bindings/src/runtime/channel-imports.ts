import type { DirectGuest } from '../codegen-v1/index.js';
import type { GuestChannels } from './guest-channels.js';
import type { CoreFunction, Suspending } from './guest-core.js';
import type { GuestWait } from './guest-wait.js';

/** What the canonical functions of streams, futures and error contexts act on. */
export interface ChannelImports {
  readonly guest: DirectGuest;
  readonly channels: GuestChannels;
  /** What suspends the guest; undefined where nothing can. */
  readonly waits?: GuestWait | undefined;
  readonly suspending?: Suspending | undefined;
}

/**
 * A canonical function of streams, futures or error contexts (component-model CanonicalABI.md); undefined where the name is none of them.
 */
export function resolveChannelImport(
  name: string,
  isAsync: boolean,
  { guest, channels, waits, suspending }: ChannelImports,
): CoreFunction | undefined {
  switch (name) {
    case 'error-context.new':
      return (pointer: number, length: number) => channels.createErrorContext(pointer, length);
    case 'error-context.debug-message':
      return (handle: number, pointer: number) => channels.storeDebugMessage(handle, pointer);
    case 'error-context.drop':
      return (handle: number) => channels.dropErrorContext(handle);
  }
  const [kind, verb] = name.split('.');
  if (kind !== 'stream' && kind !== 'future') return undefined;
  const waiting = (copy: CoreFunction): CoreFunction =>
    !isAsync && waits !== undefined && suspending !== undefined ? suspending(copy, false) : copy;
  switch (verb) {
    case 'new':
      return () => channels.create(kind);
    case 'read':
      return waiting((handle: number, pointer: number, count = 1) =>
        channels
          .end(kind, 'readable', handle)
          .read({ guest, pointer, count: count >>> 0, isAsync, waits }),
      );
    case 'write':
      return waiting((handle: number, pointer: number, count = 1) =>
        channels
          .end(kind, 'writable', handle)
          .write({ guest, pointer, count: count >>> 0, isAsync, waits }),
      );
    case 'cancel-read':
      return (handle: number) => channels.end(kind, 'readable', handle).cancel();
    case 'cancel-write':
      return (handle: number) => channels.end(kind, 'writable', handle).cancel();
    case 'drop-readable':
      return (handle: number) => channels.drop(kind, 'readable', handle);
    case 'drop-writable':
      return (handle: number) => channels.drop(kind, 'writable', handle);
    default:
      return undefined;
  }
}
