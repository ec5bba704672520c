import { Diagnostic } from '../../generator/index.js';
import type { CommandOutcome } from '../command-outcome.js';
import { compareSides } from './difference.js';
import { readSide } from './read-side.js';
import { renderDifference } from './render-difference.js';
import { StructureIndex } from './structure.js';

/** Options of `host-bindings diff`. */
export interface DiffOptions {
  /** World of WIT. */
  readonly world?: string | undefined;
  /** World of the second WIT. */
  readonly toWorld?: string | undefined;
  /** Whether to print JSON. */
  readonly json?: boolean | undefined;
}

/**
 * What `host-bindings diff` prints; its code is 1 where b needs a capability that a did not.
 * @throws Diagnostic where one of the two cannot be read, or a world is named where there is no WIT.
 */
export async function diff(a: string, b: string, options: DiffOptions): Promise<CommandOutcome> {
  const { world, toWorld = world, json = false } = options;
  const index = new StructureIndex();
  const before = await readSide({ path: a, world, index });
  const after = await readSide({ path: b, world: toWorld, index });
  const isWit = [before, after].some((one) => one.kind === 'wit');
  if (options.world !== undefined && !isWit) throw worldWithoutWit('--world');
  if (options.toWorld !== undefined && after.kind !== 'wit') throw worldWithoutWit('--to-world');
  const difference = compareSides(before, after);
  return {
    lines: json ? [JSON.stringify(difference, null, 2)] : renderDifference(difference),
    code: difference.verdict === 'more' ? 1 : 0,
    isResult: true,
  };
}

/** A binary is of one world, so there is none to choose. */
function worldWithoutWit(option: string): Diagnostic {
  return new Diagnostic({
    code: 'world-without-wit',
    message: `"${option}" chooses a world of WIT, and there is none to choose from`,
    hint: 'leave it out: a component, an artifact and a module have one world each',
  });
}
