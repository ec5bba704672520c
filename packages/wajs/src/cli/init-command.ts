import { existsSync, statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { languages, type Language } from '../build/index.js';
import { usePackedPackages } from './packed-packages.js';
import { readTemplate } from './project-template.js';
import { UsageError } from './report-error.js';
import { writeProject } from './write-project.js';

interface InitFlags {
  readonly template: Language;
  readonly name?: string;
  readonly packages?: string;
}

/** Longest name of a package. */
const longestName = 214;

/** Adds `wajs init`. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('write a project for a function, ready to be served and tested')
    .argument('[folder]', 'folder of the project; made where it is missing', '.')
    .allowExcessArguments(false)
    .addOption(
      new Option('-t, --template <language>', 'language of the function')
        .choices(languages)
        .default('typescript'),
    )
    .option('--name <name>', "name of the function (default: the folder's)")
    .option('--packages <folder>', 'folder of the packages as tarballs; without it, a registry')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wajs init hello\n  $ wajs init hello --template assemblyscript\n\nFiles that are there are never written over.',
    )
    .action(async (folder: string, flags: InitFlags) => init(folder, flags));
}

async function init(given: string, { template, name, packages }: InitFlags): Promise<void> {
  const folder = resolve(given);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UsageError(`"${given}" is a file; name a folder`);
  const projectName =
    name ??
    basename(folder)
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-');
  assertName(projectName, name === undefined);
  const written = await readTemplate(template, projectName);
  const files =
    packages === undefined
      ? written
      : usePackedPackages(written, { tarballs: packages, project: folder });
  const there = files.filter(({ path }) => existsSync(resolve(folder, path)));
  if (there.length > 0) {
    const names = there.map(({ path }) => `"${path}"`).join(', ');
    throw new UsageError(
      `${names} ${there.length === 1 ? 'is' : 'are'} in "${given}" already, and nothing is written over; choose another folder`,
    );
  }
  await writeProject(folder, files);
  console.log(`${pc.green('wrote')} ${projectName}, a function in ${titles[template]}`);
  for (const { path } of files) console.log(pc.dim(`  ${path}`));
  const way = relative(process.cwd(), folder);
  console.log('next:');
  console.log(`  ${way === '' ? '' : `cd ${quoted(way)} && `}npm install`);
  console.log('  npm test');
  console.log('  npm start');
}

const titles: Readonly<Record<Language, string>> = {
  typescript: 'TypeScript',
  assemblyscript: 'AssemblyScript',
};

/** A name has to do for a package, a file, and a segment of a path. */
function assertName(name: string, isFolders: boolean): void {
  if (/^[a-z\d][a-z\d.-]*$/.test(name) && name.length <= longestName && name !== 'node_modules')
    return;
  const what = isFolders ? `the folder's name "${name}"` : `"${name}"`;
  const how = isFolders ? 'give one with --name' : 'give another';
  throw new UsageError(
    `${what} is no name for a package; use lower-case letters, digits, "-" and ".", or ${how}`,
  );
}

/** A path that a shell takes for one word. */
function quoted(path: string): string {
  const text = path.replaceAll(sep, '/');
  return /^[\w./@-]+$/.test(text) ? text : `"${text}"`;
}
