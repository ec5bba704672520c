import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackages } from './pack-packages.js';
import { runCommand } from './run-command.js';
import { serveFunction } from './served-function.js';

const minutes = 60_000;
const packages = ['@org/host-bindings', '@org/wajs', '@org/assemblyscript-sdk'];

/** What a newcomer does who has nothing but the published packages. */
describe('wajs init, installed from the packed packages', () => {
  let folder: string;
  let tarballs: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wajs-init-'));
    tarballs = await packPackages(folder, packages);
    expect(tarballs).toHaveLength(packages.length);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const usual = tarballs.filter((file) => !file.includes('assemblyscript'));
    await runCommand('npm', ['i', ...usual, '--no-audit', '--no-fund'], folder);
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    {
      language: 'typescript',
      entry: 'src/index.ts',
      built: 'my-hello.wajs',
      greeting: '`Hello, ${',
      other: '`Good day, ${',
    },
    {
      language: 'assemblyscript',
      entry: 'assembly/index.ts',
      built: 'my-hello.component.wasm',
      greeting: "'Hello, '",
      other: "'Good day, '",
    },
  ])(
    'writes a project in $language that is tested, checked, built and served',
    async ({ language, entry, built, greeting, other }) => {
      const name = `${language}/my-hello`;
      const said = await runCommand(
        'npx',
        ['wajs', 'init', name, '-t', language, '--packages', '.'],
        folder,
      );
      expect(said).toContain(`next:\n  cd ${name} && npm install\n  npm test\n  npm start\n`);
      const project = join(folder, name);
      for (const path of said.split('next:')[0]!.trim().split('\n').slice(1))
        await readFile(join(project, path.trim()));
      await runCommand('npm', ['i', '--no-audit', '--no-fund'], project);
      expect(await runCommand('npm', ['test'], project)).toMatch(/pass 2$[^]*fail 0$/m);
      await runCommand('npm', ['run', 'check'], project);
      await runCommand('npm', ['run', 'build'], project);
      expect(await readdir(join(project, 'dist'))).toEqual([built]);
      {
        await using served = await serveFunction(project, [`dist/${built}`]);
        const answer = await fetch(`${served.origin}/?name=Ada`);
        expect(await answer.text(), served.output()).toBe('Hello, Ada!\n');
      }
      await using served = await serveFunction(project, []);
      expect(await (await fetch(served.origin)).text(), served.output()).toBe('Hello, world!\n');
      const source = join(project, entry);
      await writeFile(source, (await readFile(source, 'utf8')).replace(greeting, other));
      await expect
        .poll(async () => (await fetch(served.origin)).text(), { timeout: 30_000 })
        .toBe('Good day, world!\n');
    },
    5 * minutes,
  );
});
