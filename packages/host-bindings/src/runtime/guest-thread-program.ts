import type { ThreadLoad, ThreadPort } from './guest-thread.js';

type Value = number | bigint | undefined;
type CoreFunction = (...args: Value[]) => Value;

/**
 * What a thread runs: one instance of a linked module, whose imports hand the turn to the host and
 * block until it answers. It stands alone, without imports, because its text is what a thread is
 * started with: so it needs no file that a bundler would have to know of.
 */
export function runGuestThread({ control, post, receive }: ThreadPort): never {
  const words = new Int32Array(control, 0, 64);
  const numbers = new Float64Array(control, 256);
  const bigints = new BigInt64Array(control, 256);
  /** Thrown through the guest's frames where the host ends a call; the guest cannot catch it. */
  const unwinding = new Error('the host ended the call');
  let functions: CoreFunction[] = [];
  let globals: WebAssembly.Global[] = [];
  let saved: { memory: Uint8Array; values: unknown[] } | undefined;
  let memory: WebAssembly.Memory;
  let pages: WebAssembly.Global;
  let fuel: WebAssembly.Global | undefined;
  let fuelPerCall = 0;
  let start: unknown;

  function write(kind: number, values: readonly Value[]): void {
    words[1] = kind;
    words[3] = values.length;
    for (const [index, value] of values.entries()) {
      if (typeof value === 'bigint') {
        words[8 + index] = 1;
        bigints[index] = value;
      } else {
        words[8 + index] = 0;
        numbers[index] = value!;
      }
    }
  }

  function read(): Value[] {
    const values: Value[] = [];
    for (let index = 0; index < words[3]!; index += 1) {
      values.push(words[8 + index] === 1 ? bigints[index] : numbers[index]);
    }
    return values;
  }

  /** Gives the turn to the host, and takes it back. */
  function yieldTurn(): void {
    if (memory !== undefined) words[5] = memory.buffer.byteLength / 65_536;
    Atomics.store(words, 0, 0);
    Atomics.notify(words, 0);
    // Most answers of the host come at once, sooner than a sleeping thread would wake.
    for (let round = 0; round < 2000; round += 1) if (Atomics.load(words, 0) === 1) return;
    while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0);
  }

  function load(message: ThreadLoad): void {
    const imports: Record<string, Record<string, CoreFunction>> = {};
    for (const [index, [module, name]] of message.imports.entries()) {
      (imports[module] ??= {})[name] = (...args) => {
        write(14, args);
        words[2] = index;
        yieldTurn();
        return serve(true);
      };
    }
    const { exports } = new WebAssembly.Instance(message.module, imports);
    const global = (name: string): WebAssembly.Global => exports[name] as WebAssembly.Global;
    functions = message.exports.map((name) => exports[name] as CoreFunction);
    globals = message.globals.map(global);
    start = message.start === undefined ? undefined : exports[message.start];
    memory = exports[message.memory] as WebAssembly.Memory;
    pages = global(message.pages);
    fuel = message.fuel === undefined ? undefined : global(message.fuel);
    fuelPerCall = message.fuelPerCall;
    saved = undefined;
    const limit = global(message.limit);
    limit.value = Math.min(limit.value >>> 0, message.maximumPages);
    post(memory);
  }

  function call(): void {
    const target = functions[words[2]!]!;
    const values = read();
    if (words[4] === 1) {
      words[4] = 0;
      // The image is the state before the first request, after what the guest starts with.
      if (target !== start) {
        saved ??= {
          memory: new Uint8Array(memory.buffer, 0, pages.value * 65_536).slice(),
          values: globals.map((one) => one.value),
        };
      }
      if (fuel !== undefined) fuel.value = fuelPerCall;
    }
    try {
      const result = target(...values);
      write(11, result === undefined ? [] : [result]);
    } catch (error) {
      if (error !== unwinding) {
        const { name, message, stack } = error as Error;
        post({ name, message, stack });
      }
      write(error === unwinding ? 13 : 12, []);
    }
  }

  function restore(): void {
    if (saved === undefined) return;
    const end = pages.value * 65_536;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(saved.memory);
    bytes.fill(0, saved.memory.length, end);
    for (const [index, one] of globals.entries()) one.value = saved.values[index] as number;
  }

  /** Does what the host says, until it answers the import that is under way. */
  function serve(isInside: boolean): Value {
    for (;;) {
      const kind = words[1];
      if (isInside && kind === 3) return read()[0];
      if (isInside && kind === 4) throw unwinding;
      if (kind === 1) {
        try {
          load(receive() as ThreadLoad);
          write(10, []);
        } catch (error) {
          const { name, message, stack } = error as Error;
          post({ name, message, stack });
          write(12, []);
        }
      } else if (kind === 2) call();
      else {
        if (kind === 5) restore();
        write(10, []);
      }
      yieldTurn();
    }
  }

  write(10, []);
  yieldTurn();
  serve(false);
  throw unwinding;
}
