import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import {
  type BuildOptions,
  buildAssemblyScript,
  buildComponent,
  buildFunction,
  findLanguage,
  writeArtifact,
} from '../build/index.js';
import { componentInterfaces } from './component-interfaces.js';
import { findEntry } from './entry.js';
import { Progress } from './progress.js';
import { UsageError } from './report-error.js';

interface BuildFlags {
  readonly out: string;
  readonly component?: true;
  readonly core?: true;
  readonly name?: string;
}

/** Adds `wajs build`. */
export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .description('build a function to one artifact file')
    .argument(
      '[entry]',
      'entry module (default: src/index.ts, src/index.js, index.ts, index.js or assembly/index.ts)',
    )
    .allowExcessArguments(false)
    .option('-o, --out <folder>', 'folder that the result goes to', 'dist')
    .option('--component', 'build a standard WebAssembly component instead, with the engine inside')
    .option('--core', 'write the core module too, beside the component (AssemblyScript)')
    .option('--name <name>', "name of the function (default: the package's)")
    .addHelpText(
      'after',
      '\nExamples:\n  $ wajs build\n  $ wajs build src/main.ts -o build\n  $ wajs build --component' +
        '\n\nAssemblyScript is told by "wajs": { "language": "assemblyscript" } in package.json, and is always' +
        '\nbuilt to a standard component: that is what "wajs serve" and hosts load.',
    )
    .action(async (entry: string | undefined, flags: BuildFlags) => {
      await build(entry, flags);
    });
}

async function build(given: string | undefined, flags: BuildFlags): Promise<void> {
  const cwd = process.cwd();
  const entry = findEntry(given, cwd);
  if (entry.kind === 'artifact')
    throw new UsageError(`"${given}" is built already; name a source file`);
  const name = flags.name ?? entry.name;
  if (!/^[\w][\w.-]*$/.test(name))
    throw new UsageError(`"${name}" is no name for a file; use letters, digits, "-", "_" and "."`);
  const language = findLanguage(entry.path);
  if (flags.core && language !== 'assemblyscript')
    throw new UsageError(
      '--core is for AssemblyScript; build a component with --component instead',
    );
  const progress = new Progress();
  const options = {
    entry: entry.path,
    name,
    root: cwd,
    colors: pc.isColorSupported,
    onStep: (step: string) => progress.step(step),
  };
  const steps: Steps = { options, folder: resolve(cwd, flags.out), progress };
  try {
    if (language === 'assemblyscript') await writeAssemblyScript(steps, flags.core === true);
    else if (flags.component) await writeComponent(steps);
    else await writeFunction(steps);
  } finally {
    progress.end();
  }
}

/** What the kinds of builds have in common. */
interface Steps {
  readonly options: BuildOptions & { readonly root: string };
  /** Folder that the result goes to. */
  readonly folder: string;
  readonly progress: Progress;
}

async function writeFunction({ options, folder, progress }: Steps): Promise<void> {
  const { artifact, sizes, times, manifest, warnings } = await buildFunction(options);
  progress.end();
  print(warnings);
  const file = await writeArtifact(folder, `${options.name}.wajs`, artifact);
  sayBuilt(relative(options.root, file), artifact.length, times.total);
  console.log(
    pc.dim(
      `  code ${kilobytes(sizes.code)}, image ${kilobytes(sizes.image)}, source map ${kilobytes(sizes.sourceMap)}` +
        `; bundle ${Math.round(times.bundle)} ms, evaluate ${Math.round(times.evaluate)} ms`,
    ),
  );
  sayNeeds(manifest.imports);
}

async function writeComponent({ options, folder, progress }: Steps): Promise<void> {
  const { component, time, warnings } = await buildComponent(options);
  progress.end();
  print(warnings);
  const file = await writeArtifact(folder, `${options.name}.component.wasm`, component);
  sayBuilt(relative(options.root, file), component.length, time);
}

async function writeAssemblyScript(
  { options, folder, progress }: Steps,
  withCore: boolean,
): Promise<void> {
  const { component, core, sizes, time, warnings } = await buildAssemblyScript(options);
  progress.end();
  print(warnings);
  const file = await writeArtifact(folder, `${options.name}.component.wasm`, component);
  sayBuilt(relative(options.root, file), sizes.component, time);
  if (withCore) {
    const beside = await writeArtifact(folder, `${options.name}.core.wasm`, core);
    sayBuilt(relative(options.root, beside), sizes.core, time);
  }
  console.log(
    pc.dim(
      `  a standard component: core module ${kilobytes(sizes.core)}, source map ${kilobytes(sizes.sourceMap)}`,
    ),
  );
  sayNeeds(componentInterfaces(component)?.imports ?? []);
}

function sayBuilt(file: string, bytes: number, milliseconds: number): void {
  console.log(
    `${pc.green('built')} ${file}  ${kilobytes(bytes)} in ${Math.round(milliseconds)} ms`,
  );
}

function sayNeeds(imports: readonly string[]): void {
  const names = imports.map((item) => item.replace(/^wajs:platform\/(.*)@.*$/, '$1'));
  console.log(pc.dim(`  needs ${names.length === 0 ? 'nothing' : names.join(', ')}`));
}

function print(warnings: readonly string[]): void {
  for (const warning of warnings) console.error(warning.trimEnd());
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}
