import {
  type Delta,
  linkedExports,
  type Plan,
  type Snapshot,
  writeImage,
} from '../linker/index.js';
import { abortReason } from './abort-reason.js';

/** Bytes below the stack pointer that LLVM's leaf functions use. */
const redZone = 128;

/** All the state that a linked module has: its memory and its mutable globals. */
export class GuestState {
  readonly memory: WebAssembly.Memory;
  /** Where the stack begins while nothing runs: what lies below it means nothing. 0 where it is unknown. */
  readonly idleStack: number;
  readonly #globals: readonly WebAssembly.Global[];
  readonly #pages: WebAssembly.Global;
  readonly #stackPointer: WebAssembly.Global | undefined;
  readonly #stackLow: WebAssembly.Global | undefined;
  readonly #abort: number | undefined;

  /** Takes the exports of an instance; its memory may grow to `memoryBytes`. */
  constructor(exports: Record<string, unknown>, plan: Plan, memoryBytes: number) {
    const global = (name: string): WebAssembly.Global => exports[name] as WebAssembly.Global;
    this.memory = exports[linkedExports.memory] as WebAssembly.Memory;
    this.#pages = global(linkedExports.pages);
    this.#abort = plan.abort;
    this.#globals = plan.globals.map(global);
    if (plan.stackPointer !== undefined) {
      this.#stackPointer = global(plan.stackPointer);
      this.#stackLow = global(linkedExports.stackLow);
    }
    this.idleStack = this.#stackPointer === undefined ? 0 : this.#stackPointer.value >>> 0;
    const limit = global(linkedExports.limit);
    limit.value = Math.min(limit.value >>> 0, Math.floor(memoryBytes / 65_536));
  }

  /** Why the guest aborted, where it says so: for the log, once it has trapped. */
  get abortReason(): string | undefined {
    return this.#abort === undefined ? undefined : abortReason(this.memory.buffer, this.#abort);
  }

  /** Copies the state. What is left over on an idle stack is not part of it. */
  takeSnapshot(): Snapshot {
    const memory = new Uint8Array(this.memory.buffer, 0, this.#pages.value * 65_536).slice();
    if (this.#stackPointer !== undefined) memory.fill(0, 0, this.#stackPointer.value >>> 0);
    return {
      memory,
      globals: this.#globals.map((global) => global.value as number),
    };
  }

  /** Puts memory and globals back to an image. */
  restore(base: Snapshot, delta: Delta): void {
    const missing = delta.pages - this.memory.buffer.byteLength / 65_536;
    if (missing > 0) this.memory.grow(missing);
    writeImage(new Uint8Array(this.memory.buffer), base, delta, {
      pages: this.#pages.value,
      start: this.#untouchedStack(),
    });
    if (this.#stackLow !== undefined) this.#stackLow.value = -1;
    this.#pages.value = delta.pages;
    for (const [index, global] of this.#globals.entries()) global.value = delta.globals[index]!;
  }

  /** Bytes at the start of the memory that nothing has written to since the last restore. */
  #untouchedStack(): number {
    if (this.#stackLow === undefined || this.#stackPointer === undefined) return 0;
    // The idle pointer bounds both: an image that lies about its stack hides nothing behind it.
    const low = Math.min(
      this.#stackLow.value >>> 0,
      this.#stackPointer.value >>> 0,
      this.idleStack,
    );
    return Math.max(0, low - redZone);
  }
}
