import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { transform } from 'esbuild';
import { listSourceFiles } from '../source-files.mjs';
import directions from '../import-directions.cjs';

/**
 * Folders import each other only in the directions of ARCHITECTURE.md. dependency-cruiser reads no
 * TypeScript 7, and exits with 0 all the same: so it gets JavaScript, and must have read all of it.
 * @type {import('../check.mjs').Check}
 */
export const importDirectionsCheck = {
  name: 'import-directions',
  async run(root) {
    const sources = await listSourceFiles(root, ['packages/*/src/*.ts']);
    const modules = sources.filter((path) => !/\.(test|d)\.ts$|\/type-tests\//.test(path));
    const stage = await realpath(await mkdtemp(join(tmpdir(), 'wajs-imports-')));
    try {
      await mkdir(join(stage, 'packages'));
      for (const path of modules) await stageModule(root, stage, path);
      const { read, violations } = await cruiseModules(stage);
      const problems = [...findUnnamedFolders(modules), ...violations];
      if (read < modules.length || read === 0) {
        problems.push(`dependency-cruiser read ${read} modules of ${modules.length}`);
      }
      return { problems, read: `${read} modules` };
    } finally {
      await rm(stage, { recursive: true, force: true });
    }
  },
};

/**
 * Writes a source as JavaScript that still has its type imports: a type is a dependency too.
 * @param {string} root
 * @param {string} stage
 * @param {string} path
 */
async function stageModule(root, stage, path) {
  const text = await readFile(join(root, path), 'utf8');
  const untyped = text
    .replaceAll(/^import type (?=[\w{*])/gm, 'import ')
    .replaceAll(/^export type (?=[{*])/gm, 'export ');
  const { code } = await transform(untyped, {
    loader: 'ts',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const target = join(stage, path.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

/**
 * @param {string} stage
 * @returns {Promise<{ read: number, violations: string[] }>}
 */
async function cruiseModules(stage) {
  const { forbidden } = directions;
  const options = { baseDir: stage, validate: true, ruleSet: { forbidden } };
  const { output } = await cruise(['packages'], options);
  if (typeof output === 'string') throw new Error(`dependency-cruiser has no report: ${output}`);
  const { modules, summary } = output;
  const read = modules.filter(({ source }) => source.startsWith('packages/')).length;
  const violations = summary.violations.map(({ from, to, rule }) => {
    const comment = forbidden.find(({ name }) => name === rule.name)?.comment;
    return `${from} imports ${to}: ${rule.name}, ${comment}`;
  });
  return { read, violations };
}

/**
 * A folder that the rules do not name would be checked by none, and so would one that they misspell.
 * @param {readonly string[]} modules
 */
function findUnnamedFolders(modules) {
  return Object.entries(directions.folders).flatMap(([src, named]) => {
    const inside = modules.filter((path) => path.startsWith(`${src}/`));
    const nested = inside
      .map((path) => path.slice(src.length + 1))
      .filter((path) => path.includes('/'));
    const present = new Set(nested.map((path) => path.split('/')[0] ?? ''));
    const missing = named.filter((folder) => !present.has(folder));
    const unnamed = [...present].filter((folder) => !named.includes(folder));
    return [
      ...missing.map((folder) => `${src}/${folder} has rules and no modules`),
      ...unnamed.map((folder) => `${src}/${folder} has no rule in tools/import-directions.cjs`),
    ];
  });
}
