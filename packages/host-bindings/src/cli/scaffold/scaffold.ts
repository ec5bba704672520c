import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Diagnostic, emit, parseWit, readSources } from '../../generator/index.js';
import type { GeneratedFile, WitSource, World } from '../../generator/index.js';
import { isOfContract } from '../../runtime/index.js';
import type { CommandOutcome } from '../command-outcome.js';
import { planProject } from './host-project.js';
import { packageSpecifiers } from './package-specifiers.js';
import { projectFiles } from './project-files.js';
import { writeProject } from './write-project.js';

/** Options of `host-bindings scaffold`. */
export interface ScaffoldOptions {
  /** World; none means the only one. */
  readonly world?: string | undefined;
  /** WIT file or folder; none means the contract's. */
  readonly wit?: string | undefined;
  /** Folder of the project. */
  readonly out?: string | undefined;
  /** Folder of the packages' tarballs; none means that a registry has them. */
  readonly packages?: string | undefined;
  /** Whether files may be written over. */
  readonly force?: boolean | undefined;
}

/**
 * Writes a host project for a world.
 * @param version Version of this package and of `@org/wajs`, which are released together.
 * @throws Diagnostic for faults in the WIT and in the options, and where files would be written over.
 */
export async function scaffold(options: ScaffoldOptions, version: string): Promise<CommandOutcome> {
  const sources = readSources(options.wit ?? contractFolder());
  const { world } = await parseWit(sources, options.world);
  assertForHosts(world);
  const folder = options.out ?? `${world.name}-host`;
  const project = planProject({
    name: packageName(folder),
    dependencies: packageSpecifiers({ tarballs: options.packages, version, project: folder }),
    world,
    sources: options.wit === undefined ? [] : copiedSources(sources),
    host: emit({ worlds: [world], target: 'ts-host' }),
    guest: emit({ worlds: [world], target: 'js-guest' }),
  });
  const written = writeProject(folder, projectFiles(project), options.force === true);
  return {
    lines: [
      `${written.length} files in ${folder}:`,
      ...written.map((path) => `  ${path}`),
      'next:',
      `  cd ${shellWord(folder)} && npm install`,
      '  npm test',
      '  npm start',
      ...(options.packages === undefined ? [whereFrom(version)] : []),
    ],
    code: 0,
  };
}

/** A path as one word of a shell, whatever is in it. */
function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** What to do as long as the packages are on no registry. */
function whereFrom(version: string): string {
  return `where npm finds no @org/host-bindings and @org/wajs ${version} (E404): scaffold with --packages <folder of their tarballs>`;
}

/** The contract's WIT: beside the built command, or at the root of this repository. */
function contractFolder(): string {
  const shipped = fileURLToPath(new URL('../../wit-contract', import.meta.url));
  return existsSync(shipped)
    ? shipped
    : fileURLToPath(new URL('../../../../../wit', import.meta.url));
}

/** Where the sources go below `wit/`: the package's files at its top, others where they were. */
function copiedSources(sources: readonly WitSource[]): GeneratedFile[] {
  return sources.map(({ file, text, dependency }) => {
    const name = basename(file);
    const isFile = dependency === undefined || dependency.endsWith('.wit');
    const folder = dependency === undefined ? '' : isFile ? 'deps/' : `deps/${dependency}/`;
    return { path: `wit/${folder}${name}`, text };
  });
}

/** A name that npm accepts, after the folder's. */
function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'host' : name;
}

/** @throws Diagnostic for a world that no embedder offers anything to. */
function assertForHosts(world: World): void {
  const ring = world.imports.find(
    (one) => isOfContract(one.key.name) && /\/ring@/.test(one.key.name),
  );
  if (ring === undefined) return;
  throw new Diagnostic({
    code: 'scaffold-ring',
    message: `world "${world.name}" is how a guest on the ring is built, not what a host offers`,
    hint: 'choose "function", "rpc-function" or "service"; JavaScript functions of these use the ring',
  });
}
