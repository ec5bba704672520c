// Emitted by host-bindings from wajs:platform/random@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError } from '../../codegen-v1/index.js';
import type { CallContext, ImportInterface } from '../../codegen-v1/index.js';

/**
 * Entropy, fit for keys.
 *
 * A provider of `wajs:platform/random@0.1.0`.
 */
export interface Random {
  /**
   * Random bytes, 65,536 at most.
   *
   * WIT: `bytes: func(length: u32) -> list<u8>`
   */
  bytes(length: number, call: CallContext): Uint8Array;
}

/**
 * A provider of `wajs:platform/random@0.1.0` that offers nothing yet: extend it, and
 * override what you offer. Every other call fails as `unavailable`, with the name of its
 * function.
 */
export class RandomBase implements Random {
  bytes(_length: number, _call: CallContext): Uint8Array {
    throw new UnavailableError('wajs:platform/random@0.1.0', 'bytes');
  }
}

/** The functions of `wajs:platform/random@0.1.0`, as a runtime dispatches over them. */
export const random: ImportInterface<Random> = {
  name: 'wajs:platform/random@0.1.0',
  functions: [
    {
      name: 'bytes',
      async: false,
      invoke(provider, reader, call) {
        const length = reader.u32();
        reader.end();
        return provider.bytes(length, call);
      },
      encode(writer, value: Uint8Array) {
        writer.bytes(value);
      },
      direct(guest, provider) {
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const length = p0 >>> 0;
          const at = memory.area(p1, 4, 8);
          const value = provider.bytes(length, guest.call);
          memory.setSlice(at, memory.storeList(Uint8Array, value));
        };
      },
    },
  ],
};
