import { HostError } from '../../contract/index.js';
import type { Platform } from '../platform.js';

/**
 * A browser as a {@link Platform}: Web Cryptography, DecompressionStream, and functions that are
 * loaded from URLs. Both interfaces exist in secure contexts alone: https, or localhost.
 */
export const browserPlatform: Platform = {
  async sha256(bytes) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  },
  async inflater(bytes, maximum) {
    try {
      const inflated = await inflate(bytes, maximum);
      return () => inflated;
    } catch (error) {
      // Damage is reported where the part is needed: a source map may never be.
      return () => {
        throw error;
      };
    }
  },
  async read(url) {
    const response = await fetch(url);
    if (!response.ok) {
      throw new HostError('not-found', `"${url}" was answered with status ${response.status}`);
    }
    return new Uint8Array(await response.arrayBuffer());
  },
  nameOf(url) {
    const path = url.replace(/[?#].*$/s, '');
    return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '') || 'function';
  },
};

/** Inflates chunk by chunk, and stops at the bound: what is left of a bomb is never unpacked. */
async function inflate(bytes: Uint8Array, maximum: number): Promise<Uint8Array> {
  const inflating = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = (inflating as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maximum) {
      reader.cancel().catch(() => undefined);
      throw new RangeError(`the data inflates to more than ${maximum} bytes`);
    }
    chunks.push(value);
  }
  return concatenate(chunks, length);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.length;
  }
  return whole;
}
