import { type CoreValue, Trap } from '../codegen-v1/index.js';
import { mostValues, turnWords, valuesAt } from './guest-thread.js';

/** What a thread said in its turn. */
export interface Turn {
  readonly kind: number;
  readonly target: number;
  readonly values: CoreValue[];
}

/** The part of `Atomics` that the compiler's library does not have yet. */
interface AsyncAtomics {
  waitAsync(
    words: Int32Array,
    index: number,
    value: number,
  ): { readonly async: boolean; readonly value: Promise<string> | string };
}

/** Rounds of looking before the host's own thread is put to sleep: a turn is often over in a microsecond. */
const spins = 5000;

/** The host's side of taking turns with a thread. */
export class TurnTaker {
  /** Why the thread is of no use any more. */
  dead: Error | undefined;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #bigints: BigInt64Array;
  readonly #patienceMs: number;

  /** Takes the shared buffer, and how long a turn may take that this thread is blocked for. */
  constructor(control: SharedArrayBuffer, patienceMs: number) {
    this.#words = new Int32Array(control, 0, valuesAt / 4);
    this.#numbers = new Float64Array(control, valuesAt);
    this.#bigints = new BigInt64Array(control, valuesAt);
    this.#patienceMs = patienceMs;
    this.#words[turnWords.turn] = 1;
  }

  /** Pages of the guest's memory, as the thread said last. */
  get pages(): number {
    return this.#words[turnWords.pages]!;
  }

  /** The guest may compute for the time of one more call, from the next turn on. */
  refuel(): void {
    this.#words[turnWords.refuel] = 1;
  }

  /** Gives the turn to the thread. */
  give(kind: number, target: number, values: readonly CoreValue[]): void {
    if (this.dead !== undefined) throw this.dead;
    const words = this.#words;
    if (values.length > mostValues) throw new Trap(`a call with ${values.length} values`);
    words[turnWords.kind] = kind;
    words[turnWords.target] = target;
    words[turnWords.count] = values.length;
    for (const [index, value] of values.entries()) {
      if (typeof value === 'bigint') {
        words[turnWords.tags + index] = 1;
        this.#bigints[index] = value;
      } else {
        words[turnWords.tags + index] = 0;
        this.#numbers[index] = value;
      }
    }
    Atomics.store(words, turnWords.turn, 1);
    Atomics.notify(words, turnWords.turn);
  }

  /** Takes the turn back, blocking this thread: only for what is over at once. */
  take(): Turn {
    const words = this.#words;
    for (let spin = 0; spin < spins; spin += 1) {
      if (Atomics.load(words, turnWords.turn) === 0) return this.#read();
    }
    const end = performance.now() + this.#patienceMs;
    while (Atomics.load(words, turnWords.turn) === 1) {
      const left = end - performance.now();
      if (left <= 0) {
        this.end(new Trap('the guest computed for too long in its allocator'));
        break;
      }
      Atomics.wait(words, turnWords.turn, 1, left);
    }
    return this.#read();
  }

  /** Takes the turn back once it is over. */
  async wait(): Promise<Turn> {
    const words = this.#words;
    while (Atomics.load(words, turnWords.turn) === 1) {
      const waiting = (Atomics as unknown as AsyncAtomics).waitAsync(words, turnWords.turn, 1);
      if (waiting.async) await waiting.value;
    }
    return this.#read();
  }

  /** The thread is dead: whoever waits for its turn is told why. */
  end(reason: Error): void {
    this.dead ??= reason;
    Atomics.store(this.#words, turnWords.turn, 0);
    Atomics.notify(this.#words, turnWords.turn);
  }

  #read(): Turn {
    if (this.dead !== undefined) throw this.dead;
    const words = this.#words;
    const values: CoreValue[] = [];
    for (let index = 0; index < words[turnWords.count]!; index += 1) {
      const isBigint = words[turnWords.tags + index] === 1;
      values.push(isBigint ? this.#bigints[index]! : this.#numbers[index]!);
    }
    return { kind: words[turnWords.kind]!, target: words[turnWords.target]!, values };
  }
}
