import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { documentPublicEntries } from '../api-docs/public-entries.mjs';
import { runCommand } from '../run-command.mjs';

/** WIT whose emitted modules examples may import as `./gen/rates.js`. */
const wit = 'tools/checks/doc-examples.wit';

/**
 * A folder of examples a program: whose they are, and what they may rely on. The first that matches an
 * entry takes it.
 */
const programs = [
  {
    name: 'browser',
    entry: /browser$/,
    target: 'ts-host',
    lib: ['es2023', 'esnext.disposable', 'webworker'],
    types: [],
  },
  {
    name: 'guest',
    entry: /^@org\/wajs(?:\/codegen-v1)?$/,
    target: 'js-guest',
    lib: ['es2023', 'es2024.string', 'esnext.disposable'],
    types: [],
  },
  {
    name: 'host',
    entry: /^/,
    target: 'ts-host',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
  },
];

/**
 * Every `@example` on a public entry of the packages compiles as a module of its own.
 * @type {import('../check.mjs').Check}
 */
export const docExamplesCheck = {
  name: 'doc-examples',
  async run(root) {
    const documented = await documentPublicEntries(root);
    // Those in AssemblyScript are compiled by test/docs/assemblyscript-examples.test.ts.
    const isAssemblyScript = /^@org\/assemblyscript-sdk(?:\/assembly|$)/;
    const examples = documented.examples.filter(({ entry }) => !isAssemblyScript.test(entry));
    const folder = join(root, 'node_modules/.cache/doc-examples');
    rmSync(folder, { recursive: true, force: true });
    for (const { name, target } of programs) {
      await emitModules(root, { target, out: join(folder, name, 'gen') });
    }
    for (const [index, { entry, symbol, code }] of examples.entries()) {
      const program = programs.find((one) => one.entry.test(entry))?.name ?? '';
      const name = `${entry.replace(/^@org\//, '')}-${symbol}-${index}`.replaceAll(/[^\w.-]/g, '-');
      writeFileSync(join(folder, program, `${name}.ts`), `${code}\nexport {};\n`);
    }
    const problems = [];
    for (const { name, lib, types } of programs) {
      problems.push(...(await compile(root, join(folder, name), { lib, types })));
    }
    if (examples.length === 0) problems.push('no example was found');
    return { problems, read: `${examples.length} examples` };
  },
};

/**
 * @param {string} root
 * @param {{ target: string, out: string }} options
 */
async function emitModules(root, { target, out }) {
  const args = ['generate', wit, '--target', target, '--rpc', '--out', out];
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
