import type { GeneratedFile } from '../printer/index.js';

/** How the files of a folder differ from what is emitted. */
export interface Drift {
  /** Emitted, but not in the folder. */
  readonly missing: readonly string[];
  /** In the folder with another text. */
  readonly changed: readonly string[];
  /** In the folder and emitted once, but no more. */
  readonly stale: readonly string[];
}

/** First line of an emitted file of any target, with the target's name. */
const BANNER =
  /^(?:\/\/|<!--) Emitted by host-bindings from [^\n]* \(--target ([a-z-]+)[^\n]*\); do not edit\.(?: -->)?\r?\n/;

/**
 * Compares emitted files with those of a folder, given by path and text. Files that do not carry the
 * banner of this tool are somebody else's, those of another target another run's: both are left out.
 */
export function compareFiles(
  emitted: readonly GeneratedFile[],
  existing: ReadonlyMap<string, string>,
): Drift {
  const paths = new Set(emitted.map((one) => one.path));
  const targets = new Set(emitted.map((one) => emittedFor(one.text)));
  return {
    missing: emitted.filter((one) => !existing.has(one.path)).map((one) => one.path),
    changed: emitted
      .filter((one) => existing.has(one.path) && existing.get(one.path) !== one.text)
      .map((one) => one.path),
    stale: [...existing]
      .filter(([path, text]) => !paths.has(path) && isEmitted(text, targets))
      .map(([path]) => path)
      .toSorted(),
  };
}

function isEmitted(text: string, targets: ReadonlySet<string | undefined>): boolean {
  const target = emittedFor(text);
  return target !== undefined && targets.has(target);
}

/** The target for which this tool emitted a file; undefined for a file of somebody else's. */
export function emittedFor(text: string): string | undefined {
  return BANNER.exec(text)?.[1];
}
