/** How deep objects are shown. */
const MAX_DEPTH = 4;
/** How many entries of an object, and characters of a whole, are shown. */
const MAX_ENTRIES = 100;
const MAX_TEXT = 10_000;
const LINE = 72;

/** A value as text that a person can read. */
export function inspect(value: unknown, depth = 0, seen: readonly object[] = []): string {
  if (typeof value === 'string') return depth === 0 ? value : quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return String(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return inspectFunction(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.includes(value)) return '[Circular]';
  try {
    return inspectObject(value, depth, [...seen, value]);
  } catch (error) {
    return `[${tagOf(value)}: cannot be shown: ${String(error)}]`;
  }
}

/** Arguments of a `console` method as one text: `%s`, `%d`, `%i`, `%f`, `%o`, `%O`, `%j`, `%c`. */
export function format(values: readonly unknown[]): string {
  const [first, ...rest] = values;
  const parts: string[] = [];
  let used = 0;
  if (typeof first === 'string' && rest.length > 0) {
    parts.push(
      first.replace(/%([sdifoOjc%])/g, (match, verb: string) => {
        if (verb === '%') return '%';
        return used < rest.length ? substitute(verb, rest[used++]) : match;
      }),
    );
  } else if (values.length > 0) {
    parts.push(inspect(first));
  }
  for (const value of rest.slice(used)) parts.push(inspect(value));
  const text = parts.join(' ');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}

/** An error with its stack, which in QuickJS does not repeat name and message. */
export function inspectError(error: Error): string {
  const head = headOf(error);
  const stack = typeof error.stack === 'string' ? error.stack.trimEnd() : '';
  if (stack === '') return head;
  return /^\s*at /.test(stack) ? `${head}\n${stack}` : stack;
}

function headOf(error: Error): string {
  const name = String(error.name || 'Error');
  return error.message ? `${name}: ${error.message}` : name;
}

function substitute(verb: string, value: unknown): string {
  if (verb === 'c') return '';
  if (verb === 's') return typeof value === 'string' ? value : inspect(value, 1);
  if (verb === 'j') return jsonOf(value);
  if (verb === 'o' || verb === 'O') return inspect(value, 1);
  if (typeof value === 'symbol') return 'NaN';
  if (typeof value === 'bigint') return `${value}n`;
  return String(verb === 'i' ? parseInt(String(value), 10) : Number(value));
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return inspect(value, 1);
  }
}

function inspectFunction(value: Function): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
  return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`;
}

function inspectObject(value: object, depth: number, seen: readonly object[]): string {
  if (value instanceof Error) return inspectWithCause(value, depth, seen);
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  }
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return 'Promise {}';
  if (value instanceof Number || value instanceof Boolean || value instanceof String) {
    return `[${tagOf(value)}: ${inspect(value.valueOf(), 1)}]`;
  }
  const isArray = Array.isArray(value);
  if (depth > MAX_DEPTH) return isArray ? '[Array]' : `[${tagOf(value)}]`;
  const show = (item: unknown): string => inspect(item, depth + 1, seen);
  if (isArray) return wrap('[', listOf(value, show).concat(propertiesOf(value, show, true)), ']');
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items = listOf(value as Uint8Array, show);
    return `${tagOf(value)}(${(value as Uint8Array).length}) ${wrap('[', items, ']')}`;
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer { byteLength: ${value.byteLength} }`;
  if (value instanceof Map) {
    const items = Array.from(value, ([key, item]) => `${show(key)} => ${show(item)}`);
    return `Map(${value.size}) ${wrap('{', items, '}')}`;
  }
  if (value instanceof Set) return `Set(${value.size}) ${wrap('{', Array.from(value, show), '}')}`;
  const tag = tagOf(value);
  const body = wrap('{', itemsOf(value, show), '}');
  return tag === 'Object' ? body : `${tag} ${body}`;
}

/** Entries of what is iterable by name and value (headers, forms, queries); else the properties. */
function itemsOf(value: object, show: (item: unknown) => string): string[] {
  const entries = (value as { entries?: unknown }).entries;
  if (typeof entries === 'function' && Symbol.iterator in value) {
    return Array.from(value as Iterable<[string, unknown]>, ([name, item]) => {
      return `${nameOf(String(name))}: ${show(item)}`;
    });
  }
  const own = propertiesOf(value, show, false);
  return own.length > 0 ? own : accessorsOf(value, show);
}

/** The Web's classes have no properties of their own: what their getters answer says more. */
function accessorsOf(value: object, show: (item: unknown) => string): string[] {
  const shown = ['status', 'method', 'url', 'href', 'type', 'size', 'name', 'aborted', 'headers'];
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return [];
  return shown
    .filter((name) => Object.getOwnPropertyDescriptor(prototype, name)?.get)
    .map((name) => `${name}: ${show((value as Record<string, unknown>)[name])}`);
}

function inspectWithCause(error: Error, depth: number, seen: readonly object[]): string {
  let text = depth > MAX_DEPTH ? headOf(error) : inspectError(error);
  const own = Object.keys(error).filter((key) => !isShown(error, key));
  if (own.length > 0 && depth <= MAX_DEPTH) {
    const record = error as unknown as Record<string, unknown>;
    const items = own.map((key) => `${nameOf(key)}: ${inspect(record[key], depth + 1, seen)}`);
    text += ` ${wrap('{', items, '}')}`;
  }
  if (error.cause !== undefined) text += `\ncaused by: ${inspect(error.cause, depth + 1, seen)}`;
  if (error instanceof AggregateError) {
    for (const each of error.errors) text += `\n- ${inspect(each, depth + 1, seen)}`;
  }
  return text;
}

/** What the head says already; a WajsError's message says all that its properties do. */
function isShown(error: Error, key: string): boolean {
  return error.name === 'WajsError' || key === 'name' || key === 'message' || key === 'stack';
}

function listOf(list: ArrayLike<unknown>, show: (item: unknown) => string): string[] {
  const shown = Math.min(list.length, MAX_ENTRIES);
  const items: string[] = [];
  for (let index = 0; index < shown; index++) items.push(show(list[index]));
  if (list.length > shown) items.push(`... ${list.length - shown} more`);
  return items;
}

function propertiesOf(
  value: object,
  show: (item: unknown) => string,
  skipIndexes: boolean,
): string[] {
  const names = Object.keys(value).filter((name) => !skipIndexes || !/^\d+$/.test(name));
  const items = names.slice(0, MAX_ENTRIES).map((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, name);
    const item = descriptor?.get ? '[Getter]' : show(descriptor?.value);
    return `${nameOf(name)}: ${item}`;
  });
  if (names.length > MAX_ENTRIES) items.push(`... ${names.length - MAX_ENTRIES} more`);
  return items;
}

function nameOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function wrap(open: string, items: readonly string[], close: string): string {
  if (items.length === 0) return open + close;
  const line = items.join(', ');
  if (line.length <= LINE && !line.includes('\n')) return `${open} ${line} ${close}`;
  const indented = items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`);
  return `${open}\n${indented.join(',\n')}\n${close}`;
}

function tagOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  if (prototype === null) return '[Object: null prototype]';
  const name = prototype.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
