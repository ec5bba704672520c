import { percentDecode } from './percent-encoding.js';

/** What a `URLSearchParams` can be made of. */
export type UrlSearchParamsInit =
  | string
  | URLSearchParams
  | Iterable<readonly [string, string] | readonly string[]>
  | Readonly<Record<string, string>>;

/** The pairs of a query: `a=1&b=2`. */
export class URLSearchParams {
  #pairs: [string, string][];
  #changed: ((query: string) => void) | undefined;

  constructor(init: UrlSearchParamsInit = '') {
    this.#pairs = init === '' ? [] : pairsOf(init);
  }

  /** Number of pairs. */
  get size(): number {
    return this.#pairs.length;
  }

  /** Adds a pair. */
  append(name: string, value: string): void {
    this.#pairs.push([textOf(name), textOf(value)]);
    this.#update();
  }

  /** Removes the pairs of a name, or of a name and a value. */
  delete(name: string, value?: string): void {
    const wanted = textOf(name);
    this.#pairs = this.#pairs.filter(
      (pair) => pair[0] !== wanted || (value !== undefined && pair[1] !== textOf(value)),
    );
    this.#update();
  }

  /** The first value of a name; null where there is none. */
  get(name: string): string | null {
    const wanted = textOf(name);
    const pairs = this.#pairs;
    for (let index = 0; index < pairs.length; index++) {
      if (pairs[index]![0] === wanted) return pairs[index]![1];
    }
    return null;
  }

  /** Every value of a name. */
  getAll(name: string): string[] {
    const wanted = textOf(name);
    return this.#pairs.filter((pair) => pair[0] === wanted).map((pair) => pair[1]);
  }

  /** Whether there is a pair of this name, or of this name and value. */
  has(name: string, value?: string): boolean {
    const wanted = textOf(name);
    return this.#pairs.some(
      (pair) => pair[0] === wanted && (value === undefined || pair[1] === textOf(value)),
    );
  }

  /** Sets the first pair of a name and removes the others. */
  set(name: string, value: string): void {
    const wanted = textOf(name);
    const at = this.#pairs.findIndex((pair) => pair[0] === wanted);
    if (at < 0) {
      this.append(wanted, value);
      return;
    }
    this.#pairs[at] = [wanted, textOf(value)];
    this.#pairs = this.#pairs.filter((pair, index) => index <= at || pair[0] !== wanted);
    this.#update();
  }

  /** Sorts the pairs by name; pairs of one name keep their order. */
  sort(): void {
    this.#pairs.sort((left, right) => (left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0));
    this.#update();
  }

  /** Calls back for each pair. */
  forEach(
    callback: (value: string, name: string, parent: URLSearchParams) => void,
    self?: unknown,
  ): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** The pairs in order. */
  *entries(): IterableIterator<[string, string]> {
    // By index, as the standard's iterator sees changes made during the iteration.
    for (let index = 0; index < this.#pairs.length; index++) {
      const pair = this.#pairs[index]!;
      yield [pair[0], pair[1]];
    }
  }

  /** The names in order. */
  *keys(): IterableIterator<string> {
    for (const entry of this.entries()) yield entry[0];
  }

  /** The values in order. */
  *values(): IterableIterator<string> {
    for (const entry of this.entries()) yield entry[1];
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  /** The pairs as a query, without `?`. */
  toString(): string {
    return this.#pairs.map((pair) => `${encode(pair[0])}=${encode(pair[1])}`).join('&');
  }

  get [Symbol.toStringTag](): string {
    return 'URLSearchParams';
  }

  /**
   * The pairs of a URL, which is told when they change.
   *
   * @internal
   */
  static attached(query: string, changed: (query: string) => void): URLSearchParams {
    const params = new URLSearchParams();
    if (query !== '') params.#pairs = parseQuery(query);
    params.#changed = changed;
    return params;
  }

  /**
   * Takes over what the URL's query has become.
   *
   * @internal
   */
  static reset(params: URLSearchParams, query: string): void {
    params.#pairs = parseQuery(query);
  }

  #update(): void {
    this.#changed?.(this.toString());
  }
}

function pairsOf(init: UrlSearchParamsInit): [string, string][] {
  if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
    const query = textOf(init as string);
    return parseQuery(query.startsWith('?') ? query.slice(1) : query);
  }
  if (Symbol.iterator in init) {
    return Array.from(init as Iterable<readonly string[]>, (pair) => {
      const [name, value, ...rest] = pair;
      if (name === undefined || value === undefined || rest.length > 0) {
        throw new TypeError('each pair of a query must be a name and a value');
      }
      return [textOf(name), textOf(value)];
    });
  }
  return Object.entries(init).map(([name, value]) => [textOf(name), textOf(value)]);
}

const ENCODED = /[%+]/;

/** Splits an `application/x-www-form-urlencoded` text into its pairs. */
function parseQuery(query: string): [string, string][] {
  const pairs: [string, string][] = [];
  if (query === '') return pairs;
  const plain = !ENCODED.test(query);
  const parts = query.split('&');
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    const value = at < 0 ? '' : part.slice(at + 1);
    pairs.push(plain ? [name, value] : [decode(name), decode(value)]);
  }
  return pairs;
}

function decode(text: string): string {
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%20|[!'()~]/g, (match) =>
    match === '%20' ? '+' : `%${match.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function textOf(value: string): string {
  return `${value}`.toWellFormed();
}
