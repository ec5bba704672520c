import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildComponent, buildFunction } from '@org/wajs/build';
import { call, createEngineHost, createRequest } from '../hello.mjs';
import { timeMedian } from '../median.mjs';
import { helloEntry, root } from '../prepare.mjs';
import { run } from '../run.mjs';

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
  const node = (/** @type {readonly string[]} */ ...args) => run(process.execPath, args, project);
  const commands = /** @type {const} */ ([
    ['build.node', () => node('-e', '0')],
    ['build.warm', () => node(wajs, 'build', 'src/index.ts')],
  ]);
  const host = await createEngineHost();
  const processes = /** @type {const} */ ([['build.again', () => buildAndAnswer(host)]]);

  add('build.first', (await timeMedian(1, () => node(wajs, 'build', 'src/index.ts'))) / 1000);
  for (const [, action] of processes) await timeMedian(roundBuilds, action);
  for (let round = 0; round < rounds; round++) {
    for (const [id, action] of commands) add(id, (await timeMedian(1, action)) / 1000);
    for (const [id, action] of processes) add(id, await timeMedian(roundBuilds, action));
  }
  await rm(project, { recursive: true });
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
