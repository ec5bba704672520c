import type { World } from '@org/host-bindings/generator';
import type { Parser, Statement, Transform } from './compiler.js';

/** File that is added to the program, for what takes the place of globals to be read. */
const AMBIENT_FILE = '__wajs_ambient.ts';
const FOLDER = '@org/assemblyscript-sdk/assembly/ambient';

/** Globals of the language, and the interface of the contract that they need. */
const REPLACED: readonly (readonly [name: string, file: string, needs: readonly string[]])[] = [
  ['console', 'console', ['logging', 'clock']],
  ['trace', 'trace', ['logging']],
  ['seed', 'seed', ['random']],
  ['crypto', 'crypto', ['random']],
];

/** Imports that the language makes, and functions of the contract that have the same core type. */
const RETARGETED: readonly (readonly [scope: string, to: readonly [string, string]])[] = [
  ['Date', ['wajs:platform/clock@0.1.0', 'now']],
  ['performance', ['wajs:platform/clock@0.1.0', 'monotonic']],
];

/** What a world has to import for an import that the language made: `console.log` needs two interfaces. */
export function ambientNeeds(name: string): readonly string[] {
  const [global = name] = name.split('.');
  const replaced = REPLACED.find(([one]) => one === global)?.[2];
  const needs = replaced ?? (RETARGETED.some(([scope]) => scope === global) ? ['clock'] : []);
  return needs.map(contractName);
}

function contractName(name: string): string {
  return `wajs:platform/${name}@0.1.0`;
}

/**
 * Lets the language's globals work through the contract, as far as a world has it: `console`, `trace`,
 * `Date.now`, `performance.now`, `Math.random` and `crypto`. What a program does not use is not imported.
 */
export class AmbientTransform implements Transform {
  readonly #replaced: typeof REPLACED;
  readonly #hasClock: boolean;

  constructor(world: World) {
    const names = new Set(world.imports.map(({ key }) => key.name));
    const has = (one: string): boolean => names.has(contractName(one));
    this.#replaced = REPLACED.filter(([, , needs]) => needs.every(has));
    this.#hasClock = has('clock');
  }

  /** Arguments of the compiler. */
  get options(): string[] {
    return this.#replaced.flatMap(([name, file]) => [
      '--use',
      `${name}=~lib/${FOLDER}/${file}/${name}`,
    ]);
  }

  afterParse(parser: Parser): void {
    const lines = this.#replaced.map(([, file]) => `import '${FOLDER}/${file}';`);
    // Files run in the order in which they were read: this one is behind the program's.
    lines.push(`import { completeImage } from '${FOLDER}/phase';`, 'completeImage();');
    parser.parseFile(lines.join('\n'), AMBIENT_FILE, true);
    if (!this.#hasClock) return;
    const bindings = parser.sources.find((one) => one.internalPath === '~lib/bindings/dom');
    for (const [scope, to] of RETARGETED) {
      const found = bindings?.statements.find(({ name }) => name?.text === scope);
      retarget(
        found?.members?.find(({ name }) => name?.text === 'now'),
        to,
      );
    }
  }
}

/** Gives a declared function another module and name: its `@external` says them. */
function retarget(declared: Statement | undefined, to: readonly [string, string]): void {
  const external = declared?.decorators?.find(({ name }) => name.text === 'external');
  for (const [index, argument] of (external?.args ?? []).entries()) argument.value = to[index];
}
