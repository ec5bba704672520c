import { Diagnostic } from '../model/index.js';
import { describePlace } from './source.js';
import type { Place } from './source.js';

/** Text that is not WIT. */
export function syntaxError(place: Place, expected: string, found: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-syntax',
    message: `expected ${expected}, found ${found === '' ? 'the end of the file' : `"${found}"`}`,
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

/** WIT that wasm-tools rejects. */
export function invalidWit(message: string, place: Place | undefined): Diagnostic {
  return new Diagnostic({
    code: 'wit-invalid',
    message: lowerFirst(message).replace(/`([^`]*)`/g, '"$1"'),
    ...(place === undefined ? {} : describePlace(place)),
    hint: 'wasm-tools rejects this; correct the WIT and run the command again',
  });
}

/** A path where nothing is. */
export function witNotFound(path: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-not-found',
    message: `"${path}" does not exist`,
    hint: 'pass a WIT file, or a folder that holds .wit files',
  });
}

/** A folder without WIT. */
export function witEmpty(path: string): Diagnostic {
  return new Diagnostic({
    code: 'wit-empty',
    message: `"${path}" holds no .wit file`,
    hint: 'pass a WIT file, or a folder that holds .wit files',
  });
}

/** A world that the package does not have, or none where it has several. */
export function unknownWorld(name: string | undefined, known: readonly string[]): Diagnostic {
  return new Diagnostic({
    code: 'wit-unknown-world',
    message: name === undefined ? 'the package has no single world' : `there is no world "${name}"`,
    hint:
      known.length === 0
        ? 'the package declares no world; add one'
        : `choose one of: ${known.join(', ')}`,
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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
