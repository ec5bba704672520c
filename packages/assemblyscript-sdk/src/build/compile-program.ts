import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { World } from '@org/host-bindings/generator';
import { AmbientTransform } from './ambient-transform.js';
import { AsyncifyTransform } from './asyncify-transform.js';
import { loadCompiler } from './compiler.js';
import type { CompilerDiagnostic } from './compiler.js';
import { ABORT, ExportTransform } from './export-transform.js';
import { JsonTransform } from './json-transform.js';
import { readOwn } from './own-files.js';
import { programFault, programWarnings, signatureFault } from './program-fault.js';
import { runCompiler } from './run-compiler.js';
import { servedBy, servedInterfaces } from './served-interfaces.js';
import type { ServedInterface } from './served-interfaces.js';
import { packSourceMap } from './source-map.js';
import { readTextModule, textFileOf } from './text-module.js';

/** Options of {@link compileProgram}. */
export interface CompileOptions {
  /** The program's first file. */
  readonly entry: string;
  /** Folder that paths in messages are relative to. Default: the working directory, or none for an absolute entry. */
  readonly root?: string | undefined;
  /** What to optimise for. */
  readonly optimize: 'speed' | 'size' | 'none';
  /** Whether its own code can be suspended where a hostcall waits. */
  readonly asyncify: boolean;
  /** A file of the build's own, beside `entry`, that takes the place of its first one. */
  readonly wrapper?: { readonly name: string; readonly text: string } | undefined;
  /** What the program may import, and exports. */
  readonly world: World;
  /** Names of core exports that the host calls. */
  readonly exports: ReadonlySet<string>;
  /** Whether what a program serves is told by what it exports and calls, instead of by its modules. */
  readonly isFunction?: boolean | undefined;
}

/** A program that was compiled. */
export interface CompiledProgram {
  /** The core module. */
  readonly module: Uint8Array;
  /** Its source map, without the texts of files, deflated. */
  readonly sourceMap: Uint8Array;
  /** Which of the exports the program has. */
  readonly exported: ReadonlySet<string>;
  /** The contract's interfaces that a function serves. */
  readonly served: ReadonlySet<ServedInterface>;
  /** What the compiler warns of, each as text for a person. */
  readonly warnings: readonly string[];
  /** Absolute paths of the files that were read, without the SDK's. */
  readonly inputs: readonly string[];
}

const FIXED_OPTIONS =
  '--outFile module.wasm --sourceMap --runtime minimal --exportStart _initialize'.split(' ');

const OPTIMIZE = {
  speed: ['--optimizeLevel', '3', '--shrinkLevel', '1'],
  size: ['--optimizeLevel', '3', '--shrinkLevel', '2', '--converge'],
  none: [],
} as const;

/**
 * Compiles a program to a core module.
 *
 * @throws Diagnostic for faults in the program, with file, line and column.
 */
export async function compileProgram(options: CompileOptions): Promise<CompiledProgram> {
  const { entry, optimize, asyncify, wrapper, world, exports } = options;
  const file = resolve(options.root ?? '.', entry);
  const baseDir = projectFolder(file);
  const first = relative(baseDir, wrapper === undefined ? file : join(dirname(file), wrapper.name));
  const { binaryen, syntax } = await loadCompiler();
  let served: ReadonlySet<ServedInterface> = new Set();
  const own = relative(baseDir, file).replaceAll('\\', '/').replace(/\.ts$/, '');
  const exporting = new ExportTransform((sources) => {
    if (!options.isFunction) return (name) => exports.has(name);
    served = servedInterfaces(sources, own);
    return (name) =>
      exports.has(name) && (servedBy(name) === undefined || served.has(servedBy(name)!));
  }, binaryen);
  const ambient = new AmbientTransform(world);
  const outputs = new Map<string, Uint8Array | string>();
  const said: CompilerDiagnostic[] = [];
  const inputs = new Set<string>();
  const wrapperName = first.replaceAll('\\', '/');
  const read = async (name: string): Promise<string | null> => {
    // Its options are those of another build.
    if (name === 'asconfig.json') return null;
    if (wrapper !== undefined && name.replaceAll('\\', '/') === wrapperName) return wrapper.text;
    const path = resolve(baseDir, name);
    const written = (await readOwn(name)) ?? (await readFile(path, 'utf8').catch(() => null));
    const textFile = written === null ? textFileOf(path) : undefined;
    const text = textFile === undefined ? written : await readTextModule(textFile);
    if (text !== null && !path.includes(`${sep}node_modules${sep}`)) inputs.add(textFile ?? path);
    return text;
  };
  const error = await runCompiler(
    [
      first,
      ...FIXED_OPTIONS,
      '--baseDir',
      baseDir,
      // The language's own would be an import that no world has.
      '--use',
      `abort=${ABORT}`,
      ...ambient.options,
      ...OPTIMIZE[optimize],
    ],
    {
      stdout: { write: () => undefined },
      stderr: { write: () => undefined },
      readFile: read,
      writeFile: (name, contents) => outputs.set(name, contents),
      listFiles: () => [],
      transforms: [
        exporting,
        ambient,
        new JsonTransform(syntax),
        ...(asyncify ? [new AsyncifyTransform(world, binaryen)] : []),
      ],
      reportDiagnostic: (one) => said.push(one),
    },
  );
  const display = displayed(file, options);
  const show = (path: string): string => display(resolve(baseDir, path));
  const files = { read, show };
  if (error !== undefined) {
    const misfit =
      wrapper && said.find(({ range }) => range?.source?.normalizedPath === wrapperName);
    if (misfit !== undefined) throw await signatureFault(misfit.message, own, files);
    throw await programFault(error, said, files);
  }
  const map = outputs.get('module.wasm.map') as string;
  return {
    module: outputs.get('module.wasm') as Uint8Array,
    // It travels with the component: no folder of this machine does.
    sourceMap: packSourceMap(map, (path) =>
      path.startsWith('~lib/') || options.root === undefined ? path : show(path),
    ),
    exported: new Set(exporting.names),
    served,
    warnings: await programWarnings(said, files),
    inputs: [...inputs],
  };
}

/** The nearest folder with a package.json, or the file's: paths in messages begin there. */
function projectFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return dirname(file);
  }
}

/** Says paths as their reader knows them. */
function displayed(
  file: string,
  { entry, root: from }: Pick<CompileOptions, 'entry' | 'root'>,
): (path: string) => string {
  if (from === undefined && isAbsolute(entry)) return (path) => path;
  return (path) => relative(from ?? process.cwd(), path).replaceAll('\\', '/') || basename(file);
}
