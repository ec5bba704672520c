import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleFunction } from './bundle-function.js';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wajs-bundle-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test('an entry is a module, whatever its package says', async () => {
  const entry = join(root, 'index.ts');
  writeFileSync(entry, "import { answer } from './answer.js';\nconsole.log(answer);\n");
  writeFileSync(join(root, 'answer.ts'), 'export const answer = 42;\n');
  const bundles = [];
  for (const type of ['module', 'commonjs']) {
    writeFileSync(join(root, 'package.json'), JSON.stringify({ type }));
    bundles.push(await bundleFunction(entry, { root }));
  }
  expect(bundles[1]).toEqual(bundles[0]);
  expect(bundles[0]?.code).not.toContain('exports');
});

test('an entry that is not there is said by its path', async () => {
  const missing = bundleFunction(join(root, 'missing.ts'), { root });
  await expect(missing).rejects.toThrow(/Could not resolve ".*missing\.ts"/);
});
