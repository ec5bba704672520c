import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import { buildComponent, buildFunction, writeArtifact } from '../build/index.js';
import { findEntry } from './entry.js';
import { Progress } from './progress.js';
import { UsageError } from './report-error.js';

interface BuildFlags {
  readonly out: string;
  readonly component?: true;
  readonly name?: string;
}

/** Adds `wajs build`. */
export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .description('build a function to one artifact file')
    .argument('[entry]', 'entry module (default: src/index.ts, src/index.js, index.ts or index.js)')
    .allowExcessArguments(false)
    .option('-o, --out <folder>', 'folder that the result goes to', 'dist')
    .option('--component', 'build a standard WebAssembly component instead, with the engine inside')
    .option('--name <name>', "name of the function (default: the package's)")
    .addHelpText(
      'after',
      '\nExamples:\n  $ wajs build\n  $ wajs build src/main.ts -o build\n  $ wajs build --component',
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
  const progress = new Progress();
  const options = {
    entry: entry.path,
    name,
    root: cwd,
    colors: pc.isColorSupported,
    onStep: (step: string) => progress.step(step),
  };
  const folder = resolve(cwd, flags.out);
  try {
    if (flags.component) {
      const { component, time, warnings } = await buildComponent(options);
      progress.end();
      print(warnings);
      const file = await writeArtifact(folder, `${name}.component.wasm`, component);
      console.log(
        `${pc.green('built')} ${relative(cwd, file)}  ${kilobytes(component.length)} in ${Math.round(time)} ms`,
      );
      return;
    }
    const { artifact, sizes, times, manifest, warnings } = await buildFunction(options);
    progress.end();
    print(warnings);
    const file = await writeArtifact(folder, `${name}.wajs`, artifact);
    console.log(
      `${pc.green('built')} ${relative(cwd, file)}  ${kilobytes(artifact.length)} in ${Math.round(times.total)} ms`,
    );
    console.log(
      pc.dim(
        `  code ${kilobytes(sizes.code)}, image ${kilobytes(sizes.image)}, source map ${kilobytes(sizes.sourceMap)}` +
          `; bundle ${Math.round(times.bundle)} ms, evaluate ${Math.round(times.evaluate)} ms`,
      ),
    );
    console.log(
      pc.dim(
        `  needs ${manifest.imports.map((item) => item.replace(/^wajs:platform\/(.*)@.*$/, '$1')).join(', ')}`,
      ),
    );
  } finally {
    progress.end();
  }
}

function print(warnings: readonly string[]): void {
  for (const warning of warnings) console.error(warning.trimEnd());
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}
