import {
  clearWriteMap,
  type Delta,
  isWriteMapTrue,
  linkedExports,
  noteAll,
  noteRuns,
  noteWrite,
  type Plan,
  type Snapshot,
  writeImage,
  writeNotedPages,
} from '../linker/index.js';
import { abortReason } from './abort-reason.js';
import type { LinearMemory } from './linear-memory.js';

/** Bytes below the stack pointer that LLVM's leaf functions use. */
const redZone = 128;

/** All the state that a linked module has: its memory and its mutable globals. */
export class GuestState {
  readonly memory: LinearMemory;
  /** Where the stack begins while nothing runs: what lies below it means nothing. 0 where it is unknown. */
  readonly idleStack: number;
  /** Takes note that the host writes to a part of the memory: the guest's own stores note themselves. */
  readonly onWrite: ((memory: Uint8Array, at: number, size: number) => void) | undefined;
  readonly #globals: readonly WebAssembly.Global[];
  readonly #pages: WebAssembly.Global;
  readonly #stackPointer: WebAssembly.Global | undefined;
  readonly #stackLow: WebAssembly.Global | undefined;
  readonly #abort: number | undefined;
  readonly #tracksWrites: boolean;
  readonly #isShared: boolean;
  #view: Uint8Array;
  /** Image that the memory holds but for what is noted: a new one holds the base. */
  #image: Delta;

  /** Takes the exports of an instance; its memory may grow to `memoryBytes`. */
  constructor(exports: Record<string, unknown>, plan: Plan, memoryBytes: number) {
    const global = (name: string): WebAssembly.Global => exports[name] as WebAssembly.Global;
    this.memory = exports[linkedExports.memory] as LinearMemory;
    this.#view = new Uint8Array(this.memory.buffer);
    this.#isShared = !(this.#view.buffer instanceof ArrayBuffer);
    this.#pages = global(linkedExports.pages);
    this.#abort = plan.abort;
    this.#globals = plan.globals.map(global);
    if (plan.stackPointer !== undefined) {
      this.#stackPointer = global(plan.stackPointer);
      this.#stackLow = global(linkedExports.stackLow);
    }
    this.#tracksWrites = plan.tracksWrites === true;
    if (this.#tracksWrites) this.onWrite = noteWrite;
    this.#image = { pages: plan.memoryPages, globals: [], runs: [] };
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

  /** Notes that the host may write to any part of the memory: through this view of it. */
  noteAll(view: DataView): DataView {
    if (this.#tracksWrites) noteAll(new Uint8Array(view.buffer));
    return view;
  }

  /** Puts memory and globals back to an image. */
  restore(base: Snapshot, delta: Delta): void {
    const missing = delta.pages - this.#bytes.length / 65_536;
    if (missing > 0) this.memory.grow(missing);
    this.#restoreMemory(this.#bytes, base, delta);
    if (this.#stackLow !== undefined) this.#stackLow.value = -1;
    this.#pages.value = delta.pages;
    const { globals } = delta;
    for (let index = 0; index < globals.length; index++) {
      this.#globals[index]!.value = globals[index]!;
    }
  }

  /** All of the memory. One that has grown leaves nothing to its former views, unless it is shared. */
  get #bytes(): Uint8Array {
    if (this.#view.length === 0 || this.#isShared) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  #restoreMemory(memory: Uint8Array, base: Snapshot, delta: Delta): void {
    const pages = this.#pages.value;
    if (!this.#tracksWrites) {
      writeImage(memory, base, delta, { pages, start: this.#untouchedStack() });
      return;
    }
    const image = this.#image;
    if (isWriteMapTrue(memory)) {
      if (image !== delta) noteRuns(memory, image, delta);
      writeNotedPages(memory, base, delta);
      const end = Math.max(pages, image.pages);
      if (end > delta.pages) memory.fill(0, delta.pages * 65_536, end * 65_536);
    } else writeImage(memory, base, delta, { pages, start: 0 });
    clearWriteMap(memory);
    this.#image = delta;
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
