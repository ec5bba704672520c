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
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
await bundleCommand(join(dist, 'cli/main.js'));
chmodSync(join(dist, 'cli/main.js'), 0o755);

copyWasmTools(join(dist, 'wit/wasm-tools'));

cpSync(join(root, '../../wit'), join(dist, 'wit-contract'), { recursive: true });

/**
 * Makes few modules of the command: to find, read and compile 300, and commander's, takes a third of the
 * time that `generate` needs beside the start of Node. What a command loads on demand stays apart.
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
  const commander = dirname(require.resolve('commander'));
  await build({
    entryPoints: [file],
    outdir: folder,
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Of other people's modules commander alone is needed each time. It is CommonJS.
    external: [...Object.keys(manifest.dependencies), 'lmdb'].filter((one) => one !== 'commander'),
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [places],
  });
  copyFileSync(join(commander, 'LICENSE'), join(folder, 'LICENSE-commander'));
}

function copyWasmTools(folder) {
  const jco = dirname(dirname(require.resolve('@bytecodealliance/jco-transpile/wasm-tools')));
  const name = 'wasm-tools.core.wasm';
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(jco, 'vendor', name), join(folder, name));
  copyFileSync(join(jco, 'LICENSE'), join(folder, 'LICENSE'));
  const { version } = JSON.parse(readFileSync(join(jco, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'NOTICE'), notice(version));
}

function notice(version) {
  return [
    'This folder holds a part of this work of the Bytecode Alliance, unchanged:',
    `  @bytecodealliance/jco-transpile ${version} (wasm-tools, compiled to WebAssembly)`,
    'Licence: Apache-2.0 WITH LLVM-exception, in the file LICENSE.',
    '',
  ].join('\n');
}
