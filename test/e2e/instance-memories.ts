import { afterAll, beforeAll } from 'vitest';

/** A memory, as far as a test looks into it. */
export interface InstanceMemory {
  readonly buffer: ArrayBuffer;
}

type InstanceClass = new (
  module: unknown,
  imports?: unknown,
) => {
  readonly exports: Record<string, unknown>;
};

/**
 * The memory of every WebAssembly instance that is made while a suite runs, in order. Empty the list
 * to look at later ones alone.
 */
export function watchMemories(): InstanceMemory[] {
  const memories: InstanceMemory[] = [];
  const api = (globalThis as unknown as { WebAssembly: { Instance: InstanceClass } }).WebAssembly;
  const { Instance } = api;
  beforeAll(() => {
    api.Instance = class extends Instance {
      constructor(module: unknown, imports?: unknown) {
        super(module, imports);
        const memory = this.exports['memory'] as InstanceMemory | undefined;
        if (memory !== undefined) memories.push(memory);
      }
    };
  });
  afterAll(() => {
    api.Instance = Instance;
  });
  return memories;
}
