// Emitted by host-bindings from wajs:platform/logging@0.1.0 (--target js-guest --codegen ../codegen-v1/index.js); do not edit.

import {
  caseIndex,
  createWriter,
  importInterface,
  post,
  unknownCase,
} from '../codegen-v1/index.js';
import type { ValueWriter } from '../codegen-v1/index.js';

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
 * The interface `wajs:platform/logging@0.1.0`: needed where it is called.
 */
export const loggingInterface = /* @__PURE__ */ importInterface('wajs:platform/logging@0.1.0');

/**
 * Writes one record. The host adds time, function and request id.
 *
 * WIT: `log: func(level: level, message: string, fields: list<field>)`
 */
export function log(level: Level, message: string, fields: Field[]): void {
  const writer = createWriter(/* log */ 0);
  writeLevel(writer, level);
  writer.string(message);
  writer.count(fields.length);
  for (const item of fields) {
    writeField(writer, item);
  }
  post(loggingInterface, writer);
}

const levelCases: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Writes the type `level` in its value encoding. */
export function writeLevel(writer: ValueWriter, value: Level): void {
  writer.discriminant(caseIndex(levelCases, value));
}

/** Writes the type `value` in its value encoding. */
export function writeValue(writer: ValueWriter, value: Value): void {
  switch (value.tag) {
    case 'text':
      writer.discriminant(0);
      writer.string(value.val);
      break;
    case 'number':
      writer.discriminant(1);
      writer.f64(value.val);
      break;
    case 'boolean':
      writer.discriminant(2);
      writer.bool(value.val);
      break;
    case 'json':
      writer.discriminant(3);
      writer.string(value.val);
      break;
    default:
      throw unknownCase(value);
  }
}

/** Writes the type `field` in its value encoding. */
export function writeField(writer: ValueWriter, value: Field): void {
  writer.string(value.name);
  writeValue(writer, value.value);
}
