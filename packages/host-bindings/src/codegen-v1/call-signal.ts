/** The parts of an AbortSignal that every platform has. */
interface AbortSignalParts {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The platform's AbortSignal. Where the compiler knows of none, because neither the DOM's types nor those
 * of Node are there, the parts that every platform has: emitted code compiles without ambient types.
 */
export type CallSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : AbortSignalParts;
