/** What a `Headers` can be made of. */
export type HeadersInit =
  | Headers
  | Iterable<readonly [string, string] | readonly string[]>
  | Readonly<Record<string, string>>;

/** Name and value, one after the other. */
type Flat = string[];

const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
// eslint-disable-next-line no-control-regex -- these are the octets that RFC 9110 section 5.5 forbids
const BAD_VALUE = /[\0\n\r]|[^\0-\xff]/;

/** Header fields: names without case, order and repeats kept for the wire. */
export class Headers {
  #fields: Flat = [];
  #frozen = false;

  /** @throws TypeError where a name or a value could not stand in an HTTP message */
  constructor(init?: HeadersInit) {
    if (init !== undefined && init !== null) this.#fill(init);
  }

  /** Adds a field, and keeps those of the same name. */
  append(name: string, value: string): void {
    this.#assertWritable();
    const field = assertName(name);
    this.#fields.push(field, assertValue(field, value));
  }

  /** Removes every field of a name. */
  delete(name: string): void {
    this.#assertWritable();
    const field = assertName(name);
    if (this.#fields.includes(field)) this.#remove(field, 0);
  }

  /** The values of a name, joined by `, `; null where there is none. */
  get(name: string): string | null {
    const field = assertName(name);
    const fields = this.#fields;
    let joined: string | null = null;
    for (let index = 0; index < fields.length; index += 2) {
      if (fields[index] !== field) continue;
      joined = joined === null ? fields[index + 1]! : `${joined}, ${fields[index + 1]}`;
    }
    return joined;
  }

  /** The values of `set-cookie`, each on its own. */
  getSetCookie(): string[] {
    return this.#values('set-cookie');
  }

  /** Whether there is a field of this name. */
  has(name: string): boolean {
    return this.#find(assertName(name)) >= 0;
  }

  /** Replaces every field of a name by one. */
  set(name: string, value: string): void {
    this.#assertWritable();
    const field = assertName(name);
    const text = assertValue(field, value);
    const at = this.#find(field);
    if (at < 0) {
      this.#fields.push(field, text);
      return;
    }
    this.#fields[at + 1] = text;
    this.#remove(field, at + 2);
  }

  /** Calls back for each name in sorted order. */
  forEach(callback: (value: string, name: string, parent: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** Names with their joined values, sorted by name; each `set-cookie` on its own. */
  *entries(): IterableIterator<[string, string]> {
    // Sorted anew at each step, as the standard's iterator sees changes made during the iteration.
    for (let index = 0; ; index++) {
      const entry = this.#sorted()[index];
      if (!entry) return;
      yield entry;
    }
  }

  /** The names of `entries`. */
  *keys(): IterableIterator<string> {
    for (const entry of this.entries()) yield entry[0];
  }

  /** The values of `entries`. */
  *values(): IterableIterator<string> {
    for (const entry of this.entries()) yield entry[1];
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }

  /**
   * Headers of a message that has been received: taken over without checks, and closed to changes.
   *
   * @internal
   */
  static received(fields: string[]): Headers {
    const headers = new Headers();
    headers.#fields = fields;
    headers.#frozen = true;
    return headers;
  }

  /**
   * Names and values in the order of the wire, one after the other.
   *
   * @internal
   */
  static wire(headers: Headers): readonly string[] {
    return headers.#fields;
  }

  #fill(init: HeadersInit): void {
    if (typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError('headers must be an object, a list of pairs, or Headers');
    }
    if (#fields in init) {
      this.#fields = init.#fields.slice();
      return;
    }
    if (Symbol.iterator in init) {
      for (const pair of init) {
        const [name, value, ...rest] = pair as readonly string[];
        if (name === undefined || value === undefined || rest.length > 0) {
          throw new TypeError('each pair of headers must be a name and a value');
        }
        this.append(name, value);
      }
      return;
    }
    for (const name of Reflect.ownKeys(init)) {
      if (!Object.prototype.propertyIsEnumerable.call(init, name)) continue;
      if (typeof name === 'symbol') throw new TypeError('a header name cannot be a symbol');
      this.append(name, (init as Readonly<Record<string, string>>)[name]!);
    }
  }

  #assertWritable(): void {
    if (this.#frozen) {
      throw new TypeError('headers of a received message cannot be changed, copy them first');
    }
  }

  #find(field: string): number {
    const fields = this.#fields;
    for (let index = 0; index < fields.length; index += 2) {
      if (fields[index] === field) return index;
    }
    return -1;
  }

  #remove(field: string, from: number): void {
    const kept = this.#fields.slice(0, from);
    for (let index = from; index < this.#fields.length; index += 2) {
      if (this.#fields[index] !== field) kept.push(this.#fields[index]!, this.#fields[index + 1]!);
    }
    this.#fields = kept;
  }

  #values(field: string): string[] {
    const values: string[] = [];
    for (let index = 0; index < this.#fields.length; index += 2) {
      if (this.#fields[index] === field) values.push(this.#fields[index + 1]!);
    }
    return values;
  }

  #sorted(): [string, string][] {
    const names = new Set<string>();
    for (let index = 0; index < this.#fields.length; index += 2) names.add(this.#fields[index]!);
    const entries: [string, string][] = [];
    for (const name of [...names].sort()) {
      const values = this.#values(name);
      if (name === 'set-cookie') for (const value of values) entries.push([name, value]);
      else entries.push([name, values.join(', ')]);
    }
    return entries;
  }
}

function assertName(name: string): string {
  const text = `${name}`;
  if (!NAME.test(text)) throw new TypeError(`invalid header name "${text}"`);
  return text.toLowerCase();
}

function assertValue(name: string, value: string): string {
  const text = trimWhitespace(`${value}`);
  if (BAD_VALUE.test(text)) {
    throw new TypeError(`invalid value for header "${name}": ${JSON.stringify(text)}`);
  }
  return text;
}

/** Not a regular expression: that would take quadratic time on a long run inside the text. */
function trimWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text.charCodeAt(start))) start++;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWhitespace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}
