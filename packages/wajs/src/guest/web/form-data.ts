import { Blob, File } from './blob.js';

/** The value of a field. */
export type FormDataEntryValue = File | string;

/** The fields of a form. */
export class FormData {
  #entries: [string, FormDataEntryValue][] = [];

  /** Adds a field. */
  append(name: string, value: string | Blob, filename?: string): void {
    this.#entries.push([textOf(name), valueOf(value, filename)]);
  }

  /** Removes the fields of a name. */
  delete(name: string): void {
    const wanted = textOf(name);
    this.#entries = this.#entries.filter((entry) => entry[0] !== wanted);
  }

  /** The first value of a name; null where there is none. */
  get(name: string): FormDataEntryValue | null {
    const wanted = textOf(name);
    return this.#entries.find((entry) => entry[0] === wanted)?.[1] ?? null;
  }

  /** Every value of a name. */
  getAll(name: string): FormDataEntryValue[] {
    const wanted = textOf(name);
    return this.#entries.filter((entry) => entry[0] === wanted).map((entry) => entry[1]);
  }

  /** Whether there is a field of this name. */
  has(name: string): boolean {
    const wanted = textOf(name);
    return this.#entries.some((entry) => entry[0] === wanted);
  }

  /** Replaces the fields of a name by one. */
  set(name: string, value: string | Blob, filename?: string): void {
    const wanted = textOf(name);
    const at = this.#entries.findIndex((entry) => entry[0] === wanted);
    if (at < 0) {
      this.append(wanted, value, filename);
      return;
    }
    this.#entries[at] = [wanted, valueOf(value, filename)];
    this.#entries = this.#entries.filter((entry, index) => index <= at || entry[0] !== wanted);
  }

  /** Calls back for each field. */
  forEach(
    callback: (value: FormDataEntryValue, name: string, parent: FormData) => void,
    self?: unknown,
  ): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** The fields in order. */
  *entries(): IterableIterator<[string, FormDataEntryValue]> {
    for (let index = 0; index < this.#entries.length; index++) {
      const entry = this.#entries[index]!;
      yield [entry[0], entry[1]];
    }
  }

  /** The names in order. */
  *keys(): IterableIterator<string> {
    for (const entry of this.entries()) yield entry[0];
  }

  /** The values in order. */
  *values(): IterableIterator<FormDataEntryValue> {
    for (const entry of this.entries()) yield entry[1];
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[string, FormDataEntryValue]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'FormData';
  }
}

function textOf(value: string): string {
  return `${value}`.toWellFormed();
}

function valueOf(value: string | Blob, filename: string | undefined): FormDataEntryValue {
  if (!(value instanceof Blob)) return textOf(value);
  if (value instanceof File && filename === undefined) return value;
  const name = filename ?? (value instanceof File ? value.name : 'blob');
  return new File([value], name, { type: value.type });
}
