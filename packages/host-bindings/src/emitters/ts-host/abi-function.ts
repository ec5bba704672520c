import { indent, layoutList } from '../../printer/index.js';
import type { Module, Project } from '../typescript/project.js';
import { usesName } from '../typescript/uses-name.js';

/** Variables of emitted functions that lift, lower and dispatch. */
export const ABI_VARIABLES: readonly string[] = (
  'area at call channel core count fromTaskReturn guest index list map memory object pointer provider self start ' +
  'words'
).split(' ');

/** A function of emitted code that lifts or lowers. */
export interface AbiFunction {
  /** What it does; empty for one that only its own module uses. */
  readonly docs: string;
  /** Its name. */
  readonly name: string;
  /** Its parameters after `guest`. */
  readonly parameters: readonly string[];
  /** The type that it returns. */
  readonly result: string;
  /** Its statements, which may speak of `guest` and `memory`. */
  readonly lines: readonly string[];
}

/** Prints a function that lifts or lowers. */
export function abiFunction(project: Project, module: Module, parts: AbiFunction): string[] {
  const { docs, name, parameters, result, lines } = parts;
  const body = [...memoryPrologue(lines), ...lines];
  const guest = module.script.type('DirectGuest', project.options.codegen);
  return [
    ...(docs === '' ? [] : [`/** ${docs} */`]),
    ...layoutList({
      before: `${docs === '' ? '' : 'export '}function ${name}(`,
      items: [`guest: ${guest}`, ...parameters].map((one) => markUnused(one, body)),
      after: body.length === 0 ? `): ${result} {}` : `): ${result} {`,
    }),
    ...(body.length === 0 ? [] : [...indent(body), '}']),
  ];
}

/** A parameter, with an underscore before its name where the body does not use it. */
function markUnused(parameter: string, body: readonly string[]): string {
  return usesName(body, parameter.split(':', 1)[0]!) ? parameter : `_${parameter}`;
}

/** The statement that a body begins with when it speaks of `memory`. */
export function memoryPrologue(lines: readonly string[]): string[] {
  return lines.some((line) => /\bmemory\./.test(line)) ? ['const { memory } = guest;'] : [];
}

/** Name of the parameter for the guest: with an underscore where the body does not use it. */
export function guestParameter(lines: readonly string[]): string {
  return usesName(lines, 'guest') ? 'guest' : '_guest';
}
