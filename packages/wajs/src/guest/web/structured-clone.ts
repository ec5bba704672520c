import { Blob } from './blob.js';

/** What a clone may move instead of copying. */
export interface StructuredSerializeOptions {
  /** Array buffers that are moved: they are empty afterwards. */
  transfer?: readonly ArrayBuffer[];
}

type Seen = Map<object, unknown>;

const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  __proto__: null as never,
  EvalError: EvalError,
  RangeError: RangeError,
  ReferenceError: ReferenceError,
  SyntaxError: SyntaxError,
  TypeError: TypeError,
  URIError: URIError,
};

/**
 * A deep copy of a value: https://html.spec.whatwg.org/#structuredserializeinternal
 *
 * @throws DOMException `DataCloneError` for functions, symbols, promises and the like
 */
export function structuredClone<T>(value: T, options?: StructuredSerializeOptions): T {
  const seen: Seen = new Map();
  const moved = options?.transfer ?? [];
  const result = clone(value, seen) as T;
  for (const buffer of moved) {
    if (!(buffer instanceof ArrayBuffer)) throw uncloneable(buffer);
    (buffer as ArrayBuffer & { transfer?(): ArrayBuffer }).transfer?.();
  }
  return result;
}

function clone(value: unknown, seen: Seen): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw uncloneable(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const simple = cloneSimple(value, seen);
  if (simple !== undefined) {
    seen.set(value, simple);
    return simple;
  }
  return cloneContainer(value, seen);
}

/** Copies what holds no other values. */
function cloneSimple(value: object, seen: Seen): object | undefined {
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return cloneView(value, seen);
  if (value instanceof Number || value instanceof Boolean || value instanceof String) {
    return Object(value.valueOf()) as object;
  }
  return value instanceof Blob ? value : undefined;
}

function cloneView(view: ArrayBufferView, seen: Seen): object {
  const buffer = clone(view.buffer, seen) as ArrayBuffer;
  if (view instanceof DataView) return new DataView(buffer, view.byteOffset, view.byteLength);
  const name = (view as Uint8Array)[Symbol.toStringTag];
  const constructor = (globalThis as unknown as Record<string, Uint8ArrayConstructor>)[name]!;
  return new constructor(buffer, view.byteOffset, (view as Uint8Array).length);
}

function cloneContainer(value: object, seen: Seen): object {
  if (Array.isArray(value)) {
    const copy: unknown[] = new Array<unknown>(value.length);
    seen.set(value, copy);
    copyProperties(value, copy, seen);
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [key, item] of [...value]) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    seen.set(value, copy);
    for (const item of [...value]) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof Error) return cloneError(value, seen);
  if (Object.prototype.toString.call(value) !== '[object Object]') throw uncloneable(value);
  const copy: Record<string, unknown> = {};
  seen.set(value, copy);
  copyProperties(value, copy, seen);
  return copy;
}

function cloneError(error: Error, seen: Seen): Error {
  const constructor = ERRORS[error.name] ?? Error;
  const copy = new constructor(error.message);
  seen.set(error, copy);
  if (error.stack !== undefined) hide(copy, 'stack', error.stack);
  if (error.cause !== undefined) hide(copy, 'cause', clone(error.cause, seen));
  return copy;
}

function hide(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

function copyProperties(from: object, to: object, seen: Seen): void {
  for (const key of Object.keys(from)) {
    const value = clone((from as Record<string, unknown>)[key], seen);
    // Defined, not assigned: `__proto__` is a name like any other.
    Object.defineProperty(to, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

function uncloneable(value: unknown): Error {
  const what = typeof value === 'object' ? Object.prototype.toString.call(value) : String(value);
  return new DOMException(`${what} cannot be cloned`, 'DataCloneError');
}
