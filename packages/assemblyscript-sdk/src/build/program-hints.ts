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
    hint: 'AssemblyScript does not have this; see its documentation for what it has instead',
  },
  {
    code: 200,
    hint: 'write the conversion, such as <i32>value, where losing a part of it is what you want',
  },
  {
    code: 1003,
    line: /(?:const|let|var)\s*[[{]/,
    hint: 'name each value: there is no destructuring',
  },
  {
    code: 1109,
    line: /\?\?/,
    hint: 'there is no "??": use a condition, such as a === null ? b : a!',
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
    code: 2454,
    hint: 'give it a value first; a function inside of another sees none of its variables, so hand them over as parameters',
  },
  { code: 2554, line: /new Date\(\)/, hint: 'give it the time: new Date(Date.now())' },
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
  return found?.hint ?? 'correct it and build again';
}
