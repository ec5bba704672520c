import { readDecimal } from './decimal';
import { decodeString, isNamed } from './json-text';
import { JsonValue } from './json-value';

/**
 * Reads values out of a JSON text that the guard has found to be good and to fit: it checks nothing.
 * Global, since what the build adds to classes that are marked `@json` calls it.
 */
@global
@final
export class __WajsJsonReader {
  private at: usize;
  private readonly end: usize;
  private keyStart: usize = 0;
  private keyEnd: usize = 0;

  constructor(text: string) {
    this.at = changetype<usize>(text);
    this.end = this.at + (<usize>text.length << 1);
  }

  /** The next value. */
  read<T>(): T {
    this.skipSpace();
    if (isBoolean<T>()) return <T>this.readBoolean();
    if (isInteger<T>()) return this.readInteger<T>();
    if (isFloat<T>()) return <T>this.readFloat();
    if (isNullable<T>()) {
      if (this.peek() == 110) {
        this.at += 8;
        return changetype<T>(0);
      }
      return changetype<T>(this.readReference<nonnull<T>>());
    }
    return this.readReference<T>();
  }

  /** Whether the key that was read last is the one that a field has. */
  isKey(name: string): bool {
    return isNamed(this.keyStart, this.keyEnd, name);
  }

  /** Moves behind the next value. */
  skip(): void {
    this.skipSpace();
    let level = 0;
    do {
      const unit = this.peek();
      if (unit == 34) {
        this.skipString();
        continue;
      }
      if (unit == 123 || unit == 91) level++;
      else if (unit == 125 || unit == 93) level--;
      this.at += 2;
      if (level == 0) {
        // Words and numbers end where something else begins.
        while (isPlain(this.peek())) this.at += 2;
      }
    } while (level > 0);
  }

  private readReference<T>(): T {
    if (isString<T>()) return changetype<T>(this.readString());
    const type = changetype<T>(0);
    if (isDefined(type.__WAJS_READ)) return this.readClass<T>();
    if (type instanceof JsonValue) return changetype<T>(this.readValue());
    if (type instanceof Map) return this.readMap<T>();
    return this.readArray<T>();
  }

  private readClass<T>(): T {
    const made = instantiate<T>();
    this.at += 2;
    while (this.readKey()) made.__WAJS_READ(this);
    return made;
  }

  private readMap<T extends Map<any, any>>(): T {
    const made = instantiate<T>();
    this.at += 2;
    while (this.readKey()) {
      const key = decodeString(this.keyStart, this.keyEnd);
      made.set(changetype<indexof<T>>(key), this.read<valueof<T>>());
    }
    return made;
  }

  private readArray<T>(): T {
    const items = new Array<valueof<T>>();
    this.at += 2;
    while (this.hasItem()) items.push(this.read<valueof<T>>());
    if (isArray<T>()) return changetype<T>(items);
    const made = instantiate<T>(items.length);
    for (let index = 0; index < items.length; index++) made[index] = unchecked(items[index]);
    return made;
  }

  private readValue(): JsonValue {
    const unit = this.peek();
    if (unit == 34) return JsonValue.ofText(this.readString());
    if (unit == 116 || unit == 102) return JsonValue.ofBoolean(this.readBoolean());
    if (unit == 110) {
      this.at += 8;
      return JsonValue.ofNull();
    }
    if (unit == 91) {
      const made = JsonValue.ofArray();
      this.at += 2;
      while (this.hasItem()) {
        this.skipSpace();
        made.push(this.readValue());
      }
      return made;
    }
    if (unit != 123) return JsonValue.ofNumber(this.readFloat());
    const made = JsonValue.ofObject();
    this.at += 2;
    while (this.readKey()) {
      const key = decodeString(this.keyStart, this.keyEnd);
      this.skipSpace();
      made.set(key, this.readValue());
    }
    return made;
  }

  private readBoolean(): bool {
    const isTrue = this.peek() == 116;
    this.at += isTrue ? 8 : 10;
    return isTrue;
  }

  private readInteger<T>(): T {
    const isNegative = this.peek() == 45;
    if (isNegative) this.at += 2;
    let value: u64 = 0;
    for (let unit = this.peek(); unit >= 48 && unit <= 57; unit = this.peek()) {
      value = value * 10 + unit - 48;
      this.at += 2;
    }
    return <T>(isNegative ? 0 - value : value);
  }

  private readFloat(): f64 {
    const start = this.at;
    while (isPlain(this.peek())) this.at += 2;
    return readDecimal(start, this.at);
  }

  private readString(): string {
    const start = this.at + 2;
    this.skipString();
    return decodeString(start, this.at - 2);
  }

  private skipString(): void {
    this.at += 2;
    for (let unit = this.peek(); unit != 34; unit = this.peek()) this.at += unit == 92 ? 4 : 2;
    this.at += 2;
  }

  /** Moves to the next item of an array, or behind its end. */
  private hasItem(): bool {
    this.skipSpace();
    if (this.peek() == 44) {
      this.at += 2;
      return true;
    }
    if (this.peek() != 93) return true;
    this.at += 2;
    return false;
  }

  /** Moves behind the next key of an object, or behind its end. */
  private readKey(): bool {
    this.skipSpace();
    if (this.peek() == 125) {
      this.at += 2;
      return false;
    }
    if (this.peek() == 44) {
      this.at += 2;
      this.skipSpace();
    }
    this.keyStart = this.at + 2;
    this.skipString();
    this.keyEnd = this.at - 2;
    this.skipSpace();
    this.at += 2;
    return true;
  }

  private peek(): i32 {
    return this.at < this.end ? <i32>load<u16>(this.at) : -1;
  }

  private skipSpace(): void {
    while (this.at < this.end && load<u16>(this.at) <= 32) this.at += 2;
  }
}

/** Whether a unit is one of a number or a word. */
function isPlain(unit: i32): bool {
  const lower = unit | 32;
  return (
    (unit >= 48 && unit <= 57) ||
    (lower >= 97 && lower <= 122) ||
    unit == 43 ||
    unit == 45 ||
    unit == 46
  );
}
