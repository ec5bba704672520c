// Emitted by host-bindings from wajs:platform/logging@0.1.0 (--target ts-host); do not edit.

import type { CallContext, ImportInterface, ValueReader } from '../../codegen-v1/index.js';

/** How much a line matters. `console` methods map to levels one to one. */
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

/** The value of a field. */
export type Value =
  /** Text. */
  | { tag: 'text'; val: string }
  /** A number. */
  | { tag: 'number'; val: number }
  /** True or false. */
  | { tag: 'boolean'; val: boolean }
  /** Anything else, as JSON text. */
  | { tag: 'json'; val: string };

/** A named value beside the message. */
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
  ],
};

const levelCases: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Reads the type `level` from its value encoding. */
export function readLevel(reader: ValueReader): Level {
  return levelCases[reader.discriminant(5)]!;
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

/** Reads the type `field` from its value encoding. */
export function readField(reader: ValueReader): Field {
  return { name: reader.string(), value: readValue(reader) };
}

function readFieldList(reader: ValueReader): Field[] {
  const list: Field[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readField(reader));
  }
  return list;
}
