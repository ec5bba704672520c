import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildAssemblyScript, buildComponent, buildFunction } from '@org/wajs/build';
import { call, createEngineHost, createRequest } from '../hello.mjs';
import { timeMedian } from '../median.mjs';
import { helloEntry, root } from '../prepare.mjs';
import { run } from '../run.mjs';
import { ServedSource } from '../served-source.mjs';

const require = createRequire(import.meta.url);
const binary = async (/** @type {string} */ name, /** @type {string} */ command) => {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = JSON.parse(await readFile(manifest, 'utf8'));
  return join(dirname(manifest), bin[command]);
};
const roundBuilds = 5;

/**
 * Commands as a person waits for them, and the same work in a process that runs already.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const project = join(folder, 'project');
  await mkdir(project, { recursive: true });
  await cp(dirname(helloEntry), join(project, 'src'), { recursive: true });
  const wajs = await binary('@org/wajs', 'wajs');
  const assembly = await copyTemplate(join(folder, 'assembly-project'));
  const compiled = join(assembly, 'assembly/index.ts');
  const node = (/** @type {readonly string[]} */ ...args) => run(process.execPath, args, project);
  const commands = /** @type {const} */ ([
    ['build.node', () => node('-e', '0')],
    ['build.warm', () => node(wajs, 'build', 'src/index.ts')],
    ['build.assembly', () => run(process.execPath, [wajs, 'build'], assembly)],
  ]);
  const host = await createEngineHost();
  const processes = /** @type {const} */ ([
    ['build.again', () => buildAndAnswer(host)],
    ['build.assembly-again', () => compileAndAnswer(host, compiled)],
  ]);

  add('build.first', (await timeMedian(1, () => node(wajs, 'build', 'src/index.ts'))) / 1000);
  for (const [, action] of processes) await timeMedian(roundBuilds, action);
  for (let round = 0; round < rounds; round++) {
    for (const [id, action] of commands) add(id, (await timeMedian(1, action)) / 1000);
    for (const [id, action] of processes) add(id, await timeMedian(roundBuilds, action));
  }
  await measureReloads({ wajs, rounds, add, project, assembly });
  await rm(project, { recursive: true });
  await rm(assembly, { recursive: true });
  const component = () => buildComponent({ entry: helloEntry, name: 'hello', root });
  // What is missing is missing: the fixtures have said why.
  await timeMedian(1, component).then(
    (milliseconds) => add('build.component', milliseconds / 1000),
    () => {},
  );
}

/** @param {import('@org/host-bindings').Host} host */
async function buildAndAnswer(host) {
  const { artifact } = await buildFunction({ entry: helloEntry, name: 'hello', root });
  const fn = await host.load(artifact);
  await call(fn, createRequest());
  fn.dispose();
}

/**
 * @param {import('@org/host-bindings').Host} host
 * @param {string} entry
 */
async function compileAndAnswer(host, entry) {
  const { component } = await buildAssemblyScript({ entry, root, optimize: 'none' });
  const fn = await host.load(component);
  await call(fn, createRequest());
  fn.dispose();
}

/**
 * The project that `wajs init` writes, in AssemblyScript.
 * @param {string} project
 */
async function copyTemplate(project) {
  const manifest = require.resolve('@org/wajs/package.json');
  await cp(join(dirname(manifest), 'templates/assemblyscript'), project, { recursive: true });
  const file = join(project, 'package.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('{{name}}', 'hello'));
  return project;
}

/**
 * From a change that is saved to an answer that has it, in `wajs serve`.
 * @param {Pick<import('../processes/group.mjs').Measuring, 'rounds' | 'add'> & { wajs: string, project: string, assembly: string }} options
 */
async function measureReloads({ wajs, rounds, add, project, assembly }) {
  const served = /** @type {const} */ ([
    ['build.reload', project, 'src/index.ts'],
    ['build.assembly-reload', assembly, 'assembly/index.ts'],
  ]);
  for (const [id, folder, path] of served) {
    const source = await ServedSource.start({ wajs, project: folder, file: join(folder, path) });
    try {
      // The first changes are compiled by code that is not warm yet.
      await source.change();
      await source.change();
      for (let round = 0; round < rounds; round++) add(id, await source.change());
    } finally {
      await source.stop();
    }
  }
}
