import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackages } from './pack-packages.js';
import { runCommand } from './run-command.js';
import { serveFunction } from './served-function.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const minutes = 60_000;

/** What a user does who has nothing but the two published packages. */
describe('the packed packages in an empty folder', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wajs-package-'));
    const tarballs = await packPackages(folder);
    expect(tarballs).toHaveLength(2);
    const manifest = { name: 'hello', private: true, type: 'module' };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await runCommand('npm', ['i', ...tarballs, '--no-audit', '--no-fund'], folder);
    await mkdir(join(folder, 'src'));
    await cp(join(root, 'examples/hello/src/index.ts'), join(folder, 'src/index.ts'));
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'build hello to one artifact, with an engine that came in the package',
    async () => {
      await runCommand('npx', ['wajs', 'build', 'src/index.ts', '-o', 'dist'], folder);
      expect(await readdir(join(folder, 'dist'))).toEqual(['hello.wajs']);
    },
    minutes,
  );

  it(
    'serve hello from its source',
    async () => {
      await using served = await serveFunction(folder, ['src/index.ts']);
      const answer = await fetch(`${served.origin}/?name=Ada`);
      expect(answer.status, served.output()).toBe(200);
      expect(await answer.text()).toBe('Hello, Ada!\n');
    },
    minutes,
  );

  it(
    'serve the artifact that was built',
    async () => {
      const artifact = (await readdir(join(folder, 'dist'))).find((name) => name.endsWith('.wajs'));
      await using served = await serveFunction(folder, [join('dist', artifact ?? 'no artifact')]);
      const answer = await fetch(served.origin);
      expect(answer.status, served.output()).toBe(200);
      expect(await answer.text()).toBe('Hello, world!\n');
    },
    minutes,
  );
});
