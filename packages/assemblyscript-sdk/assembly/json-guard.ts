import { ClassWithJson } from './class-with-json';
import { isNamed } from './json-text';
import { JsonValue } from './json-value';

/** How deep values may be nested: what reads them calls itself for each level. */
const MOST_LEVELS: i32 = 256;

/**
 * Looks over a JSON text before it is read: whether it is JSON, as the standard has it, and whether it fits
 * a type. Classes that are marked `@json` get a method from the build that says the same of each field.
 * Global, since those call it.
 */
@global
@final
export class __WajsJsonGuard {
  private readonly start: usize;
  private readonly end: usize;
  private at: usize;
  private level: i32 = 0;
  private keyStart: usize = 0;
  private keyEnd: usize = 0;
  /** What should have stood where the text did not fit. */
  expected: string = '';

  constructor(text: string) {
    this.start = changetype<usize>(text);
    this.at = this.start;
    this.end = this.start + (<usize>text.length << 1);
  }

  /** Where the text did not fit: which of its units. */
  get place(): i32 {
    return <i32>((this.at - this.start) >> 1);
  }

  /** Whether the text is one value that fits a type, and nothing else. */
  isWhole<T>(): bool {
    if (!this.fits<T>()) return false;
    this.skipSpace();
    return this.at == this.end || this.fail('the end of the text');
  }

  /** Whether the next value fits a type. Moves behind it. */
  fits<T>(): bool {
    this.skipSpace();
    if (isBoolean<T>()) return this.takeWord('true') || this.takeWord('false') || this.fail('true or false');
    if (isInteger<T>()) return this.fitsInteger<T>();
    if (isFloat<T>()) return this.takeNumber() != 0 || this.fail('a number');
    if (isNullable<T>() && this.takeWord('null')) return true;
    if (isString<T>()) return this.takeString();
    const type = changetype<nonnull<T>>(0);
    if (isDefined(type.__WAJS_FITS)) return this.fitsClass<nonnull<T>>();
    if (type instanceof JsonValue) return this.takeValue();
    if (type instanceof Map) return this.fitsMap<nonnull<T>>();
    if (isArrayLike<nonnull<T>>()) return this.fitsArray<valueof<nonnull<T>>>();
    // What the compiler says of this line names the type.
    const _marked: ClassWithJson = type;
    ERROR('this type cannot be read from JSON: mark its class with @json, or use another one');
    return false;
  }

  /** Whether the key that was taken last is the one that a field has. */
  isKey(name: string): bool {
    return isNamed(this.keyStart, this.keyEnd, name);
  }

  /** Moves behind the next value, whatever it is. */
  takeValue(): bool {
    this.skipSpace();
    const unit = this.peek();
    if (unit == 34) return this.takeString();
    if (unit == 123) {
      if (!this.enter()) return false;
      for (let isFirst = true; this.takeKey(isFirst); isFirst = false) {
        if (!this.takeValue()) return false;
      }
      return this.leave();
    }
    if (unit == 91) return this.fitsArray<JsonValue>();
    if (unit == 45 || isDigit(unit)) return this.takeNumber() != 0 || this.fail('a number');
    return (
      this.takeWord('null') ||
      this.takeWord('true') ||
      this.takeWord('false') ||
      this.fail('a value')
    );
  }

  private fitsClass<T>(): bool {
    if (this.peek() != 123) return this.fail('an object');
    if (!this.enter()) return false;
    // Stands for an object of the class: of one that has descendants, its method is looked up by the id.
    const blank = memory.data(32, 16) + 24;
    store<u32>(blank - 8, idof<T>());
    const fields = changetype<T>(blank);
    for (let isFirst = true; this.takeKey(isFirst); isFirst = false) {
      if (!fields.__WAJS_FITS(this)) return false;
    }
    return this.leave();
  }

  private fitsMap<T extends Map<any, any>>(): bool {
    if (!isString<indexof<T>>()) ERROR('the keys of a map that is read from JSON must be strings');
    if (this.peek() != 123) return this.fail('an object');
    if (!this.enter()) return false;
    for (let isFirst = true; this.takeKey(isFirst); isFirst = false) {
      if (!this.fits<valueof<T>>()) return false;
    }
    return this.leave();
  }

