import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGuide } from './guide-page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/guide/bring-your-own-interface.md');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-guide-'));
  // A project in which the packages are installed.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "money", "type": "module" }');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs commands as a reader does, but for the start of npx. */
function run(commands: string): string {
  const shell = `set -eu\nnpx() { "$@"; }\n${commands}`;
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
  return execFileSync('bash', ['-c', shell], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH, NO_COLOR: '1' },
  });
}

/** What was printed but for lines of the host's log: on a busy machine a call is over its soft limit. */
function withoutLog(printed: string): string {
  return printed.replaceAll(/^\{"time":.*"level":"warn".*\n/gm, '');
}

test('the guide works from top to bottom', () => {
  const steps = readGuide(readFileSync(page, 'utf8'));
  expect(steps.filter((one) => one.kind === 'file').map((one) => one.path)).toEqual([
    'wit/money.wit',
    'src/index.ts',
    'assembly/index.ts',
    'build.mjs',
    'src/host.ts',
  ]);
  for (const step of steps) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true });
      writeFileSync(join(folder, step.path), step.text);
    } else {
      const printed = run(step.commands);
      if (step.output !== undefined) expect(withoutLog(printed)).toBe(step.output);
    }
  }
  const tsc =
    'tsc --noEmit --ignoreConfig --strict --module nodenext --target es2022 --skipLibCheck';
  const host = `${tsc} --lib es2023,esnext.disposable --types node src/host.ts`;
  const guest = `${tsc} --lib es2023,esnext.disposable --types '' src/index.ts`;
  expect(run(`${host}\n${guest}`)).toBe('');
  expect(existsSync(join(folder, 'money-host/src/providers/rates.ts'))).toBe(true);
}, 120_000);
