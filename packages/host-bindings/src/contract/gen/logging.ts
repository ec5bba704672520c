// Emitted by host-bindings from wajs:platform/logging@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError, checkCase } from '../../codegen-v1/index.js';
import type {
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueReader,
} from '../../codegen-v1/index.js';

/**
 * How much a line matters. `console` methods map to levels one to one.
 *
 * WIT: `enum level { trace, debug, info, warn, error }`
 */
export type Level =
  /** `console.trace` */
  | 'trace'
  /** `console.debug` */
  | 'debug'
  /** `console.log` and `console.info` */
  | 'info'
  /** `console.warn` */
  | 'warn'
  /** `console.error` */
  | 'error';

/**
 * The value of a field.
 *
 * WIT: `variant value { text(string), number(f64), boolean(bool), json(string) }`
 */
export type Value =
  /** Text. */
  | { tag: 'text'; val: string }
  /** A number. */
  | { tag: 'number'; val: number }
  /** True or false. */
  | { tag: 'boolean'; val: boolean }
  /** Anything else, as JSON text. */
  | { tag: 'json'; val: string };

/**
 * A named value beside the message.
 *
 * WIT: `record field { name: string, value: value }`
 */
export interface Field {
  /** Name. */
  name: string;
  /** Value. */
  value: Value;
}

/**
 * Structured log lines. Logging never fails and never blocks; over its limit a line is cut.
 *
 * A provider of `wajs:platform/logging@0.1.0`.
 */
export interface Logging {
  /**
   * Writes one record. The host adds time, function and request id.
   *
   * WIT: `log: func(level: level, message: string, fields: list<field>)`
   */
  log(level: Level, message: string, fields: Field[], call: CallContext): void;
}

/**
 * A provider of `wajs:platform/logging@0.1.0` that offers nothing yet: extend it, and
 * override what you offer. Every other call fails as `unavailable`, with the name of its
 * function.
 */
export class LoggingBase implements Logging {
  log(_level: Level, _message: string, _fields: Field[], _call: CallContext): void {
    throw new UnavailableError('wajs:platform/logging@0.1.0', 'log');
  }
}

/** The functions of `wajs:platform/logging@0.1.0`, as a runtime dispatches over them. */
export const logging: ImportInterface<Logging> = {
  name: 'wajs:platform/logging@0.1.0',
  functions: [
    {
      name: 'log',
      async: false,
      invoke(provider, reader, call) {
        const level = readLevel(reader);
        const message = reader.string();
        const fields = readFieldList(reader);
        reader.end();
        return provider.log(level, message, fields, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const level = unpackLevel(p0);
          const message = memory.loadString(p1, p2);
          const fields = loadFieldList(guest, p3, p4);
          provider.log(level, message, fields, guest.call);
        };
      },
    },
  ],
};

const levelCases: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Reads the type `level` from its value encoding. */
export function readLevel(reader: ValueReader): Level {
  return levelCases[reader.discriminant(5)]!;
}

/** The enum `level` of a number. */
export function unpackLevel(bits: number): Level {
  return levelCases[checkCase(bits, 5)]!;
}

/** Reads the type `value` from its value encoding. */
export function readValue(reader: ValueReader): Value {
  switch (reader.discriminant(4)) {
    case 0:
      return { tag: 'text', val: reader.string() };
    case 1:
      return { tag: 'number', val: reader.f64() };
    case 2:
      return { tag: 'boolean', val: reader.bool() };
    default:
      return { tag: 'json', val: reader.string() };
  }
}

/** Loads the type `value` from memory. */
export function loadValue(guest: DirectGuest, at: number): Value {
  const { memory } = guest;
  switch (checkCase(memory.u8(at), 4)) {
    case 0:
      return { tag: 'text', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
    case 1:
      return { tag: 'number', val: memory.f64(at + 8) };
    case 2:
      return { tag: 'boolean', val: memory.u8(at + 8) !== 0 };
    default:
      return { tag: 'json', val: memory.loadString(memory.u32(at + 8), memory.u32(at + 12)) };
  }
}

/** Reads the type `field` from its value encoding. */
export function readField(reader: ValueReader): Field {
  return { name: reader.string(), value: readValue(reader) };
}

/** Loads the type `field` from memory. */
export function loadField(guest: DirectGuest, at: number): Field {
  const { memory } = guest;
  return {
    name: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    value: loadValue(guest, at + 8),
  };
}

function readFieldList(reader: ValueReader): Field[] {
  const list: Field[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readField(reader));
  }
  return list;
}

function loadFieldList(guest: DirectGuest, pointer: number, count: number): Field[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 8, 24);
  const list: Field[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(loadField(guest, at));
    at += 24;
  }
  return list;
}
