/** Words that cannot name a variable, a parameter or a type of TypeScript. */
const RESERVED = new Set(
  (
    'abstract any arguments as async await boolean break case catch class const constructor continue ' +
    'debugger declare default delete do else enum eval export extends false finally for from function ' +
    'get if implements import in infer instanceof interface is keyof let module namespace never new ' +
    'null number object of package private protected prototype public readonly require return set ' +
    'static string super switch symbol then this throw true try type typeof undefined unique unknown ' +
    'using var void while with yield bigint globalThis NaN Infinity __proto__ toString valueOf ' +
    'hasOwnProperty isPrototypeOf parseInt parseFloat isFinite escape unescape'
  ).split(' '),
);

/** Names of members that would change what an object is, or how the language treats it (`new()` constructs). */
const MAGIC = new Set(
  'constructor new prototype then __proto__ toString valueOf hasOwnProperty isPrototypeOf'.split(
    ' ',
  ),
);

/** Names that are free as functions and members, though they are words of the language. */
const CONTEXTUAL = new Set(
  'abstract any as async declare from get infer is keyof module namespace never number object of readonly require set string symbol type unique unknown using boolean bigint'.split(
    ' ',
  ),
);

/** Types of the language that emitted code relies on. */
const BUILT_IN_TYPES = [
  'Array',
  'AsyncIterable',
  'BigInt64Array',
  'BigUint64Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Map',
  'Object',
  'Promise',
  'Record',
  'Symbol',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
];

/** Values of the language: a class may not hide one, as an interface of that name does not. */
const BUILT_IN_CLASSES = new Set(
  (
    'AggregateError ArrayBuffer Atomics BigInt Boolean DataView Date Error EvalError Function Intl ' +
    'Iterator JSON Math Number Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer ' +
    'String SyntaxError TypeError URIError WeakMap WeakRef WeakSet WebAssembly'
  ).split(' '),
);

/** Name of the class or interface of a resource. */
export function resourceName(name: string): string {
  const pascal = pascalCase(name);
  return BUILT_IN_CLASSES.has(pascal) ? `${pascal}_` : pascal;
}

/** Names that are taken at the top of every emitted file. */
export const TOP_LEVEL_NAMES: readonly string[] = [...BUILT_IN_TYPES, ...RESERVED].filter(
  (name) => !CONTEXTUAL.has(name),
);

/** Variables inside the functions that emitted files have for values, on both sides. */
const LOCAL_VARIABLES = 'bits error item key left payload problem reader signal value writer'.split(
  ' ',
);

/**
 * Name of a function or constant at the top of an emitted file, which no variable in the file hides.
 * `more` are variables of the target's own.
 */
export function topLevelName(name: string, more: readonly string[] = []): string {
  return LOCAL_VARIABLES.includes(name) || more.includes(name) ? `${name}_` : name;
}

/** A WIT name as `camelCase`. */
export function camelCase(name: string): string {
  const [first = '', ...rest] = name.split('-');
  return lowerFirst(first) + rest.map(upperFirst).join('');
}

/** A WIT name as `PascalCase`. */
export function pascalCase(name: string): string {
  return name.split('-').map(upperFirst).join('');
}

/** A WIT name as a member of an object: a field, a flag, a method. */
export function memberName(name: string): string {
  const camel = camelCase(name);
  return MAGIC.has(camel) ? `${camel}_` : camel;
}

/** A WIT name as a variable. */
export function variableName(name: string): string {
  const camel = camelCase(name);
  return RESERVED.has(camel) && !CONTEXTUAL.has(camel) ? `${camel}_` : camel;
}

/** Last part of an interface's name, without its version: `kv` of `wajs:platform/kv@0.1.0`. */
export function shortName(interfaceName: string): string {
  return interfaceName.replace(/^.*\//, '').replace(/@.*$/, '');
}

// Acronyms in WIT are upper-case words: `HTTP-error`.
function lowerFirst(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word;
}

function upperFirst(word: string): string {
  const lower = lowerFirst(word);
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
