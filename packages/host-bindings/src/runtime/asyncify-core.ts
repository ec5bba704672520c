import { type Awaitable, type CoreValue, Trap } from '../codegen-v1/index.js';
import { asyncifyExports } from '../linker/index.js';
import {
  type CoreFunction,
  type GuestCore,
  type GuestCoreOptions,
  LocalCore,
} from './guest-core.js';

type CoreExport = (...core: readonly CoreValue[]) => CoreValue | undefined;
type Realloc = (oldPointer: number, oldSize: number, align: number, size: number) => number;

/** Bytes that a guest's frames may take up while it waits: several hundred of them. */
export const unwoundBytes = 16_384;
/** Bytes before them: where the next frame goes, and where the place ends. */
const headBytes = 8;

/** What suspends the code of one guest: its frames go into its memory, and come back from there. */
class Unwinding {
  exports!: Readonly<Record<string, CoreExport>>;
  memory!: GuestCore['memory'];
  realloc!: Realloc;
  /** What the guest waits for; undefined while it does not. */
  #answer: Promise<unknown> | undefined;
  /** What the import answers that the guest waited in; undefined unless it goes on there. */
  #outcome: { readonly value: unknown } | undefined;
  /** Where the frames are; 0 before the first wait of a call. */
  #place = 0;
  #isEntered = false;
  readonly #cut: GuestCoreOptions['cut'];
  readonly #runTurn: GuestCoreOptions['runTurn'];

  constructor({ cut, runTurn }: GuestCoreOptions) {
    this.#cut = cut;
    this.#runTurn = runTurn;
  }

  /** An import that may answer a promise. */
  import(fn: CoreFunction, isWide: boolean): CoreFunction {
    const answerOf = fn as (...core: unknown[]) => unknown;
    // What the guest gets while it unwinds it never looks at; it only has to be of the type.
    const nothing = isWide ? 0n : 0;
    return (...core: unknown[]) => {
      if (this.#outcome !== undefined) {
        const { value } = this.#outcome;
        this.#outcome = undefined;
        this.exports[asyncifyExports.stopRewind]!();
        return value;
      }
      const answer = answerOf(...core);
      if (!(answer instanceof Promise)) return answer;
      this.#unwind(answer);
      return nothing;
    };
  }

  #unwind(answer: Promise<unknown>): void {
    if (!this.#isEntered) {
      throw this.#refuse('a hostcall waits where the guest cannot be suspended');
    }
    if (this.#answer !== undefined) {
      throw this.#refuse('the guest goes on while it waits; build it with the pass asyncify');
    }
    if (this.#place === 0) this.#place = this.#allocate();
    const view = new DataView(this.memory.buffer);
    if (this.#place + unwoundBytes > view.byteLength) {
      throw this.#refuse('the guest allocates outside of its memory');
    }
    view.setUint32(this.#place, this.#place + headBytes, true);
    view.setUint32(this.#place + 4, this.#place + unwoundBytes, true);
    this.#answer = answer;
    this.exports[asyncifyExports.startUnwind]!(this.#place);
  }

  /** A place for frames. It counts as garbage at the end of the call, before which nothing is collected. */
  #allocate(): number {
    // An allocator that waits would leave two places to go on from.
    this.#isEntered = false;
    const place = this.realloc(0, 0, 16, unwoundBytes) >>> 0;
    this.#isEntered = true;
    return place;
  }

  /** Nobody waits for an answer: the guest ends. */
  #refuse(message: string): Trap {
    const trap = new Trap(message);
    this.#cut(trap);
    return trap;
  }

  /** Runs an export from beginning to end. */
  run(entry: CoreExport, args: readonly CoreValue[]): Awaitable<CoreValue | undefined> {
    this.#place = 0;
    this.#answer = this.#outcome = undefined;
    const result = this.#enter(entry, args);
    const answer = this.#takeAnswer();
    return answer === undefined ? result : this.#goOn(entry, args, answer);
  }

  async #goOn(
    entry: CoreExport,
    args: readonly CoreValue[],
    first: Promise<unknown>,
  ): Promise<CoreValue | undefined> {
    for (let answer = first; ;) {
      // Where it fails, the frames are left where they are: the guest never goes on.
      this.#outcome = { value: await answer };
      this.exports[asyncifyExports.startRewind]!(this.#place);
      const result = this.#runTurn(() => this.#enter(entry, args));
      const next = this.#takeAnswer();
      if (next === undefined) return result;
      answer = next;
    }
  }

  #enter(entry: CoreExport, args: readonly CoreValue[]): CoreValue | undefined {
    this.#isEntered = true;
    try {
      const result = entry(...args);
      if (this.#answer !== undefined) this.#endUnwind();
      return result;
    } catch (error) {
      // It may have broken on its way out: what it began to wait for must not enter it again.
      this.#answer = undefined;
      this.#cut(error as Error);
      throw error;
    } finally {
      this.#isEntered = false;
    }
  }

  /** The guest's frames are in its memory, all of them. */
  #endUnwind(): void {
    const view = new DataView(this.memory.buffer);
    if (view.getUint32(this.#place, true) > view.getUint32(this.#place + 4, true)) {
      throw new Trap(
        `the guest waits with frames of more than ${unwoundBytes} bytes; call what waits from fewer functions that call each other`,
      );
    }
    this.exports[asyncifyExports.stopUnwind]!();
  }

  #takeAnswer(): Promise<unknown> | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}

/**
 * An instance on this thread whose own code goes out of the way while a hostcall waits. Its plan says that
 * it can.
 */
export class AsyncifyCore extends LocalCore {
  readonly #unwinding: Unwinding;

  constructor(options: GuestCoreOptions) {
    const unwinding = new Unwinding(options);
    super(options, (fn, isWide) => unwinding.import(fn, isWide));
    unwinding.exports = this.exports as Record<string, CoreExport>;
    unwinding.memory = this.memory;
    unwinding.realloc = this.exports[options.plan.asyncify!] as Realloc;
    this.#unwinding = unwinding;
  }

  /** An instance whose hostcalls may wait. */
  static override create(this: void, options: GuestCoreOptions): GuestCore {
    return new AsyncifyCore(options);
  }

  get entersAtOnce(): boolean {
    return true;
  }

  enter(name: string, args: readonly CoreValue[]): Awaitable<CoreValue | undefined> {
    return this.#unwinding.run(this.exports[name] as CoreExport, args);
  }
}
