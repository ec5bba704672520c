import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  ExportFunction,
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { outcomeOf } from '../../packages/host-bindings/src/emitters/typescript/type-text.js';
import type { Func } from '../../packages/host-bindings/src/generator/index.js';
import {
  outcome,
  readSubmissions,
  writeCompletions,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';
import type {
  Completion,
  Submission,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';
import type * as Guest from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import { CALL } from './bump-guest.js';
import { loadEmitted, readWorld } from './emitted-module.js';

type Provider = Record<string, unknown>;

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<Provider> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  readonly counters: { readonly counters: ImportInterface<Provider> };
  readonly codegen: typeof Host;
}

type Call = (...args: unknown[]) => unknown;

interface CounterClass {
  new (handle: number): Counter;
  create(start: number): Counter;
  sum(a: Counter, b: Counter): Counter;
}

interface Counter extends Guest.Resource {
  add(amount: number): number;
  addLater(amount: number): Promise<number>;
}

interface GuestModules {
  readonly echo: Readonly<Record<string, Call>> & { readonly echoInterface: Guest.Imported };
  readonly exportedEcho: { readonly serveEcho: (implementation: Provider) => void };
  readonly counters: {
    readonly Counter: CounterClass;
    readonly swap: (given: Counter) => Counter | undefined;
    readonly countersInterface: Guest.Imported;
  };
  readonly codegen: typeof Guest;
}

let functions: readonly Func[];
let host: HostModules;
let guest: GuestModules;
let provider: Provider = {};
let implementation: Provider = {};
let handles: Host.HandleTable;

beforeAll(async () => {
  const world = await readWorld('echo.wit', 'loop');
  functions = world.imports.find((one) => one.key.name.includes('/echo@'))!.functions;
  host = await loadEmitted<HostModules>(world, 'ts-host');
  guest = await loadEmitted<GuestModules>(world, 'js-guest');
  handles = new host.codegen.HandleTable();
  const proxy = new Proxy({}, { get: (_, name: string) => implementation[name] });
  guest.exportedEcho.serveEcho(proxy);
  guest.codegen.requireImport(guest.echo.echoInterface);
  guest.codegen.requireImport(guest.counters.countersInterface);
  const imports = [host.echo.echo, host.counters.counters];
  guest.codegen.setRing({
    submit: (bytes, text) => {
      const batch = readSubmissions(bytes, text);
      return writeCompletions(batch.flatMap((one) => dispatch(imports[one.provider]!, one)));
    },
    read: () => new Uint8Array(),
    cancel: () => undefined,
  });
  guest.codegen.enterTask();
});

/** What a runtime does with one submission. */
function dispatch(
  { functions: table }: ImportInterface<Provider>,
  { event, payload, text }: Submission,
): Completion[] {
  const reader = new host.codegen.ValueReader(payload, handles, undefined, text);
  const fn = table[reader.u32()]!;
  const complete = (write: (writer: Host.ValueWriter) => void): Completion => {
    const writer = new host.codegen.ValueWriter(handles, 64, true);
    write(writer);
    return { event, outcome: outcome.value, payload: writer.finish(), text: writer.text };
  };
  const failed = (error: unknown): Completion => {
    if (!(error instanceof host.codegen.ResultError)) throw error;
    return complete((writer) => fn.encodeError!(writer, error.payload));
  };
  try {
    const answer = fn.invoke(provider, reader, CALL);
    if (answer instanceof Promise) {
      void answer
        .then((value: unknown) => complete((writer) => fn.encode(writer, value)), failed)
        .then((completion) => {
          const { bytes, text: given } = writeCompletions([completion]);
          guest.codegen.deliver(bytes, given);
        });
      return [];
    }
    return event === 0 ? [] : [complete((writer) => fn.encode(writer, answer))];
  } catch (error) {
    return [failed(error)];
  }
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Random arguments of a function that answers with them. */
function argumentsOf(name: string): fc.Arbitrary<unknown[]> {
  const { parameters } = functions.find((one) => one.name === name)!;
  return fc.tuple(...parameters.map((one) => arbitraryValue(one.type)));
}

/** Calls a host's export through the guest, as a runtime does. */
async function callExport(fn: ExportFunction, args: readonly unknown[]): Promise<unknown> {
  const writer = new host.codegen.ValueWriter(handles, 64, true);
  fn.encodeArguments(writer, ...(args as never[]));
  const { exports } = guest.codegen.describe();
  const entry = exports.indexOf(`${fn.interface}#${fn.name}`);
  const output = await guest.codegen.callExport(entry, writer.finish(), writer.text);
  const bytes = output.finish();
  return fn.decodeResult(new host.codegen.ValueReader(bytes, handles, undefined, output.text));
}

const ECHOES = [
  'scalars',
  'text',
  'send-numbers',
  'send-access',
  'send-many',
  'send-word',
  'send-shape',
  'shapes',
  'everything',
  'send-perhaps',
  'deep',
  'arrays',
  'more-arrays',
  'letters',
  'send-very-many',
  'maybe-very-many',
  'send-boxes',
  'fixed',
  'fixed-lists',
  'maps',
  'map-of-records',
  'optional',
];

describe('a hostcall over the ring', () => {
  test.each(ECHOES)('%s comes back as it was', async (name) => {
    provider = {
      [camel(name)]: (...args: unknown[]) => (args.length === 2 ? args[0] : args.slice(0, -1)),
    };
    await fc.assert(
      fc.asyncProperty(argumentsOf(name), async (args) => {
        const result = await guest.echo[camel(name)]!(...args);
        expect(result).toEqual(args.length === 1 ? args[0] : args);
      }),
      { numRuns: 150 },
    );
  });

  test('the err case is thrown as a WajsError', async () => {
    const { ok, err } = outcomeOf(functions.find((one) => one.name === 'wait')!.result);
    await fc.assert(
      fc.asyncProperty(
        arbitraryValue(ok!),
        arbitraryValue(err!),
        fc.boolean(),
        async (value, payload, later) => {
          const error = new host.codegen.ResultError(payload);
          provider = { wait: () => (later ? Promise.reject(error) : fail(error)) };
          await expect(guest.echo.wait!(value)).rejects.toMatchObject({
            name: 'WajsError',
            payload,
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('calls of one turn go out in one crossing', async () => {
    provider = { onlyError: () => Promise.resolve() };
    await Promise.all(Array.from({ length: 20 }, () => guest.echo.onlyError!('then')));
    provider = { onlyError: () => fail(new host.codegen.ResultError('constructor')) };
    await expect(guest.echo.onlyError!()).rejects.toMatchObject({ code: 'constructor' });
  });
});

describe('an export over the ring', () => {
  test.each(ECHOES)('%s comes back as it was', async (name) => {
    implementation = {
      [camel(name)]: (...args: unknown[]) => (args.length === 1 ? args[0] : args),
    };
    const fn = host.exportedEcho.echo.functions.find((one) => one.name === name)!;
    await fc.assert(
      fc.asyncProperty(argumentsOf(name), async (args) => {
        expect(await callExport(fn, args)).toEqual(args.length === 1 ? args[0] : args);
      }),
      { numRuns: 150 },
    );
  });

  test('a WajsError is the err case; any other error is the caller of the export to handle', async () => {
    const fn = host.exportedEcho.echo.functions.find((one) => one.name === 'only-error')!;
    implementation = { onlyError: () => fail(new guest.codegen.WajsError('default')) };
    await expect(callExport(fn, [undefined])).rejects.toMatchObject({ payload: 'default' });
    const fault = new Error('broken');
    implementation = { onlyError: () => fail(fault) };
    await expect(callExport(fn, [undefined])).rejects.toBe(fault);
  });
});

describe('resources over the ring', () => {
  class HostCounter {
    value: number;
    disposed = false;

    constructor(value: number) {
      this.value = value;
    }

    add(amount: number): number {
      this.value += amount;
      return this.value;
    }

    addLater(amount: number): Promise<number> {
      if (amount === 0) return Promise.reject(new host.codegen.ResultError('nothing to add'));
      return Promise.resolve(this.add(amount));
    }

    [Symbol.dispose](): void {
      this.disposed = true;
    }
  }

  test('are made, called, given away, taken back and disposed of', async () => {
    const made: HostCounter[] = [];
    const make = (value: number): HostCounter => {
      const counter = new HostCounter(value);
      made.push(counter);
      return counter;
    };
    provider = {
      counter: { create: make, sum: (a: HostCounter, b: HostCounter) => make(a.value + b.value) },
      swap: (given: HostCounter) => (given.value > 100 ? undefined : given),
    };
    const { Counter, swap } = guest.counters;
    const one = Counter.create(1);
    expect(one.add(2)).toBe(3);
    expect(await one.addLater(4)).toBe(7);
    await expect(one.addLater(0)).rejects.toMatchObject({ code: 'nothing to add' });
    const both = Counter.sum(one, one);
    expect(both.add(0)).toBe(14);
    const back = swap(one)!;
    expect(() => one.add(1)).toThrow('disposed of or given away');
    expect(back.add(1)).toBe(8);
    back.add(100);
    expect(swap(back)).toBeUndefined();
    expect(handles.size).toBe(1);
    both[Symbol.dispose]();
    both[Symbol.dispose]();
    await Promise.resolve();
    expect(handles.size).toBe(0);
    expect(made.map((counter) => counter.disposed)).toEqual([false, true]);
  });
});

function fail(error: Error): never {
  throw error;
}
