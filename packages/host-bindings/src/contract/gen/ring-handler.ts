// Emitted by host-bindings from wajs:platform/ring-handler@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { toInteger } from '../../codegen-v1/index.js';
import type {
  DirectGuest,
  ExportFunction,
  ExportInterface,
  ValueReader,
} from '../../codegen-v1/index.js';

/**
 * What the guest needs and serves.
 *
 * ```wit
 * record description {
 *   contract: string,
 *   imports: list<string>,
 *   exports: list<string>,
 * }
 * ```
 */
export interface Description {
  /** Contract the guest was built for: `wajs:platform@0.1.0`. */
  contract: string;
  /** Interfaces it calls; a submission's `provider` is an index into this list. */
  imports: string[];
  /** Functions it serves, as `interface#function`; a task's `entry` is an index into this list. */
  exports: string[];
}

/**
 * What a ring-carried guest exports.
 *
 * The exports of `wajs:platform/ring-handler@0.1.0`, as a host calls them.
 */
export interface RingHandler {
  /**
   * What this guest needs and serves. Constant once the guest is initialised.
   *
   * WIT: `describe: func() -> description`
   */
  describe(): Promise<Description>;
  /**
   * Starts a task: calls one of the exports. The input is the call's arguments.
   *
   * WIT: `start: async func(task: u32, entry: u32, input: list<u8>, text: string)`
   */
  start(task: number, entry: number, input: Uint8Array, text: string): Promise<void>;
  /**
   * Hands over what has finished since the last crossing.
   *
   * WIT: `deliver: async func(bytes: list<u8>, text: string)`
   */
  deliver(bytes: Uint8Array, text: string): Promise<void>;
  /**
   * The client of a task has gone: fires the task's abort signal.
   *
   * WIT: `abort: async func(task: u32, reason: string)`
   */
  abort(task: number, reason: string): Promise<void>;
}

const describeFunction: ExportFunction<Description> = {
  interface: 'wajs:platform/ring-handler@0.1.0',
  name: 'describe',
  async: false,
  encodeArguments() {},
  decodeResult(reader) {
    const value = readDescription(reader);
    reader.end();
    return value;
  },
  lower() {
    return [];
  },
  lift(guest, core) {
    const memory = guest.memory.begin();
    const at = memory.area(core[0] as number, 4, 24);
    return loadDescription(guest, at);
  },
};

const startFunction: ExportFunction<void> = {
  interface: 'wajs:platform/ring-handler@0.1.0',
  name: 'start',
  async: true,
  encodeArguments(writer, task: number, entry: number, input: Uint8Array, text: string) {
    writer.u32(task);
    writer.u32(entry);
    writer.bytes(input);
    writer.string(text);
  },
  decodeResult(reader) {
    reader.end();
  },
  lower(guest, task: number, entry: number, input: Uint8Array, text: string) {
    const memory = guest.memory.begin();
    return [
      toInteger(task, 0, 0xffffffff),
      toInteger(entry, 0, 0xffffffff),
      memory.storeList(Uint8Array, input),
      memory.length,
      memory.storeString(text),
      memory.length,
    ];
  },
  lift() {},
};

const deliverFunction: ExportFunction<void> = {
  interface: 'wajs:platform/ring-handler@0.1.0',
  name: 'deliver',
  async: true,
  encodeArguments(writer, bytes: Uint8Array, text: string) {
    writer.bytes(bytes);
    writer.string(text);
  },
  decodeResult(reader) {
    reader.end();
  },
  lower(guest, bytes: Uint8Array, text: string) {
    const memory = guest.memory.begin();
    return [
      memory.storeList(Uint8Array, bytes),
      memory.length,
      memory.storeString(text),
      memory.length,
    ];
  },
  lift() {},
};

const abortFunction: ExportFunction<void> = {
  interface: 'wajs:platform/ring-handler@0.1.0',
  name: 'abort',
  async: true,
  encodeArguments(writer, task: number, reason: string) {
    writer.u32(task);
    writer.string(reason);
  },
  decodeResult(reader) {
    reader.end();
  },
  lower(guest, task: number, reason: string) {
    const memory = guest.memory.begin();
    return [toInteger(task, 0, 0xffffffff), memory.storeString(reason), memory.length];
  },
  lift() {},
};

/** The functions of `wajs:platform/ring-handler@0.1.0`, as a runtime calls them. */
export const ringHandler: ExportInterface<RingHandler> = {
  name: 'wajs:platform/ring-handler@0.1.0',
  functions: [describeFunction, startFunction, deliverFunction, abortFunction],
  bind: (call) => ({
    describe: () => call(describeFunction, []),
    start: (task, entry, input, text) => call(startFunction, [task, entry, input, text]),
    deliver: (bytes, text) => call(deliverFunction, [bytes, text]),
    abort: (task, reason) => call(abortFunction, [task, reason]),
  }),
};

/** Reads the type `description` from its value encoding. */
export function readDescription(reader: ValueReader): Description {
  return {
    contract: reader.string(),
    imports: readStringList(reader),
    exports: readStringList(reader),
  };
}

/** Loads the type `description` from memory. */
export function loadDescription(guest: DirectGuest, at: number): Description {
  const { memory } = guest;
  return {
    contract: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    imports: loadStringList(guest, memory.u32(at + 8), memory.u32(at + 12)),
    exports: loadStringList(guest, memory.u32(at + 16), memory.u32(at + 20)),
  };
}

function readStringList(reader: ValueReader): string[] {
  const list: string[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(reader.string());
  }
  return list;
}

function loadStringList(guest: DirectGuest, pointer: number, count: number): string[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 4, 8);
  const list: string[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(memory.loadString(memory.u32(at), memory.u32(at + 4)));
    at += 8;
  }
  return list;
}
