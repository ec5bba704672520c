import { ClassWithJson } from './class-with-json';
import { JsonValue } from './json-value';

/** Units that there is room for at first. */
const FIRST_UNITS: usize = 64;

/**
 * Writes the JSON text of values. Global, since what the build adds to classes that are marked `@json`
 * calls it.
 */
@global
@final
export class __WajsJsonWriter {
  private text: usize = __new(FIRST_UNITS << 1, idof<string>());
  private room: usize = FIRST_UNITS << 1;
  private size: usize = 0;
  private isFirst: bool = true;

  /** What was written. */
  finish(): string {
    return changetype<string>(__renew(this.text, this.size));
  }

  /** Writes a value. */
  write<T>(value: T): void {
    if (isBoolean<T>()) this.put(value ? 'true' : 'false');
    else if (isInteger<T>()) this.put(value.toString());
    else if (isFloat<T>()) this.writeFloat(<f64>value);
    else if (isNullable<T>()) {
      if (value === null) this.put('null');
      else this.writeReference<nonnull<T>>(changetype<nonnull<T>>(value));
    } else this.writeReference<T>(value);
  }

  /** Writes a field of an object. */
  field<T>(name: string, value: T): void {
    if (this.isFirst) this.isFirst = false;
    else this.putUnit(44);
    this.writeString(name);
    this.putUnit(58);
    this.write<T>(value);
  }

  private writeReference<T>(value: T): void {
    if (isString<T>()) this.writeString(changetype<string>(value));
    else if (isDefined(value.__WAJS_WRITE)) {
      this.open(123);
      value.__WAJS_WRITE(this);
      this.close(125);
    } else if (value instanceof JsonValue) this.writeValue(value);
    else if (value instanceof Map) this.writeMap<T>(value);
    else if (isArrayLike<T>()) {
      this.putUnit(91);
      for (let index = 0; index < value.length; index++) {
        if (index > 0) this.putUnit(44);
        this.write<valueof<T>>(unchecked(value[index]));
      }
      this.putUnit(93);
    } else {
      // What the compiler says of this line names the type.
      const _marked: ClassWithJson = value;
      ERROR('this type has no JSON: mark its class with @json, or use another one');
    }
  }

  private writeMap<T extends Map<any, any>>(value: T): void {
    if (!isString<indexof<T>>()) ERROR('the keys of a map that is written as JSON must be strings');
    const keys = value.keys();
    this.open(123);
    for (let index = 0; index < keys.length; index++) {
      const key = unchecked(keys[index]);
      this.field<valueof<T>>(changetype<string>(key), value.get(key));
    }
    this.close(125);
  }

  private writeValue(value: JsonValue): void {
    if (value.isText) this.writeString(value.asText);
    else if (value.isNumber) this.writeFloat(value.asNumber);
    else if (value.isBoolean) this.put(value.asBoolean ? 'true' : 'false');
    else if (value.isArray) this.write<Array<JsonValue>>(value.items);
    else if (value.isObject) {
      this.open(123);
      for (let index = 0; index < value.keys.length; index++) {
        this.field<JsonValue>(value.keys[index], value.items[index]);
      }
      this.close(125);
    } else this.put('null');
  }

  /** As JavaScript writes them: whole numbers without a fraction, and `null` for what is no number. */
  private writeFloat(value: f64): void {
    if (!isFinite(value)) this.put('null');
    else if (value == Math.trunc(value) && Math.abs(value) < 1e15) this.put((<i64>value).toString());
    else {
      const text = value.toString();
      this.put(text.endsWith('.0') ? text.substring(0, text.length - 2) : text);
    }
  }

  private writeString(text: string): void {
    const length = text.length;
    this.putUnit(34);
    let start = 0;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      const isSurrogate = (unit & 0xf800) == 0xd800;
      if (unit >= 32 && unit != 34 && unit != 92 && !isSurrogate) continue;
      if (isSurrogate && isPair(text, index)) {
        index++;
        continue;
      }
      this.putPart(text, start, index);
      start = index + 1;
      this.putUnit(92);
      if (unit == 34 || unit == 92) this.putUnit(unit);
      else if (unit == 8) this.putUnit(98);
      else if (unit == 9) this.putUnit(116);
      else if (unit == 10) this.putUnit(110);
      else if (unit == 12) this.putUnit(102);
      else if (unit == 13) this.putUnit(114);
      else {
        this.putUnit(117);
        for (let bits = 12; bits >= 0; bits -= 4) {
          const digit = (unit >> bits) & 15;
          this.putUnit(digit < 10 ? 48 + digit : 87 + digit);
        }
      }
    }
    this.putPart(text, start, length);
    this.putUnit(34);
  }

  private open(unit: i32): void {
    this.putUnit(unit);
    this.isFirst = true;
  }

  private close(unit: i32): void {
    this.putUnit(unit);
    this.isFirst = false;
  }

  private put(text: string): void {
    this.putPart(text, 0, text.length);
  }

  private putPart(text: string, start: i32, end: i32): void {
    const size = <usize>(end - start) << 1;
    this.need(size);
    memory.copy(this.text + this.size, changetype<usize>(text) + (<usize>start << 1), size);
    this.size += size;
  }

  private putUnit(unit: i32): void {
    this.need(2);
    store<u16>(this.text + this.size, <u16>unit);
    this.size += 2;
  }

  private need(size: usize): void {
    if (this.size + size <= this.room) return;
    this.room = max(this.room * 2, this.size + size);
    this.text = __renew(this.text, this.room);
  }
}

/** Whether a unit and the next one are the halves of one character. */
function isPair(text: string, index: i32): bool {
  return (
    text.charCodeAt(index) < 0xdc00 &&
    index + 1 < text.length &&
    (text.charCodeAt(index + 1) & 0xfc00) == 0xdc00
  );
}
