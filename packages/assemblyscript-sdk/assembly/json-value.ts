/** What kind of value it is. */
const enum Kind {
  Null,
  Boolean,
  Number,
  Text,
  Array,
  Object,
}

/** Keys from which on an object has a map of them. */
const MANY_KEYS: i32 = 16;

/**
 * A value of JSON whose shape is not known when the function is written.
 *
 * @example
 * const value = parseJson<JsonValue>(text).unwrapOr(JsonValue.ofNull());
 * const name = value.get('name');
 * if (name === null || !name.isText) return Response.text('who?', 400);
 */
@final
export class JsonValue {
  private readonly kind: Kind;
  private readonly content: string;
  private readonly amount: f64;
  private places: Map<string, i32> | null = null;
  // Lists that are made when they are asked for: most values have none, and a list is larger than a value.
  private names: Array<string> | null = null;
  private values: Array<JsonValue> | null = null;

  private constructor(kind: Kind, content: string, amount: f64) {
    this.kind = kind;
    this.content = content;
    this.amount = amount;
  }

  /** `null`. */
  static ofNull(): JsonValue {
    return new JsonValue(Kind.Null, '', 0);
  }

  /** True or false. */
  static ofBoolean(value: bool): JsonValue {
    return new JsonValue(Kind.Boolean, '', value ? 1 : 0);
  }

  /** A number. */
  static ofNumber(value: f64): JsonValue {
    return new JsonValue(Kind.Number, '', value);
  }

  /** Text. */
  static ofText(value: string): JsonValue {
    return new JsonValue(Kind.Text, value, 0);
  }

  /** An array: `push` adds items. */
  static ofArray(): JsonValue {
    return new JsonValue(Kind.Array, '', 0);
  }

  /** An object: `set` adds fields. */
  static ofObject(): JsonValue {
    return new JsonValue(Kind.Object, '', 0);
  }

  /** The keys of an object, in their order. */
  get keys(): Array<string> {
    let names = this.names;
    if (names === null) this.names = names = [];
    return names;
  }

  /** The items of an array, or the values of an object beside its keys. */
  get items(): Array<JsonValue> {
    let values = this.values;
    if (values === null) this.values = values = [];
    return values;
  }

  /** Whether it is `null`. */
  get isNull(): bool {
    return this.kind == Kind.Null;
  }

  /** Whether it is true or false. */
  get isBoolean(): bool {
    return this.kind == Kind.Boolean;
  }

  /** Whether it is a number. */
  get isNumber(): bool {
    return this.kind == Kind.Number;
  }

  /** Whether it is text. */
  get isText(): bool {
    return this.kind == Kind.Text;
  }

  /** Whether it is an array. */
  get isArray(): bool {
    return this.kind == Kind.Array;
  }

  /** Whether it is an object. */
  get isObject(): bool {
    return this.kind == Kind.Object;
  }

  /** What it says, where it is true or false; false for all else. */
  get asBoolean(): bool {
    return this.isBoolean && this.amount != 0;
  }

  /** The number; NaN for all else. */
  get asNumber(): f64 {
    return this.isNumber ? this.amount : NaN;
  }

  /** The text; empty for all else. */
  get asText(): string {
    return this.content;
  }

  /** The value of a key; null where there is none, and for all but objects. */
  get(key: string): JsonValue | null {
    const at = this.find(key);
    return at < 0 ? null : this.items[at];
  }

  /** Sets a field of an object. */
  set(key: string, value: JsonValue): void {
    const at = this.find(key);
    if (at >= 0) {
      this.items[at] = value;
      return;
    }
    const places = this.places;
    if (places !== null) places.set(key, this.keys.length);
    this.keys.push(key);
    this.items.push(value);
  }

  /** Adds an item to an array. */
  push(value: JsonValue): void {
    this.items.push(value);
  }

  /** Where a key is; -1 where it is not there. Many keys are not looked through one by one. */
  private find(key: string): i32 {
    const names = this.names;
    if (names === null) return -1;
    if (names.length < MANY_KEYS) return names.indexOf(key);
    let places = this.places;
    if (places === null) {
      this.places = places = new Map<string, i32>();
      for (let index = 0; index < names.length; index++) places.set(names[index], index);
    }
    return places.has(key) ? places.get(key) : -1;
  }
}
