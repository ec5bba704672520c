import { assertName, assertValue } from './header-syntax.js';
import { textCodec } from './utf8.js';

/** What a `Headers` can be made of. */
export type HeadersInit =
  | Headers
  | Iterable<readonly [string, string] | readonly string[]>
  | Readonly<Record<string, string>>;

/** Name and value, one after the other. */
type Flat = string[];

/** A header field as it came over the wire. */
export interface ReceivedHeader {
  /** Name, in any case. */
  readonly name: string;
  /** Value: octets, not text. */
  readonly value: Uint8Array;
}

/** The fields of a message that has been received, decoded as far as somebody asks. */
export interface ReceivedFields {
  /** The values of a name in lower case, joined by `, `; null where there is none. */
  joined(name: string): string | null;
  /** Names in lower case and values, one after the other. */
  flat(): string[];
}

/** Fields that came one by one. */
class FieldList implements ReceivedFields {
  readonly #fields: readonly ReceivedHeader[];

  constructor(fields: readonly ReceivedHeader[]) {
    this.#fields = fields;
  }

  joined(field: string): string | null {
    const fields = this.#fields;
    let joined: string | null = null;
    for (let index = 0; index < fields.length; index++) {
      const { name, value } = fields[index]!;
      if (name.length !== field.length || (name !== field && name.toLowerCase() !== field)) {
        continue;
      }
      const text = textCodec.decodeLatin1(value);
      joined = joined === null ? text : `${joined}, ${text}`;
    }
    return joined;
  }

  flat(): string[] {
    const flat: string[] = [];
    for (const { name, value } of this.#fields) {
      flat.push(name.toLowerCase(), textCodec.decodeLatin1(value));
    }
    return flat;
  }
}

function isList(
  fields: readonly ReceivedHeader[] | ReceivedFields,
): fields is readonly ReceivedHeader[] {
  return Array.isArray(fields);
}

/** Header fields: names without case, order and repeats kept for the wire. */
export class Headers {
  #fields: Flat | undefined;
  /** What the fields are made of when somebody asks for more than one. */
  #received: ReceivedFields | undefined;

  /** @throws TypeError where a name or a value could not stand in an HTTP message */
  constructor(init?: HeadersInit) {
    this.#fields = [];
    if (init !== undefined && init !== null) this.#fill(init);
  }

  /** Adds a field, and keeps those of the same name. */
  append(name: string, value: string): void {
    this.#assertWritable();
    const field = assertName(name);
    this.#list().push(field, assertValue(field, value));
  }

  /** Removes every field of a name. */
  delete(name: string): void {
    this.#assertWritable();
    const field = assertName(name);
    if (this.#find(field) >= 0) this.#remove(field, 0);
  }

  /** The values of a name, joined by `, `; null where there is none. */
  get(name: string): string | null {
    const field = `${name}`.toLowerCase();
    const joined = this.#fields ? this.#joined(field) : this.#received!.joined(field);
    // A name that is there is a good one: only the others have to be checked.
    if (joined === null) assertName(name);
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
    const fields = this.#list();
    const at = this.#find(field);
    if (at < 0) {
      fields.push(field, text);
      return;
    }
    fields[at + 1] = text;
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
   * Headers of a message that has been received: decoded on demand, and closed to changes.
   *
   * @internal
   */
  static received(fields: readonly ReceivedHeader[] | ReceivedFields): Headers {
    const headers = new Headers();
    headers.#fields = undefined;
    headers.#received = isList(fields) ? new FieldList(fields) : fields;
    return headers;
  }

  /**
   * Sets the media type where there is none. It is not checked: it is the library's own.
   *
   * @internal
   */
  static setContentType(headers: Headers, type: string): void {
    const fields = headers.#list();
    if (headers.#find('content-type') < 0) fields.push('content-type', type);
  }

  /**
   * Names and values in the order of the wire, one after the other.
   *
   * @internal
   */
  static wire(headers: Headers): readonly string[] {
    return headers.#list();
  }

  #fill(init: HeadersInit): void {
    if (typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError('headers must be an object, a list of pairs, or Headers');
    }
    if (#fields in init) {
      this.#fields = init.#list().slice();
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
    for (const name of Object.keys(init)) {
      this.append(name, (init as Readonly<Record<string, string>>)[name]!);
    }
  }

  /** The fields, decoded. */
  #list(): Flat {
    if (this.#fields) return this.#fields;
    return (this.#fields = this.#received!.flat());
  }

  #joined(field: string): string | null {
    const fields = this.#fields!;
    let joined: string | null = null;
    for (let index = 0; index < fields.length; index += 2) {
      if (fields[index] !== field) continue;
      joined = joined === null ? fields[index + 1]! : `${joined}, ${fields[index + 1]}`;
    }
    return joined;
  }

  #assertWritable(): void {
    if (this.#received) {
      throw new TypeError('headers of a received message cannot be changed, copy them first');
    }
  }

  #find(field: string): number {
    const fields = this.#list();
    for (let index = 0; index < fields.length; index += 2) {
      if (fields[index] === field) return index;
    }
    return -1;
  }

  #remove(field: string, from: number): void {
    const fields = this.#list();
    const kept = fields.slice(0, from);
    for (let index = from; index < fields.length; index += 2) {
      if (fields[index] !== field) kept.push(fields[index]!, fields[index + 1]!);
    }
    this.#fields = kept;
  }

  #values(field: string): string[] {
    const fields = this.#list();
    const values: string[] = [];
    for (let index = 0; index < fields.length; index += 2) {
      if (fields[index] === field) values.push(fields[index + 1]!);
    }
    return values;
  }

  #sorted(): [string, string][] {
    const fields = this.#list();
    const names = new Set<string>();
    for (let index = 0; index < fields.length; index += 2) names.add(fields[index]!);
    const entries: [string, string][] = [];
    for (const name of [...names].sort()) {
      const values = this.#values(name);
      if (name === 'set-cookie') for (const value of values) entries.push([name, value]);
      else entries.push([name, values.join(', ')]);
    }
    return entries;
  }
}
