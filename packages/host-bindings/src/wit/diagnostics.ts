import { Diagnostic } from '../model/index.js';
import { describePlace } from './source.js';
import type { Oversized } from './measure-types.js';
import type { Place } from './source.js';

/** Most characters of a message. */
const MOST_MESSAGE = 400;

/** Text that is not WIT. */
export function syntaxError(place: Place, expected: string, found: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-syntax',
    message: `expected ${expected}, found ${found === '' ? 'the end of the file' : `"${shortened(visible(found))}"`}`,
    ...describePlace(place),
    hint: syntaxHint,
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
    message: `"${shortened(name)}" has types of more than ${maximum} ${what}`,
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
    message: shortened(visible(lowerFirst(message).replace(/\s+/g, ' ')))
      .replace(/`([^`]*)`/g, '"$1"')
      .replace(/(?<!\w)'([^']*)'(?!\w)/g, '"$1"'),
    ...(place === undefined ? {} : describePlace(place)),
    hint: hints.find(([about]) => about.test(message))?.[1] ?? generalHint,
  });
}

const syntaxHint =
  'see https://component-model.bytecodealliance.org/design/wit.html for the syntax';
const generalHint = 'wasm-tools rejects this; correct the WIT and run the command again';

/** What to do about mistakes, by what wasm-tools says of them. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/found (?:'|keyword `_`)/, syntaxHint],
  [/found keyword/, 'a name that is a keyword is written with a percent sign, such as "%list"'],
  [
    /in identifier|^identifiers must/,
    'names are lower case or upper case words joined by "-", such as "exchange-rate"',
  ],
  [
    /^package .* not found/,
    'put the .wit files of that package into a folder of its own in "deps"',
  ],
  [/no `package` header/, 'begin a file with a line such as "package acme:money@1.0.0;"'],
  [/in another file of it/, 'give all files of the folder one header; others belong into "deps"'],
  [/in two different locations/, 'keep one of the two, in a folder of its own in "deps"'],
  [/creates a dependency cycle/, 'move what both packages need into a third one'],
  [
    /^(?:interface|world|interface or world) .*depends on itself/,
    'move what both need into an interface of its own',
  ],
  [/depends on itself/, 'refer to the inner value by an index into a list, or make it a resource'],
  [/not (?:found|defined) in/, 'declare it there, or correct the name or the version'],
  [
    /interface or world .*does not exist/,
    'declare it, or name its package too, such as "acme:money/rates@1.0.0"',
  ],
  [/float(?:32|64)/, 'write "f32" or "f64"'],
  [/does not exist/, 'declare it, or bring a type of another interface in by "use other.{name};"'],
  [/(?:im|ex)ported more than once/, 'leave one of the two out'],
  [/defined more than once|duplicate (?!constr)|with prior/, 'give one of the two another name'],
  [/case-insensitive|conflicts with/, 'give one of the two a name that differs in more than case'],
  [/duplicate constructors/, 'make the second one a static function'],
  [/shadows/, 'give it another name by "include other with { name as other-name }"'],
  [
    /no import or export kebab-name/,
    'rename only what the included world imports or exports under a plain name',
  ],
  [
    /transitively depends/,
    'export the interfaces whose types it uses too, or leave out the export of those between',
  ],
  [/in a handle/, 'only a resource is owned or borrowed; write the type without "own" or "borrow"'],
  [/which contains a `borrow/, 'return the resource itself: what is borrowed ends with the call'],
  [/`ok` type|constructor return/, 'let it return nothing, or a "result" of the resource'],
  [/is defined as an interface/, '"include" takes a world; "import" or "export" the interface'],
  [/is defined as a world/, 'name an interface; the items of a world come in by "include"'],
  [/cannot (?:import|use) (?:function|interface)/, 'name a type there'],
  [/map key/, 'use a list of pairs, such as "list<tuple<key, value>>"'],
  [/so it must have a version/, 'give the package one: "package acme:money@1.0.0;"'],
  [/feature gate/, 'name a version that is not above that of the package'],
  [/@deprecated without/, 'write "@since(version = 1.0.0)" above it'],
  [/cannot specify/, 'leave one of the two out'],
];

/** A path where nothing is. */
export function witNotFound(path: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-not-found',
    message: `"${visible(path)}" does not exist`,
    hint: 'pass a WIT file, or a folder that holds .wit files',
  });
}

/** What is no file, or what the system does not let be read. */
export function witUnreadable(path: string, reason: string, cause?: unknown): Diagnostic {
  return new Diagnostic({
    code: 'wit-unreadable',
    message: `"${visible(path)}" cannot be read: ${reason}`,
    hint: 'pass a WIT file, or a folder that holds .wit files, that you may read',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A binary in place of WIT text. */
export function witBinary(file: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-binary',
    message: `"${visible(file)}" is WebAssembly, not WIT text`,
    file,
    line: 1,
    column: 1,
    hint: 'pass the WIT that it was made of; "wasm-tools component wit" prints that of a component',
  });
}

/** Bytes that are no text. */
export function notUtf8(place: Place): Diagnostic {
  return new Diagnostic({
    code: 'wit-encoding',
    message: 'the file is not UTF-8',
    ...describePlace(place),
    hint: 'save it as UTF-8',
  });
}

/** A folder without WIT; `inside` is one in it that has some. */
export function witEmpty(path: string, inside?: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-empty',
    message: `"${visible(path)}" holds no .wit file`,
    hint:
      inside === undefined
        ? 'pass a WIT file, or a folder that holds .wit files'
        : `pass "${inside}", which holds some`,
  });
}

/** A world that the package does not have, or none where it has several. */
export function unknownWorld(
  name: string | undefined,
  known: readonly string[],
  place: Place | undefined,
): Diagnostic {
  return new Diagnostic({
    code: 'wit-unknown-world',
    message:
      name === undefined ? missingWorld(known) : `there is no world "${shortened(visible(name))}"`,
    ...(place === undefined ? {} : describePlace(place)),
    hint:
      known.length === 0
        ? 'the package declares no world; add one'
        : `${name === undefined ? 'choose one with "--world"' : 'choose one of'}: ${shortened(known.join(', '))}`,
  });
}

/** wasm-tools stopped without saying why. */
export function toolFault(cause: unknown, place?: Place): Diagnostic {
  return new Diagnostic({
    code: 'wit-tool-fault',
    message: 'wasm-tools stopped while it read the WIT',
    ...(place === undefined ? {} : describePlace(place)),
    hint: 'leave out what is large or nested deeply; else report this as a bug, with the WIT',
    cause,
  });
}

function missingWorld(known: readonly string[]): string {
  return known.length === 0 ? 'the package has no world' : 'the package has no single world';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A message without what is too much of it, such as the rest of a name. */
function shortened(text: string): string {
  return text.length > MOST_MESSAGE ? `${text.slice(0, MOST_MESSAGE)} ...` : text;
}

/** Characters that a terminal does not show, or obeys, as what they are. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
