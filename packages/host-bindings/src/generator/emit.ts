import { emitAsGuest, emitJsGuest, emitMarkdown, emitTsHost } from '../emitters/index.js';
import { Diagnostic } from '../model/index.js';
import type { World } from '../model/index.js';
import type { GeneratedFile } from '../printer/index.js';

/** Names of the targets. */
export const TARGETS = ['ts-host', 'js-guest', 'as-guest', 'markdown'] as const;

/** A target: what worlds are emitted for. */
export type Target = (typeof TARGETS)[number];

/** What `emit` works on. */
export interface EmitOptions {
  /** The worlds. What several of them have in common is emitted once. */
  readonly worlds: readonly World[];
  /** What to emit. */
  readonly target: Target;
  /** Module that emitted code imports; the published one unless said otherwise. */
  readonly codegen?: string | undefined;
  /**
   * Whether to emit clients and servers too, for interfaces that functions call of each other; false by
   * default. Reference pages and AssemblyScript have none.
   */
  readonly rpc?: boolean | undefined;
}

/**
 * The files of a target for worlds.
 * @throws Diagnostic for what the target does not support, by name, and for a module that no import can
 * name.
 *
 * @example
 * ```ts
 * import { emit, parseWit } from '@org/host-bindings/generator';
 *
 * const text = 'package a:b; interface i { f: func() -> string; } world w { import i; }';
 * const { world } = await parseWit([{ file: 'a.wit', text }]);
 * for (const file of emit({ worlds: [world], target: 'ts-host' })) console.log(file.path, file.text);
 * ```
 */
export function emit({ worlds, target, codegen, rpc = false }: EmitOptions): GeneratedFile[] {
  if (codegen !== undefined) assertSpecifier(codegen);
  const options = { rpc, ...(codegen === undefined ? {} : { codegen }) };
  switch (target) {
    case 'ts-host':
      return emitTsHost(worlds, options);
    case 'js-guest':
      return emitJsGuest(worlds, options);
    case 'as-guest':
      return emitAsGuest(worlds, options);
    case 'markdown':
      return emitMarkdown(worlds);
  }
}

/** What stands in the quotes of an import as it is, and on the banner's line. */
const SPECIFIER = /^[^\s'"`\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+$/u;

/** @throws Diagnostic where a module's name has characters that no formatter would leave in quotes. */
function assertSpecifier(codegen: string): void {
  if (SPECIFIER.test(codegen)) return;
  throw new Diagnostic({
    code: 'codegen-module',
    message: `"${codegen}" is no name of a module`,
    hint: 'pass a package or a path without quotes, backslashes and blanks, such as "./codegen-v1.js"',
  });
}

/**
 * A target by its name.
 * @throws Diagnostic `unknown-target` that lists the known ones.
 */
export function parseTarget(name: string): Target {
  const target = TARGETS.find((one) => one === name);
  if (target !== undefined) return target;
  throw new Diagnostic({
    code: 'unknown-target',
    message: `there is no target "${name}"`,
    hint: `choose one of: ${TARGETS.join(', ')}`,
  });
}
