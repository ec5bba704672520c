// Builds @org/wajs: compiles the sources, then makes the universal engine from the compiled guest.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);
const compile = (config) =>
  execFileSync(process.execPath, [tsc, '-p', join(root, config)], { stdio: 'inherit' });

rmSync(join(root, 'dist'), { recursive: true, force: true });
compile('src/guest/tsconfig.build.json');
compile('tsconfig.build.json');

const { buildEngine } = await import('../dist/engine/build-engine.js');
const linked = await buildEngine({
  guest: join(root, 'dist/guest'),
  wit: join(root, '../../wit'),
  modules: join(root, 'dist/engine/modules'),
});
writeFileSync(join(root, 'dist/engine/engine.wasm'), linked);
console.log(`@org/wajs: engine of ${(linked.length / 1024).toFixed(0)} KiB`);
