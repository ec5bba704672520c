import type { DirectGuest } from '../codegen-v1/index.js';
import type { GuestChannels } from './guest-channels.js';

type CoreFunction = (...core: never[]) => unknown;

/** What the canonical functions of streams, futures and error contexts act on. */
export interface ChannelImports {
  readonly guest: DirectGuest;
  readonly channels: GuestChannels;
}

/**
 * A canonical function of streams, futures or error contexts (component-model CanonicalABI.md); undefined where the name is none of them.
 */
export function resolveChannelImport(
  name: string,
  isAsync: boolean,
  { guest, channels }: ChannelImports,
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
  switch (verb) {
    case 'new':
      return () => channels.create(kind);
    case 'read':
      return (handle: number, pointer: number, count = 1) =>
        channels
          .end(kind, 'readable', handle)
          .read({ guest, pointer, count: count >>> 0, isAsync });
    case 'write':
      return (handle: number, pointer: number, count = 1) =>
        channels
          .end(kind, 'writable', handle)
          .write({ guest, pointer, count: count >>> 0, isAsync });
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
