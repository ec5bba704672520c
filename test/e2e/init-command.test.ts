import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './function-harness.js';

const command = fileURLToPath(new URL('../../packages/wajs/bin/wajs.js', import.meta.url));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `wajs init` in a folder, to its end. */
function init(cwd: string, ...args: string[]): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, 'init', ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

describe('wajs init', () => {
  it.each([
    [
      'typescript',
      [
        '.gitignore',
        'README.md',
        'package.json',
        'src/index.ts',
        'test/index.test.js',
        'tsconfig.json',
      ],
    ],
    [
      'assemblyscript',
      [
        '.gitignore',
        'README.md',
        'assembly/index.ts',
        'assembly/tsconfig.json',
        'package.json',
        'test/index.test.js',
      ],
    ],
  ])('writes the files of a project in %s, and says what comes next', async (language, paths) => {
    const folder = await makeFolder({});
    const { code, stdout, stderr } = await init(folder, 'my hello', '--template', language);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await filesOf(join(folder, 'my hello'))).toEqual(paths);
    expect(stdout).toMatch(/^wrote my-hello, a function in \w+\n/);
    for (const path of paths) expect(stdout).toContain(`\n  ${path}\n`);
    expect(stdout).toContain('next:\n  cd "my hello" && npm install\n  npm test\n  npm start\n');
    for (const path of paths)
      expect(await readFile(join(folder, 'my hello', path), 'utf8')).not.toContain('{{');
  });

  it.each(['typescript', 'assemblyscript'])(
    'pins the versions that this workspace has, in %s',
    async (language) => {
      const folder = await makeFolder({});
      await init(folder, '--template', language, '--name', 'pinned');
      const read = async (file: string): Promise<Record<string, never>> =>
        JSON.parse(await readFile(file, 'utf8')) as Record<string, never>;
      const { name, devDependencies } = await read(join(folder, 'package.json'));
      expect(name).toBe('pinned');
      for (const [dependency, version] of Object.entries(devDependencies!)) {
        const installed = new URL(`../../node_modules/${dependency}/package.json`, import.meta.url);
        expect(`${dependency} ${version as string}`).toBe(
          `${dependency} ${(await read(fileURLToPath(installed)))['version']! as string}`,
        );
      }
    },
  );

  it('writes over nothing', async () => {
    const folder = await makeFolder({ 'package.json': '{}', 'src/index.ts': 'mine' });
    const { code, stdout, stderr } = await init(folder, '--name', 'hello');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'error "package.json", "src/index.ts" are in "." already, and nothing is written over; choose another folder\n',
    );
    expect(await filesOf(folder)).toEqual(['package.json', 'src/index.ts']);
    expect(await readFile(join(folder, 'src/index.ts'), 'utf8')).toBe('mine');
  });

  it.each([
    [['--name', 'Not A Name'], '"Not A Name" is no name for a package'],
    [['--name', '../up'], '"../up" is no name for a package'],
    [['größe'], `the folder's name "größe" is no name for a package`],
    [['a-file'], '"a-file" is a file; name a folder'],
    [
      ['hello', '--packages', 'nowhere'],
      '"nowhere/org-host-bindings-0.1.0.tgz" does not exist; give --packages a folder',
    ],
    [['hello', '--template', 'rust'], 'Allowed choices are typescript, assemblyscript'],
  ])('refuses %j', async (args, text) => {
    const folder = await makeFolder({});
    await writeFile(join(folder, 'a-file'), '');
    const { code, stderr } = await init(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
    expect(await filesOf(folder)).toEqual(['a-file']);
  });
});
