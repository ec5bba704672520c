import { Diagnostic } from '../model/index.js';
import { toolFault } from './diagnostics.js';
import type { ParsedWit } from './parse-wit.js';
import { wrapModule } from './wasm-tools.js';

/** Options of {@link makeComponent}. */
export interface MakeComponentOptions {
  /** A core module that imports and exports what the world says, by the names of wit-component. */
  readonly module: Uint8Array;
  /** The world. */
  readonly wit: ParsedWit;
  /** How the module encodes strings. Default `utf8`. */
  readonly encoding?: 'utf8' | 'utf16';
}

/** What wasm-tools says where it cannot read back the world that it wrote itself, and why. */
const INVALID_TYPE =
  /^Failed to decode Wasm\s+decoding custom section component-type.*Caused by:\s+(.*?) \(at offset \w+\)$/s;

/**
 * Makes a component of a core module, for a world.
 * @throws Diagnostic `invalid-module` when the module does not fit the world, and `invalid-world` for a
 * world that no component can be of, such as one with an empty record.
 */
export async function makeComponent({
  module,
  wit,
  encoding = 'utf8',
}: MakeComponentOptions): Promise<Uint8Array> {
  const { text: witSource, world } = wit.joined;
  const answer = await wrapModule({ module, witSource, world, encoding });
  if (answer.ok) return answer.core;
  if (answer.message === undefined) throw toolFault(answer.cause);
  const [, fault] = INVALID_TYPE.exec(answer.message) ?? [];
  if (fault !== undefined) {
    throw new Diagnostic({
      code: 'invalid-world',
      message: `no component can be of the world "${wit.world.id}": ${fault}`,
      hint: 'WIT can say more than a component can hold: change it, emit the bindings again, and build with them',
      cause: answer.cause,
    });
  }
  throw new Diagnostic({
    code: 'invalid-module',
    message: `the module does not fit the world "${wit.world.id}": ${answer.message}`,
    hint: 'emit the bindings again for this world, and build with them',
    cause: answer.cause,
  });
}
