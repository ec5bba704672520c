import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Diagnostic, makeComponent, parseWit, readSources } from '@org/host-bindings/generator';
import type { World } from '@org/host-bindings/generator';
import { attachSourceMap } from '@org/host-bindings/linker';
import { loadCompiler } from './compiler.js';
import type { CompilerDiagnostic } from './compiler.js';
import { ABORT, ExportTransform } from './export-transform.js';
import { packSourceMap } from './source-map.js';

/** Options of {@link buildComponent}. */
export interface BuildComponentOptions {
  /** The program's first file. */
  readonly entry: string;
  /** A WIT file, or a folder of them. */
  readonly wit: string;
  /** Name of the world; may be left out where the package has one only. */
  readonly world?: string | undefined;
  /** What to optimise for; `none` compiles fastest. Default `speed`. */
  readonly optimize?: 'speed' | 'size' | 'none' | undefined;
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

const PACKAGE = '@org/assemblyscript-sdk/';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Warning 235 says that a class is no export of the module, which it need not be. */
const FIXED_OPTIONS =
  '--outFile module.wasm --sourceMap --runtime minimal --exportStart _initialize --disableWarning 235'.split(
    ' ',
  );

const OPTIMIZE = {
  speed: ['--optimizeLevel', '3', '--shrinkLevel', '1'],
  size: ['--optimizeLevel', '3', '--shrinkLevel', '2', '--converge'],
  none: [],
} as const;

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
  return buildProgram(options);
}

/** A program, and a file of the build's own that takes the place of its first one. */
export interface ProgramOptions extends BuildComponentOptions {
  /** Name of the file, which lies beside `entry`, and its text. */
  readonly wrapper?: { readonly name: string; readonly text: string } | undefined;
}

/** Builds what {@link buildComponent} does. */
export async function buildProgram(options: ProgramOptions): Promise<BuiltComponent> {
  const wit = await parseWit(readSources(options.wit), options.world);
  const { module, sourceMap, warnings } = await compile(options, wit.world);
  assertContractOnly(module, wit.world);
  const component = await makeComponent({ module, wit, encoding: 'utf16' });
  return { component: attachSourceMap(component, packSourceMap(sourceMap)), module, warnings };
}

async function compile(
  { entry, optimize = 'speed', wrapper }: ProgramOptions,
  world: World,
): Promise<{ module: Uint8Array; sourceMap: string; warnings: string }> {
  const file = resolve(entry);
  const baseDir = dirname(file);
  const { asc, binaryen } = await loadCompiler();
  const wanted = coreExports(world);
  const transform = new ExportTransform((name) => wanted.has(name), binaryen);
  const outputs = new Map<string, Uint8Array | string>();
  const errors: CompilerDiagnostic[] = [];
  let text = '';
  const { error } = await asc.main(
    [
      wrapper?.name ?? basename(file),
      ...FIXED_OPTIONS,
      '--baseDir',
      baseDir,
      // The language's own would be an import that no world has.
      '--use',
      `abort=${ABORT}`,
      ...OPTIMIZE[optimize],
    ],
    {
      stdout: { write: () => undefined },
      stderr: { write: (chunk) => (text += String(chunk)) },
      readFile: (name, folder) =>
        name === wrapper?.name ? Promise.resolve(wrapper.text) : readProgram(name, folder),
      writeFile: (name, contents) => outputs.set(name, contents),
      transforms: [transform],
      reportDiagnostic: (one) => {
        if (one.category === 3) errors.push(one);
      },
    },
  );
  if (error !== null) throw await programFault(error, { errors, text, folder: dirname(entry) });
  assertServed(world, new Set(transform.names));
  return {
    module: outputs.get('module.wasm') as Uint8Array,
    sourceMap: outputs.get('module.wasm.map') as string,
    warnings: text,
  };
}

/** The SDK's own files are found wherever it is installed, even outside of the program's folder. */
async function readProgram(name: string, baseDir: string): Promise<string | null> {
  try {
    return await readFile(resolve(baseDir, name), 'utf8');
  } catch {
    const at = name.replaceAll('\\', '/').lastIndexOf(`node_modules/${PACKAGE}`);
    if (at < 0) return null;
    const inside = name.slice(at + `node_modules/${PACKAGE}`.length);
    return readFile(join(root, inside), 'utf8').catch(() => null);
  }
}

/** Core exports of a world, by the names of wit-component. */
function coreExports(world: World): Set<string> {
  const names = new Set(['cabi_realloc']);
  for (const { key, functions, types } of world.exports) {
    const prefix = key.name === '$root' ? '' : `${key.name}#`;
    for (const { name } of functions) {
      names.add(`${prefix}${name}`);
      names.add(`cabi_post_${prefix}${name}`);
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
    if (functions.every(({ name }) => names.has(`${prefix}${name}`))) continue;
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
  throw new Diagnostic({
    code: 'ambient-import',
    message: `the program uses "${ambient.name}", which is no part of the world "${world.id}"`,
    hint: "use an interface of the world instead, such as the contract's clock, random and logging",
  });
}

/** What the compiler said before it gave up. */
interface CompilerOutput {
  readonly errors: readonly CompilerDiagnostic[];
  readonly text: string;
  /** Folder of the entry file, as the user named it. */
  readonly folder: string;
}

async function programFault(
  error: Error,
  { errors, text, folder }: CompilerOutput,
): Promise<Diagnostic> {
  const [first] = errors;
  if (first === undefined) {
    return new Diagnostic({
      code: 'assemblyscript',
      message: error.message,
      frame: text.trim(),
      hint: 'see what the compiler printed, and build again',
    });
  }
  const path = first.range?.source?.normalizedPath;
  const source = path === undefined ? null : await readProgram(path, folder);
  const before = source?.slice(0, first.range!.start).split('\n');
  return new Diagnostic({
    code: `assemblyscript-${first.code}`,
    message: first.message,
    // Files of the language's own library are no files of anybody's.
    file: path === undefined || path.startsWith('~lib/') ? path : join(folder, path),
    line: before?.length,
    column: before === undefined ? undefined : before.at(-1)!.length + 1,
    frame: text.trim(),
    hint:
      errors.length > 1
        ? `correct it and build again; there are ${errors.length - 1} more errors`
        : path === undefined
          ? 'check the path of the entry, and those of its imports'
          : 'correct it and build again',
  });
}
