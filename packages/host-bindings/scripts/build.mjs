// Builds @org/host-bindings: compiles the sources, puts the part of wasm-tools that the generator needs
// beside them, and copies the contract, so that an installed package needs neither jco nor this tree.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
await bundleCommand(join(dist, 'cli/main.js'));
chmodSync(join(dist, 'cli/main.js'), 0o755);

await copyWasmTools(join(dist, 'wit/wasm-tools'));

cpSync(join(root, '../../wit'), join(dist, 'wit-contract'), { recursive: true });

/**
 * Makes one module of the command: to find, read and compile its 300 modules takes a quarter of the time
 * that `generate` needs beside the start of Node. Our own modules alone are joined.
 */
async function bundleCommand(file) {
  const folder = dirname(file);
  const places = {
    name: 'places',
    setup(bundling) {
      bundling.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        // Modules find files beside themselves, not beside the bundle.
        const place = JSON.stringify(relative(folder, path).replaceAll('\\', '/'));
        const url = `new URL(${place}, import.meta.url).href`;
        return { contents: text.replaceAll('import.meta.url', url), loader: 'js' };
      });
    },
  };
  await build({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [places],
  });
}

async function copyWasmTools(folder) {
  const jco = dirname(dirname(require.resolve('@bytecodealliance/jco-transpile/wasm-tools')));
  const vendor = join(jco, 'vendor');
  mkdirSync(folder, { recursive: true });
  // The browser's shim is enough: wasm-tools gets its input as text and never opens a file.
  await build({
    entryPoints: [join(vendor, 'wasm-tools.js')],
    outfile: join(folder, 'wasm-tools.js'),
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'browser',
    format: 'esm',
    target: 'node20',
    external: ['node:*'],
    logLevel: 'warning',
  });
  for (const name of ['wasm-tools.core.wasm', 'wasm-tools.core2.wasm']) {
    copyFileSync(join(vendor, name), join(folder, name));
  }
  copyFileSync(join(jco, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'NOTICE'), notice(jco));
}

function notice(jco) {
  const versionOf = (name) => {
    const path = name === 'jco-transpile' ? jco : join(dirname(jco), name);
    return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version;
  };
  return [
    'This folder holds a part of these works of the Bytecode Alliance, bundled and otherwise unchanged:',
    `  @bytecodealliance/jco-transpile ${versionOf('jco-transpile')} (wasm-tools, compiled to WebAssembly)`,
    `  @bytecodealliance/preview2-shim ${versionOf('preview2-shim')}`,
    'Licence: Apache-2.0 WITH LLVM-exception, in the file LICENSE.',
    '',
  ].join('\n');
}