  private fitsArray<T>(): bool {
    if (this.peek() != 91) return this.fail('an array');
    if (!this.enter()) return false;
    this.skipSpace();
    if (this.take(93)) {
      this.level--;
      return true;
    }
    do {
      if (!this.fits<T>()) return false;
      this.skipSpace();
    } while (this.take(44));
    this.level--;
    return this.take(93) || this.fail('"," or "]"');
  }

  private fitsInteger<T>(): bool {
    const from = this.at;
    const isNegative = this.peek() == 45;
    if ((isNegative && !isSigned<T>()) || this.takeNumber() != 1) {
      this.at = from;
      return this.fail('an integer');
    }
    let most = u64.MAX_VALUE >> (64 - sizeof<T>() * 8);
    if (isSigned<T>()) most = isNegative ? (most >> 1) + 1 : most >> 1;
    let value: u64 = 0;
    for (let at = isNegative ? from + 2 : from; at < this.at; at += 2) {
      const digit = <u64>load<u16>(at) - 48;
      if (value > (most - digit) / 10 || (digit > most)) {
        this.at = from;
        return this.fail('an integer that is not so large');
      }
      value = value * 10 + digit;
    }
    return true;
  }

  /** Moves behind a number. 1 for an integer, 2 for another one, 0 for none. */
  private takeNumber(): i32 {
    let kind = 1;
    this.take(45);
    if (!this.take(48) && !this.takeDigits()) return 0;
    if (this.take(46)) {
      kind = 2;
      if (!this.takeDigits()) return 0;
    }
    if (this.take(101) || this.take(69)) {
      kind = 2;
      if (!this.take(43)) this.take(45);
      if (!this.takeDigits()) return 0;
    }
    return kind;
  }

  private takeDigits(): bool {
    const from = this.at;
    while (isDigit(this.peek())) this.at += 2;
    return this.at != from;
  }

  private takeString(): bool {
    if (!this.take(34)) return this.fail('a string');
    while (this.at < this.end) {
      const unit = <i32>load<u16>(this.at);
      if (unit < 32) return this.fail('no control character');
      this.at += 2;
      if (unit == 34) return true;
      if (unit == 92 && !this.takeEscape()) return this.fail('an escape sequence');
    }
    return this.fail('the end of the string');
  }

  private takeEscape(): bool {
    const unit = this.peek();
    this.at += 2;
    if (unit == 117) {
      for (let index = 0; index < 4; index++) {
        const digit = this.peek();
        const lower = digit | 32;
        if (!isDigit(digit) && (lower < 97 || lower > 102)) return false;
        this.at += 2;
      }
      return true;
    }
    // One of `"\/bfnrt`.
    return (
      unit == 34 ||
      unit == 92 ||
      unit == 47 ||
      unit == 98 ||
      unit == 102 ||
      unit == 110 ||
      unit == 114 ||
      unit == 116
    );
  }

  /** Moves behind a key and its colon. False at the end of the object, and where there is no key. */
  private takeKey(isFirst: bool): bool {
    this.skipSpace();
    if (this.peek() == 125) return false;
    if (!isFirst) {
      if (!this.take(44)) return false;
      this.skipSpace();
    }
    this.keyStart = this.at + 2;
    if (!this.takeString()) return false;
    this.keyEnd = this.at - 2;
    this.skipSpace();
    return this.take(58) || this.fail('":"');
  }

  private enter(): bool {
    if (this.level++ == MOST_LEVELS) return this.fail('fewer levels of nesting');
    this.at += 2;
    return true;
  }

  /** Moves behind the end of an object. */
  private leave(): bool {
    this.level--;
    return this.expected.length == 0 && (this.take(125) || this.fail('"," or "}"'));
  }

  private take(unit: i32): bool {
    if (this.peek() != unit) return false;
    this.at += 2;
    return true;
  }

  private takeWord(word: string): bool {
    const size = <usize>word.length << 1;
    if (this.at + size > this.end || memory.compare(this.at, changetype<usize>(word), size) != 0) {
      return false;
    }
    this.at += size;
    return true;
  }

  private peek(): i32 {
    return this.at < this.end ? <i32>load<u16>(this.at) : -1;
  }

  private skipSpace(): void {
    while (this.at < this.end) {
      const unit = load<u16>(this.at);
      if (unit != 32 && unit != 10 && unit != 13 && unit != 9) return;
      this.at += 2;
    }
  }

  private fail(expected: string): bool {
    if (this.expected.length == 0) this.expected = expected;
    return false;
  }
}

function isDigit(unit: i32): bool {
  return unit >= 48 && unit <= 57;
}
