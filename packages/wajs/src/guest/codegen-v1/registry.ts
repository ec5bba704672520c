import { WajsError } from './errors.js';
import { type ExportedResource, writeWhole } from './exported-resource.js';
import { ValueReader } from './value-reader.js';
import { ValueWriter } from './value-writer.js';

/** The contract that this module was built for. */
export const CONTRACT = 'wajs:platform@0.1.0';

/** An interface that this guest can call. */
export interface Imported {
  /** Full name: `wajs:platform/kv@0.1.0`. */
  readonly name: string;
}

/** What a guest needs and serves, as `ring-handler.describe` answers it. */
export interface Description {
  /** Contract that it was built for. */
  readonly contract: string;
  /** Interfaces that it calls; a submission's provider is an index into this list. */
  readonly imports: string[];
  /** Functions that it serves, as `interface#function`; a task's entry is an index into this list. */
  readonly exports: string[];
}

/** Serves one export: reads the arguments, answers how the result is written. */
export type ExportedFunction = (reader: ValueReader) => Promise<(writer: ValueWriter) => void>;

/** Serves one export all by itself: it reads the input, and ends the task through the ring. */
export type DirectExport = (task: number, input: Uint8Array, text: string) => void;

class Interface implements Imported {
  readonly name: string;
  provider: number;

  constructor(name: string, provider = -1) {
    this.name = name;
    this.provider = provider;
  }
}

const known = new Map<string, Interface>();
const needed: string[] = [];
const exported = new Set<string>();
const served: (ExportedFunction | undefined)[] = [];
/** At the indices of `served`: what is called in its place. */
const direct: (DirectExport | undefined)[] = [];
let sealed = false;

/** Makes an interface available. Once the engine is sealed, naming one also means needing it. */
export function importInterface(name: string): Imported {
  let imported = known.get(name);
  if (imported === undefined) {
    imported = new Interface(name);
    known.set(name, imported);
  }
  if (sealed) requireImport(imported);
  return imported;
}

/** An interface that every host has, under a provider's number of its own: no guest describes it. */
export function builtInInterface(
  name: string,
  provider: number,
): Imported & { readonly provider: number } {
  return new Interface(name, provider);
}

/** Says that this guest needs an interface: the host refuses to load it where the policy denies it. */
export function requireImport(imported: Imported): void {
  const own = imported as Interface;
  if (own.provider >= 0) return;
  own.provider = needed.length;
  needed.push(own.name);
}

/** Ends the engine's own initialisation: what is imported from now on is the function's. */
export function sealEngine(): void {
  sealed = true;
}

/**
 * Index of an interface among the needed ones.
 * @throws WajsError `internal` when nothing said that it is needed.
 */
export function providerOf(imported: Imported): number {
  const { name, provider } = imported as Interface;
  if (provider >= 0) return provider;
  throw WajsError.of(
    'internal',
    `"${name}" is called but was never required; call requireImport when the module is loaded`,
  );
}

/**
 * Serves a function of an exported interface.
 * @throws Error when it is served already.
 */
export function exportFunction(name: string, call: ExportedFunction): void {
  register(name, call, undefined);
}

/**
 * Serves a function of an exported interface without what is common to all: for the one of which the
 * speed is felt in every request.
 * @throws Error when it is served already.
 */
export function exportDirect(name: string, serve: DirectExport): void {
  register(name, undefined, serve);
}

function register(
  name: string,
  call: ExportedFunction | undefined,
  serve: DirectExport | undefined,
): void {
  if (exported.has(name)) {
    throw new Error(`"${name}" is served already; register one implementation`);
  }
  exported.add(name);
  served.push(call);
  direct.push(serve);
}

/** The export of an index that serves itself; undefined where `callExport` is to be used. */
export function directExport(entry: number): DirectExport | undefined {
  return direct[entry];
}

/**
 * Serves the end of a resource's objects: the host no longer holds one, and it is disposed of.
 * @throws Error when it is served already.
 */
export function exportResource(name: string, type: ExportedResource<object>): void {
  exportFunction(name, async (reader) => {
    const object = type.take(reader.u32());
    reader.end();
    (object as Partial<Disposable>)[Symbol.dispose]?.();
    return () => {};
  });
}

/** What this guest needs and serves. */
export function describe(): Description {
  return { contract: CONTRACT, imports: [...needed], exports: [...exported.keys()] };
}

/**
 * Calls the export with an index of `describe().exports`, and answers its result, written.
 * @throws WajsError `not-found` when there is no such export.
 */
export function callExport(entry: number, input: Uint8Array, text: string): Promise<ValueWriter> {
  const call = served[entry];
  if (call === undefined) {
    throw WajsError.of('not-found', `there is no export "${entry}"; pass an index of describe()`);
  }
  const reader = new ValueReader(input, 0, input.length, text);
  return call(reader).then(
    (write) => {
      const writer = new ValueWriter(0);
      writeWhole(() => write(writer));
      reader.endLoans();
      return writer;
    },
    (error: unknown) => {
      reader.endLoans();
      throw error;
    },
  );
}
