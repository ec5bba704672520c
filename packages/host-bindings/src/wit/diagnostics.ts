import { Diagnostic } from '../model/index.js';
import { describePlace } from './source.js';
import type { Oversized } from './measure-types.js';
import type { Place } from './source.js';

/** Text that is not WIT. */
export function syntaxError(place: Place, expected: string, found: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-syntax',
    message: `expected ${expected}, found ${found === '' ? 'the end of the file' : `"${visible(found)}"`}`,
    ...describePlace(place),
    hint: 'see https://component-model.bytecodealliance.org/design/wit.html for the syntax',
  });
}

/** Types inside types beyond all measure. */
export function tooDeep(place: Place, most: number): Diagnostic {
  return new Diagnostic({
    code: 'wit-too-deep',
    message: `types are nested more than ${most} levels deep`,
    ...describePlace(place),
    hint: 'give the inner types names of their own',
  });
}

/** A type of more parts or levels than code is emitted for. */
export function tooLarge({ name, what, maximum }: Oversized, place: Place | undefined): Diagnostic {
  return new Diagnostic({
    code: 'wit-too-large',
    message: `"${name}" has types of more than ${maximum} ${what}`,
    ...(place === undefined ? {} : describePlace(place)),
    hint:
      what === 'levels'
        ? 'use fewer levels, or a resource in place of the inner ones'
        : 'use lists or resources in place of what is repeated',
  });
}

/** More text than is read. */
export function sourceTooLong(file: string, used: number, maximum: number): Diagnostic {
  return new Diagnostic({
    code: 'wit-too-long',
    message: `"${file}" brings the WIT to ${used} characters; at most ${maximum} are read`,
    file,
    line: 1,
    column: 1,
    hint: 'leave packages out that the world does not use',
  });
}

/** WIT that wasm-tools rejects. */
export function invalidWit(message: string, place: Place | undefined): Diagnostic {
  return new Diagnostic({
    code: 'wit-invalid',
    message: visible(lowerFirst(message).replace(/\s+/g, ' ')).replace(/`([^`]*)`/g, '"$1"'),
    ...(place === undefined ? {} : describePlace(place)),
    hint: hints.find(([about]) => about.test(message))?.[1] ?? generalHint,
  });
}

const generalHint = 'wasm-tools rejects this; correct the WIT and run the command again';

/** What to do about the mistakes that are made most, by what wasm-tools says of them. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/found keyword/, 'a name that is a keyword is written with a percent sign, such as "%list"'],
  [
    /in identifier/,
    'names are lower case or upper case words joined by "-", such as "exchange-rate"',
  ],
  [
    /^package .* not found/,
    'put the .wit files of that package into a folder of its own in "deps"',
  ],
  [/no `package` header/, 'begin a file with a line such as "package acme:money@1.0.0;"'],
  [/depends on itself/, 'refer to the inner value by an index into a list, or make it a resource'],
  [/does not exist/, 'declare it, or bring a type of another interface in by "use other.{name};"'],
  [/defined more than once/, 'give one of the two another name'],
];

/** A path where nothing is. */
export function witNotFound(path: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-not-found',
    message: `"${path}" does not exist`,
    hint: 'pass a WIT file, or a folder that holds .wit files',
  });
}

/** A folder without WIT; `inside` is one in it that has some. */
export function witEmpty(path: string, inside?: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-empty',
    message: `"${path}" holds no .wit file`,
    hint:
      inside === undefined
        ? 'pass a WIT file, or a folder that holds .wit files'
        : `pass "${inside}", which holds some`,
  });
}

/** A world that the package does not have, or none where it has several. */
export function unknownWorld(name: string | undefined, known: readonly string[]): Diagnostic {
  return new Diagnostic({
    code: 'wit-unknown-world',
    message: name === undefined ? missingWorld(known) : `there is no world "${name}"`,
    hint:
      known.length === 0
        ? 'the package declares no world; add one'
        : `${name === undefined ? 'choose one with "--world"' : 'choose one of'}: ${known.join(', ')}`,
  });
}

/** wasm-tools stopped without saying why. */
export function toolFault(cause: unknown): Diagnostic {
  return new Diagnostic({
    code: 'wit-tool-fault',
    message: 'wasm-tools stopped while it read the WIT',
    hint: 'report this as a bug, with the WIT',
    cause,
  });
}

function missingWorld(known: readonly string[]): string {
  return known.length === 0 ? 'the package has no world' : 'the package has no single world';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Characters that a terminal does not show, or obeys, as what they are. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
