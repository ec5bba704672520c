/** An error of the compiler, as far as a hint depends on it. */
export interface HintedError {
  readonly code: number;
  readonly message: string;
  /** The line that it is in; empty where it is in none. */
  readonly line: string;
  /** Names that the SDK exports. */
  readonly exported: ReadonlySet<string>;
}

/** What to do about an error of one code, whose message or line has a text. */
interface Hint {
  readonly code: number;
  readonly message?: RegExp;
  readonly line?: RegExp;
  /** `$1` is the first group of `message`. */
  readonly hint: string;
}

/** What many meet who know TypeScript. The first that fits counts. */
const HINTS: readonly Hint[] = [
  {
    code: 100,
    message: /Exceptions/,
    hint: 'errors are values here: answer a Result, or assert() what must hold',
  },
  {
    code: 100,
    message: /Iterators/,
    hint: 'count instead: for (let i = 0; i < list.length; i++)',
  },
  {
    code: 100,
    message: /union types/i,
    hint: 'only "T | null" is there, for classes; write a class for what may be one or the other',
  },
  { code: 100, message: /Spread/, hint: 'use concat() or slice() of Array' },
  {
    code: 100,
    message: /Regular expressions/,
    hint: 'use indexOf(), startsWith(), split() and the like',
  },
  {
    code: 100,
    message: /Interface hidden classes/,
    hint: 'declare a class with these fields in place of the interface',
  },
  {
    code: 100,
    hint: 'AssemblyScript does not have this; see its documentation for what it has instead',
  },
  {
    code: 102,
    message: /keys of a map/,
    hint: 'use Map<string, T>: keys of JSON are texts',
  },
  {
    code: 200,
    hint: 'write the conversion, such as <i32>value, where losing a part of it is what you want',
  },
  {
    code: 215,
    line: /\w\?\s*:/,
    hint: 'give the parameter a value for where it is left out, such as text: string | null = null',
  },
  {
    code: 1003,
    line: /\bexport default\b/,
    hint: 'export the handler by name: export function handle(request: Request, context: Context): Response',
  },
  {
    code: 1005,
    line: /\bexport default\b/,
    hint: 'export the handler by name: export function handle(request: Request, context: Context): Response',
  },
  {
    code: 1003,
    line: /\bfunction\s*\*/,
    hint: 'there are no generators: answer an array, or write a class with a method next()',
  },
  {
    code: 1005,
    line: /\bimport\s+type\b/,
    hint: 'leave out "type": import { Request } takes types too',
  },
  {
    code: 1005,
    line: /\basync\b/,
    hint: 'leave out "async", and answer the value itself, not a promise: a call returns once its result is there',
  },
  {
    code: 1003,
    line: /(?:const|let|var)\s*[[{]/,
    hint: 'name each value: there is no destructuring',
  },
  {
    code: 1109,
    line: /\?\?/,
    hint: 'there is no "??": use a condition, such as a === null ? b : a',
  },
  {
    code: 1109,
    line: /\?\./,
    hint: 'there is no "?.": compare with null first',
  },
  {
    code: 1109,
    line: /\bawait\b/,
    hint: 'leave out "await": a call returns once its result is there',
  },
  {
    code: 1109,
    line: /\basync\b/,
    hint: 'leave out "async", and answer the value itself, not a promise: a call returns once its result is there',
  },
  {
    code: 1110,
    line: /[:<]\s*\[/,
    hint: 'there are no tuples: write a class with a field for each',
  },
  { code: 1127, line: /#\w/, hint: 'there are no "#" names: write "private"' },
  {
    code: 1140,
    line: /\{/,
    hint: 'declare a class with these fields, marked @json where it becomes JSON, and name it as the type of what takes the object',
  },
  {
    code: 1155,
    line: /\bfor\s*\(.*\b(?:in|of)\b/,
    hint: 'count instead: for (let i = 0; i < list.length; i++), over keys() where it is a map',
  },
  {
    code: 2304,
    message: /'any'/,
    hint: 'there is no "any": write the type, or make the function generic',
  },
  { code: 2304, message: /'undefined'/, hint: 'there is no "undefined": use null' },
  {
    code: 2304,
    message: /'JSON'/,
    hint: "import { parseJson, toJson } from '@org/assemblyscript-sdk' in its place",
  },
  {
    code: 2304,
    message: /'unknown'/,
    hint: 'there is no "unknown": write the type, or JsonValue for JSON of any shape',
  },
  {
    code: 2304,
    message: /'Record'/,
    hint: 'use Map<string, T>',
  },
  {
    code: 2304,
    message: /'Promise'/,
    hint: 'name the value itself as the type, not a promise: a call returns once its result is there',
  },
  {
    code: 2304,
    message: /'Text(?:En|De)coder'/,
    hint: "import { utf8 } from '@org/assemblyscript-sdk', which has encode and decode",
  },
  {
    code: 2304,
    message: /'(?:set|clear)(?:Timeout|Interval|Immediate)'|'queueMicrotask'/,
    hint: 'there are no timers: do it before you answer',
  },
  {
    code: 2304,
    hint: 'correct the name, or import it; there are no globals but those of AssemblyScript',
  },
  { code: 2305, hint: 'correct the name: the module exports no such thing' },
  {
    code: 2322,
    line: /new Response\(/,
    hint: 'use Response.text(), .json() or .bytes(), or new Response(Body.text(...), init)',
  },
  {
    code: 2322,
    message: /\(Request, Context\) => Response/,
    hint: 'give the handler both parameters: (request: Request, context: Context): Response',
  },
  {
    code: 2322,
    message: /^Type 'Result</,
    hint: 'what can fail answers a Result: look at isOk and take value, or use unwrapOr(other) or expect(why)',
  },
  {
    code: 2322,
    message: /^Type 'WajsError'/,
    hint: 'take its message, or its code',
  },
  {
    code: 2322,
    message: /^Type '(.+) \| null' is not assignable to type '\1'/,
    hint: 'compare it with null first, as in value === null ? other : value; put a field into a variable before',
  },
  {
    code: 2322,
    message: /<object>/,
    hint: 'declare a class with these fields, and name it as the type of what takes the object',
  },
  {
    code: 2322,
    message: /to type 'String'/i,
    hint: 'call toString(): nothing becomes text by itself',
  },
  {
    code: 2322,
    hint: 'convert the value: AssemblyScript changes types only where nothing is lost',
  },
  {
    code: 2339,
    line: /\bprocess\.env\b/,
    hint: "import { config } from '@org/assemblyscript-sdk': config.get(name) answers a setting",
  },
  {
    code: 2339,
    message: /'waitUntil'/,
    hint: 'do the work before you answer, or hand it to another function with rpc.submit',
  },
  {
    code: 2339,
    message: /on type 'LogFields'/,
    hint: "write new LogFields().set('name', value) in place of the object",
  },
  {
    code: 2339,
    message: /on type '(Result<.+>)'/,
    hint: 'take value of the $1 first, where isOk says that there is one',
  },
  { code: 2339, hint: 'correct the name: the type has nothing of this name' },
  {
    code: 2355,
    hint: 'return a value on every way through the function, or throw at its end',
  },
  {
    code: 2365,
    message: /'\+'.*'String'/,
    hint: 'call toString() of what is no text: nothing becomes text by itself',
  },
  {
    code: 2454,
    hint: 'give it a value first; a function inside of another sees none of its variables, so hand them over as parameters',
  },
  {
    code: 2554,
    line: /\bconsole\./,
    hint: 'give it one text: console.log(a + " " + b.toString())',
  },
  { code: 2554, line: /new Date\(\)/, hint: 'give it the time: new Date(Date.now())' },
  {
    code: 6054,
    line: /['"]@org\/wajs['"]/,
    hint: 'import from "@org/assemblyscript-sdk": "@org/wajs" is for functions in TypeScript',
  },
  {
    code: 6054,
    message: /'~lib\/(@[^/']+\/[^/']+|[^/'.]+)/,
    hint: 'install the package "$1", which has to be written in AssemblyScript: packages for JavaScript do not compile',
  },
  {
    code: 6054,
    hint: 'check the path of the entry and those of its imports, and install what they name',
  },
];

/** What to do about an error. */
export function programHint({ code, message, line, exported }: HintedError): string {
  const [, missing] = (code === 2304 && /'(\w+)'/.exec(message)) || [];
  if (missing !== undefined && exported.has(missing))
    return `import { ${missing} } from '@org/assemblyscript-sdk'`;
  const found = HINTS.find(
    (one) =>
      one.code === code &&
      (one.message === undefined || one.message.test(message)) &&
      (one.line === undefined || one.line.test(line)),
  );
  const [, first = ''] = found?.message?.exec(message) ?? [];
  return found?.hint.replace('$1', () => first) ?? 'correct it and build again';
}
