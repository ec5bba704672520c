import type { Awaitable } from '../codegen-v1/index.js';
import type { GuestThread } from './guest-thread.js';

/**
 * What a host needs of where it runs, beyond what every JavaScript runtime has: Node and browsers
 * hash, inflate and read by different means.
 */
export interface Platform {
  /** The sha256 of bytes: 32 bytes. */
  sha256(bytes: Uint8Array): Awaitable<Uint8Array>;
  /**
   * Inflates raw deflate data. What is answered gives the bytes at once when it is called: a platform
   * that can inflate only over time has done it by then, every other one does it in that moment.
   *
   * @param maximum Most bytes that may come out: a bound against decompression bombs.
   * @throws {Error} from what is answered, where the data is damaged or larger than allowed.
   */
  inflater(bytes: Uint8Array, maximum: number): Awaitable<() => Uint8Array>;
  /**
   * Reads what a function is loaded from.
   *
   * @param source Path of a file, in a browser a URL.
   */
  read(source: string): Promise<Uint8Array>;
  /** Reads the same again, at once, where the platform can: what a function seldom needs is not kept. */
  reread?(source: string): Uint8Array;
  /** What to call a function that is read from there and has no name of its own. */
  nameOf(source: string): string;
  /**
   * Starts a thread for guests that wait where the platform cannot suspend them. Missing where a thread
   * cannot be blocked.
   *
   * @param control What the two sides take turns by.
   */
  startGuestThread?(control: SharedArrayBuffer): GuestThread;
}
