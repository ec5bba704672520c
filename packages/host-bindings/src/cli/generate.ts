import {
  compareFiles,
  Diagnostic,
  emit,
  parseTarget,
  parseWit,
  readSources,
} from '../generator/index.js';
import type { GeneratedFile } from '../generator/index.js';
import type { CommandOutcome } from './command-outcome.js';
import { readOutput, writeOutput } from './output-folder.js';

/** Options of `host-bindings generate`. */
export interface GenerateOptions {
  /** Worlds to emit; none means the only one of the package. */
  readonly world?: readonly string[] | undefined;
  /** Target's name. */
  readonly target: string;
  /** Folder for the files. */
  readonly out: string;
  /** Module that emitted code imports. */
  readonly codegen?: string | undefined;
  /** Whether to emit clients and servers for calls between functions. */
  readonly rpc?: boolean | undefined;
  /** Whether to compare instead of writing. */
  readonly check?: boolean | undefined;
}

/**
 * Emits a target for worlds of a WIT package into a folder, or compares the folder with what would be
 * emitted.
 * @throws Diagnostic for faults in the WIT and in the options.
 */
export async function generate(wit: string, options: GenerateOptions): Promise<CommandOutcome> {
  const target = parseTarget(options.target);
  if (options.rpc === true && (target === 'as-guest' || target === 'markdown')) {
    throw new Diagnostic({
      code: 'rpc-not-emitted',
      message: `there are no clients and servers for target "${target}"`,
      hint: 'leave --rpc out, or choose one of: ts-host, js-guest',
    });
  }
  const sources = readSources(wit);
  const worlds = [];
  for (const name of options.world ?? [undefined]) {
    // One after the other: they share one instance of wasm-tools.
    worlds.push((await parseWit(sources, name)).world);
  }
  const files = emit({ worlds, target, codegen: options.codegen, rpc: options.rpc });
  return options.check === true ? checkFiles(options.out, files) : writeFiles(options.out, files);
}

function writeFiles(out: string, files: readonly GeneratedFile[]): CommandOutcome {
  const { missing, changed, stale } = writeOutput(out, files);
  const written = missing.length + changed.length;
  const removed = stale.length === 0 ? '' : `, ${stale.length} removed`;
  const line = `${count(files)} in ${out}: ${written} written${removed}`;
  return { lines: [line], code: 0 };
}

function checkFiles(out: string, files: readonly GeneratedFile[]): CommandOutcome {
  const { missing, changed, stale } = compareFiles(files, readOutput(out));
  const drift = [
    ...missing.map((path) => `missing  ${path}`),
    ...changed.map((path) => `changed  ${path}`),
    ...stale.map((path) => `stale    ${path}`),
  ];
  if (drift.length === 0) return { lines: [`${count(files)} in ${out}: up to date`], code: 0 };
  const head = `${count(drift)} in ${out}: not what is emitted`;
  const hint = 'run the command without --check and commit the result';
  return { lines: [head, ...drift.map((line) => `  ${line}`), hint], code: 1 };
}

function count(files: readonly unknown[]): string {
  return files.length === 1 ? '1 file' : `${files.length} files`;
}
