import { Header } from './gen/http';
import {
  isHeaderName,
  isHeaderValue,
  isSameName,
  lowerName,
  trimHeaderValue,
} from './header-syntax';
import { decodeLatin1, encodeLatin1 } from './latin1';
import { Result, Unit } from './result';
import { ErrorCode, WajsError } from './wajs-error';

/** One header field, as `entries` lists it. */
@final
export class HeaderEntry {
  constructor(
    /** Name, in lower case. */
    readonly name: string,
    /** Value; several of one name are joined by `, `, other than those of `set-cookie`. */
    readonly value: string,
  ) {}
}

/**
 * Header fields: names without case, order and repeats kept for the wire.
 *
 * @example
 * const accept = request.headers.get('accept');
 * response.headers.append('set-cookie', 'seen=1');
 */
@final
export class Headers {
  private fields: Array<Header>;

  /** Headers without a field, or those of a message. */
  constructor(fields: Array<Header> = []) {
    this.fields = fields;
  }

  /** How many fields there are, repeats counted. */
  get size(): i32 {
    return this.fields.length;
  }

  /** The values of a name, joined by `, `; null where there is none. */
  get(name: string): string | null {
    let joined: string | null = null;
    for (let index = 0; index < this.fields.length; index++) {
      const field = unchecked(this.fields[index]);
      if (!isSameName(field.name, name)) continue;
      const value = decodeLatin1(field.value);
      joined = joined === null ? value : joined + ', ' + value;
    }
    return joined;
  }

  /** The bytes of the first field of a name; null where there is none. */
  getBytes(name: string): Uint8Array | null {
    const at = this.find(name, 0);
    return at < 0 ? null : this.fields[at].value;
  }

  /** The values of `set-cookie`, each on its own. */
  getSetCookie(): Array<string> {
    const values: string[] = [];
    for (let at = this.find('set-cookie', 0); at >= 0; at = this.find('set-cookie', at + 1)) {
      values.push(decodeLatin1(this.fields[at].value));
    }
    return values;
  }

  /** Whether there is a field of a name. */
  has(name: string): bool {
    return this.find(name, 0) >= 0;
  }

  /** Adds a field, and keeps those of the same name. `invalid` where it could not stand in a message. */
  append(name: string, value: string): Result<Unit> {
    const text = trimHeaderValue(value);
    const fault = faultOf(name, text);
    if (fault !== null) return Result.err<Unit>(fault);
    this.fields.push({ name: lowerName(name), value: encodeLatin1(text) });
    return Result.ok<Unit>(Unit.Value);
  }

  /** Sets a field, in the place of all of its name. `invalid` where it could not stand in a message. */
  set(name: string, value: string): Result<Unit> {
    const text = trimHeaderValue(value);
    const fault = faultOf(name, text);
    if (fault !== null) return Result.err<Unit>(fault);
    const field: Header = { name: lowerName(name), value: encodeLatin1(text) };
    const at = this.find(name, 0);
    if (at < 0) {
      this.fields.push(field);
    } else {
      this.fields[at] = field;
      this.remove(name, at + 1);
    }
    return Result.ok<Unit>(Unit.Value);
  }

  /** Removes every field of a name. */
  delete(name: string): void {
    this.remove(name, 0);
  }

  /** Names and values, sorted by name: one entry a name, but one for each `set-cookie`. */
  entries(): Array<HeaderEntry> {
    const names: string[] = [];
    for (let index = 0; index < this.fields.length; index++) {
      const name = lowerName(unchecked(this.fields[index]).name);
      if (!names.includes(name)) names.push(name);
    }
    names.sort((one, other) => (one < other ? -1 : 1));
    const entries: HeaderEntry[] = [];
    for (let index = 0; index < names.length; index++) {
      const name = unchecked(names[index]);
      if (name == 'set-cookie') {
        const values = this.getSetCookie();
        for (let each = 0; each < values.length; each++) {
          entries.push(new HeaderEntry(name, unchecked(values[each])));
        }
      } else {
        entries.push(new HeaderEntry(name, this.get(name)!));
      }
    }
    return entries;
  }

  /** The same fields, which can be changed apart from these. */
  clone(): Headers {
    return new Headers(this.fields.slice());
  }

  /** The fields as they go over the wire. */
  toWire(): Array<Header> {
    return this.fields;
  }

  private find(name: string, from: i32): i32 {
    for (let index = from; index < this.fields.length; index++) {
      if (isSameName(unchecked(this.fields[index]).name, name)) return index;
    }
    return -1;
  }

  private remove(name: string, from: i32): void {
    for (let at = this.find(name, from); at >= 0; at = this.find(name, at)) {
      this.fields.splice(at, 1);
    }
  }
}

function faultOf(name: string, value: string): WajsError | null {
  if (!isHeaderName(name)) {
    return new WajsError(ErrorCode.Invalid, 'invalid header name "' + name + '"');
  }
  if (isHeaderValue(value)) return null;
  return new WajsError(
    ErrorCode.Invalid,
    'invalid value for header "' + name + '": "' + value + '"',
  );
}
