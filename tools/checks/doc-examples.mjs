import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { documentPublicEntries } from '../api-docs/public-entries.mjs';
import { runCommand } from '../run-command.mjs';

/** WIT whose emitted host module examples may import as `./gen/rates.js`. */
const ratesWit = 'test/e2e/rates.wit';

/** A folder of examples a program: what they may rely on. */
const programs = {
  host: { lib: ['es2023', 'esnext.disposable'], types: ['node'] },
  guest: { lib: ['es2023', 'es2024.string', 'esnext.disposable'], types: [] },
};

/**
 * Every `@example` on a public entry of both packages compiles as a module of its own.
 * @type {import('../check.mjs').Check}
 */
export const docExamplesCheck = {
  name: 'doc-examples',
  async run(root) {
    const { examples } = await documentPublicEntries(root);
    const folder = join(root, 'node_modules/.cache/doc-examples');
    rmSync(folder, { recursive: true, force: true });
    await emitRates(root, join(folder, 'host/gen'));
    for (const [index, { entry, symbol, code }] of examples.entries()) {
      const kind = isGuest(entry) ? 'guest' : 'host';
      const name = `${entry.replace(/^@org\//, '')}-${symbol}-${index}`.replaceAll(/[^\w.-]/g, '-');
      mkdirSync(join(folder, kind), { recursive: true });
      writeFileSync(join(folder, kind, `${name}.ts`), `${code}\nexport {};\n`);
    }
    const problems = [];
    for (const [kind, options] of Object.entries(programs)) {
      problems.push(...(await compile(root, join(folder, kind), options)));
    }
    if (examples.length === 0) problems.push('no example was found');
    return { problems, read: `${examples.length} examples` };
  },
};

/** @param {string} entry */
function isGuest(entry) {
  return entry === '@org/wajs' || entry === '@org/wajs/codegen-v1';
}

/**
 * @param {string} root
 * @param {string} out
 */
async function emitRates(root, out) {
  const args = ['generate', ratesWit, '--target', 'ts-host', '--out', out];
  const bin = join(root, 'packages/host-bindings/bin/host-bindings.js');
  const { code, output } = await runCommand(process.execPath, [bin, ...args], root);
  if (code !== 0) throw new Error(output);
}

/**
 * What tsc says about the examples of a folder.
 * @param {string} root
 * @param {string} folder
 * @param {{ lib: readonly string[], types: readonly string[] }} options
 */
async function compile(root, folder, options) {
  const compilerOptions = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['.'] }),
  );
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const { code, output } = await runCommand(process.execPath, [tsc, '-p', folder], folder);
  return code === 0 ? [] : output.trim().split('\n');
}
