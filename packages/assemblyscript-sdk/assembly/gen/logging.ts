// Emitted by host-bindings from wajs:platform/logging@0.1.0 (--target as-guest); do not edit.

/**
 * Structured log lines. Logging never fails and never blocks; over its limit a line is cut.
 *
 * @packageDocumentation
 */

import { allocate } from '../codegen-v1';

/**
 * How much a line matters. `console` methods map to levels one to one.
 *
 * WIT: `enum level { trace, debug, info, warn, error }`
 */
export enum Level {
  /** `console.trace` */
  Trace,
  /** `console.debug` */
  Debug,
  /** `console.log` and `console.info` */
  Info,
  /** `console.warn` */
  Warn,
  /** `console.error` */
  Error,
}

/** The cases of `value`. */
export enum ValueTag {
  /** Text. */
  Text,
  /** A number. */
  Number,
  /** True or false. */
  Boolean,
  /** Anything else, as JSON text. */
  Json,
}

/**
 * The value of a field.
 *
 * WIT: `variant value { text(string), number(f64), boolean(bool), json(string) }`
 */
@final
export class Value {
  private textValue: string | null;
  private numberValue: f64;
  private booleanValue: bool;
  private jsonValue: string | null;

  private constructor(
    /** Which case it is. */
    readonly tag: ValueTag,
  ) {}

  /** Text. */
  static text(value: string): Value {
    const made = new Value(ValueTag.Text);
    made.textValue = value;
    return made;
  }

  /** A number. */
  static number_(value: f64): Value {
    const made = new Value(ValueTag.Number);
    made.numberValue = value;
    return made;
  }

  /** True or false. */
  static boolean_(value: bool): Value {
    const made = new Value(ValueTag.Boolean);
    made.booleanValue = value;
    return made;
  }

  /** Anything else, as JSON text. */
  static json(value: string): Value {
    const made = new Value(ValueTag.Json);
    made.jsonValue = value;
    return made;
  }

  /** Whether it is the case `text`. */
  get isText(): bool {
    return this.tag == ValueTag.Text;
  }

  /** What the case `text` carries; ends the guest where it is another case. */
  get text(): string {
    assert(this.isText, 'this is another case; look at its tag first');
    return this.textValue!;
  }

  /** Whether it is the case `number`. */
  get isNumber(): bool {
    return this.tag == ValueTag.Number;
  }

  /** What the case `number` carries; ends the guest where it is another case. */
  get number_(): f64 {
    assert(this.isNumber, 'this is another case; look at its tag first');
    return this.numberValue;
  }

  /** Whether it is the case `boolean`. */
  get isBoolean(): bool {
    return this.tag == ValueTag.Boolean;
  }

  /** What the case `boolean` carries; ends the guest where it is another case. */
  get boolean_(): bool {
    assert(this.isBoolean, 'this is another case; look at its tag first');
    return this.booleanValue;
  }

  /** Whether it is the case `json`. */
  get isJson(): bool {
    return this.tag == ValueTag.Json;
  }

  /** What the case `json` carries; ends the guest where it is another case. */
  get json(): string {
    assert(this.isJson, 'this is another case; look at its tag first');
    return this.jsonValue!;
  }
}

/**
 * A named value beside the message.
 *
 * WIT: `record field { name: string, value: value }`
 */
export class Field {
  /** Name. */
  name: string;
  /** Value. */
  value: Value;
}

/**
 * Writes one record. The host adds time, function and request id.
 *
 * WIT: `log: func(level: level, message: string, fields: list<field>)`
 */
export function log(level: Level, message: string, fields: Array<Field>): void {
  importLog(level, changetype<i32>(message), message.length, storeFieldList(fields), fields.length);
}

@external('wajs:platform/logging@0.1.0', 'log')
declare function importLog(p0: i32, p1: i32, p2: i32, p3: i32, p4: i32): void;

/** Stores the type `value` in memory. */
export function storeValue(at: usize, value: Value): void {
  switch (value.tag) {
    case ValueTag.Text:
      i32.store8(at, 0);
      i32.store(at, changetype<i32>(value.text), 8);
      i32.store(at, value.text.length, 12);
      break;
    case ValueTag.Number:
      i32.store8(at, 1);
      f64.store(at, value.number_, 8);
      break;
    case ValueTag.Boolean:
      i32.store8(at, 2);
      i32.store8(at, value.boolean_, 8);
      break;
    case ValueTag.Json:
      i32.store8(at, 3);
      i32.store(at, changetype<i32>(value.json), 8);
      i32.store(at, value.json.length, 12);
      break;
  }
}

/** Stores the type `field` in memory. */
export function storeField(at: usize, value: Field): void {
  i32.store(at, changetype<i32>(value.name));
  i32.store(at, value.name.length, 4);
  storeValue(at + 8, value.value);
}

function storeFieldList(list: Array<Field>): i32 {
  const length = list.length;
  const pointer = allocate(usize(length) * 24);
  for (let index = 0; index < length; index++) {
    const value = unchecked(list[index]);
    const at = pointer + usize(index) * 24;
    storeField(at, value);
  }
  return i32(pointer);
}
