import { Diagnostic, makeComponent } from '@org/host-bindings/generator';
import type { World } from '@org/host-bindings/generator';
import { attachSourceMap } from '@org/host-bindings/linker';
import { ambientNeeds } from './ambient-transform.js';
import { compileProgram } from './compile-program.js';
import type { CompiledProgram, CompileOptions } from './compile-program.js';
import { loadCompiler } from './compiler.js';
import type { ServedInterface } from './served-interfaces.js';
import { readWit } from './read-wit.js';

/** Options of {@link buildComponent}. */
export interface BuildComponentOptions {
  /** The program's first file. */
  readonly entry: string;
  /** Folder that relative paths, and those in messages, begin at. Default: the working directory. */
  readonly root?: string | undefined;
  /** A WIT file, or a folder of them. */
  readonly wit: string;
  /** Name of the world; may be left out where the package has one only. */
  readonly world?: string | undefined;
  /** What to optimise for; `none` compiles fastest. Default `speed`. */
  readonly optimize?: 'speed' | 'size' | 'none' | undefined;
  /**
   * Whether the program's own code can be suspended while a hostcall waits, so that it needs neither a
   * platform that can suspend it (Node from 24 on) nor a thread. It makes what calls an `async func` larger
   * and leaves the rest as it is. Default true.
   */
  readonly asyncify?: boolean | undefined;
}

/** A component that was built. */
export interface BuiltComponent {
  /** The component. */
  readonly component: Uint8Array;
  /** The core module inside. */
  readonly module: Uint8Array;
  /** What the compiler warns of, as text for a person; empty where it has nothing to say. */
  readonly warnings: string;
}

/**
 * Builds a component from AssemblyScript and a world of WIT: compiles, exports what the world says,
 * and wraps the module. It reads files and writes none, and needs no network.
 * @throws Diagnostic for faults in the program or in the WIT, with file, line and column.
 *
 * @example
 * ```ts
 * import { buildComponent } from '@org/assemblyscript-sdk/build';
 *
 * const { component } = await buildComponent({ entry: 'assembly/index.ts', wit: 'wit', world: 'app' });
 * ```
 */
export async function buildComponent(options: BuildComponentOptions): Promise<BuiltComponent> {
  const { component, module, warnings } = await buildProgram(options);
  return { component, module, warnings: warnings.join('\n') };
}

/** A program that may have a file of the build's own in the place of its first one. */
export interface ProgramOptions
  extends BuildComponentOptions, Pick<CompileOptions, 'wrapper' | 'isFunction'> {
  /** Chooses the world by what the program serves. */
  readonly worldOf?: ((served: ReadonlySet<ServedInterface>) => string) | undefined;
  /** Told of each step as it begins. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/** A program as a component, with what it was made of. */
export interface BuiltProgram extends CompiledProgram {
  readonly component: Uint8Array;
}

/** Builds what {@link buildComponent} does. */
export async function buildProgram(options: ProgramOptions): Promise<BuiltProgram> {
  const { entry, root, optimize = 'speed', asyncify = true, wrapper, isFunction, onStep } = options;
  // It is read while the WIT is: both take their time.
  loadCompiler().catch(() => undefined);
  const widest = await readWit(options.wit, options.world);
  onStep?.('compiling');
  const exports = coreExports(widest.world);
  const program = { entry, root, optimize, asyncify, wrapper, isFunction, exports };
  const compiled = await compileProgram({ ...program, world: widest.world });
  const { module, sourceMap, exported, served } = compiled;
  const name = options.worldOf?.(served);
  const wit = name === undefined ? widest : await readWit(options.wit, name);
  const { world } = wit;
  assertServed(world, exported);
  assertContractOnly(module, world);
  onStep?.('componentizing');
  const component = await makeComponent({ module, wit, encoding: 'utf16' });
  return { ...compiled, component: attachSourceMap(component, sourceMap) };
}

/** Before the name of a function that goes on after its answer. */
const TASK = '[async-lift]';

/** Core exports of a world, by the names of wit-component. */
function coreExports(world: World): Set<string> {
  const names = new Set(['cabi_realloc']);
  for (const { key, functions, types } of world.exports) {
    const prefix = key.name === '$root' ? '' : `${key.name}#`;
    for (const { name } of functions) {
      const external = `${prefix}${name}`;
      // What goes on after its answer is exported in two parts instead.
      for (const part of ['', 'cabi_post_', TASK, `[callback]${TASK}`]) names.add(part + external);
    }
    for (const { name, body } of types) {
      if (body.kind === 'resource') names.add(`${prefix}[dtor]${name}`);
    }
  }
  return names;
}

function assertServed(world: World, names: ReadonlySet<string>): void {
  for (const { key, functions } of world.exports) {
    const prefix = key.name === '$root' ? '' : `${key.name}#`;
    const isServed = (name: string): boolean => names.has(name) || names.has(TASK + name);
    if (functions.every(({ name }) => isServed(`${prefix}${name}`))) continue;
    const what = key.name === '$root' ? `functions of its own` : `"${key.name}"`;
    throw new Diagnostic({
      code: 'not-served',
      message: `the world "${world.id}" exports ${what}, which the program does not serve`,
      hint: 'import the "serve" function of that interface\'s emitted module, and call it with your implementation',
    });
  }
}

/** The world alone says what a guest may reach. */
function assertContractOnly(module: Uint8Array, world: World): void {
  const compiled = new WebAssembly.Module(module);
  const ambient = WebAssembly.Module.imports(compiled).find((one) => one.module === 'env');
  if (ambient === undefined) return;
  const needs = ambientNeeds(ambient.name);
  const imports = needs.map((one) => `"import ${one};"`).join(' and ');
  throw new Diagnostic({
    code: 'ambient-import',
    message: `the program uses "${ambient.name}", which is no part of the world "${world.id}"`,
    hint:
      needs.length === 0
        ? 'use an interface of the world instead'
        : `write ${imports} in the world; the WIT is in dist/wit-contract of @org/host-bindings: copy it to deps/wajs beside your own`,
  });
}
