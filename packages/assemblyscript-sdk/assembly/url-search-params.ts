import { findUnit } from './find-unit';
import { percentDecode, storeEncoded } from './percent-encoding';
import { utf8 } from './utf8';

/** One pair of a query. */
@final
export class UrlPair {
  constructor(
    /** Name. */
    readonly name: string,
    /** Value. */
    readonly value: string,
  ) {}
}

/**
 * The pairs of a query, or of a form: `a=1&b=2`.
 *
 * @example
 * const form = new URLSearchParams(request.text().unwrapOr(''));
 * const name = form.get('name');
 */
@final
export class URLSearchParams {
  private pairs: Array<UrlPair> = [];

  constructor(query: string = '') {
    let start = query.charCodeAt(0) == 63 ? 1 : 0;
    while (start < query.length) {
      let end = findUnit(query, 38, start);
      if (end < 0) end = query.length;
      if (end > start) {
        const part = query.substring(start, end);
        const at = findUnit(part, 61);
        const name = at < 0 ? part : part.substring(0, at);
        const value = at < 0 ? '' : part.substring(at + 1);
        this.pairs.push(new UrlPair(decode(name), decode(value)));
      }
      start = end + 1;
    }
  }

  /** Number of pairs. */
  get size(): i32 {
    return this.pairs.length;
  }

  /** Adds a pair. */
  append(name: string, value: string): void {
    this.pairs.push(new UrlPair(name, value));
  }

  /** Removes the pairs of a name. */
  delete(name: string): void {
    this.keep(name, -1);
  }

  /** The first value of a name; null where there is none. */
  get(name: string): string | null {
    const at = this.find(name);
    return at < 0 ? null : unchecked(this.pairs[at]).value;
  }

  /** Every value of a name. */
  getAll(name: string): Array<string> {
    const values: string[] = [];
    for (let index = 0; index < this.pairs.length; index++) {
      const pair = unchecked(this.pairs[index]);
      if (pair.name == name) values.push(pair.value);
    }
    return values;
  }

  /** Whether there is a pair of this name. */
  has(name: string): bool {
    return this.find(name) >= 0;
  }

  /** Sets the first pair of a name and removes the others. */
  set(name: string, value: string): void {
    const at = this.find(name);
    if (at < 0) {
      this.append(name, value);
    } else {
      this.pairs[at] = new UrlPair(name, value);
      this.keep(name, at);
    }
  }

  /** Sorts the pairs by name; pairs of one name keep their order. */
  sort(): void {
    this.pairs.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  }

  /** The pairs in order. */
  entries(): Array<UrlPair> {
    return this.pairs.slice();
  }

  /** The pairs as a query, without `?`. */
  toString(): string {
    const parts: string[] = [];
    for (let index = 0; index < this.pairs.length; index++) {
      const pair = unchecked(this.pairs[index]);
      parts.push(encode(pair.name) + '=' + encode(pair.value));
    }
    return parts.join('&');
  }

  private find(name: string): i32 {
    for (let index = 0; index < this.pairs.length; index++) {
      if (unchecked(this.pairs[index]).name == name) return index;
    }
    return -1;
  }

  /** Removes the pairs of a name, other than that at one place. */
  private keep(name: string, place: i32): void {
    const kept: UrlPair[] = [];
    for (let index = 0; index < this.pairs.length; index++) {
      const pair = unchecked(this.pairs[index]);
      if (index == place || pair.name != name) kept.push(pair);
    }
    this.pairs = kept;
  }
}

function decode(text: string): string {
  return percentDecode(text, 43);
}

/** `application/x-www-form-urlencoded`: all but letters, digits and `*-._` is encoded, a space is `+`. */
function encode(text: string): string {
  const bytes = utf8.encode(text);
  const made = __new(<usize>bytes.length * 6, idof<string>());
  let to = made;
  for (let index = 0; index < bytes.length; index++) {
    const byte = <i32>unchecked(bytes[index]);
    const lower = byte | 32;
    const isPlain =
      (lower >= 97 && lower <= 122) ||
      (byte >= 48 && byte <= 57) ||
      byte == 42 ||
      byte == 45 ||
      byte == 46 ||
      byte == 95;
    if (isPlain || byte == 32) {
      store<u16>(to, <u16>(byte == 32 ? 43 : byte));
      to += 2;
    } else to = storeEncoded(to, byte);
  }
  return changetype<string>(__renew(made, to - made));
}
