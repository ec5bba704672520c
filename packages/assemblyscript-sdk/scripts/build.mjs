// Builds @org/assemblyscript-sdk: compiles the build, and makes declarations for editors of what guests
// import, which is shipped as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);
const compile = (config) =>
  spawnSync(process.execPath, [tsc, '-p', join(root, config)], { encoding: 'utf8' });

rmSync(join(root, 'dist'), { recursive: true, force: true });
const built = compile('tsconfig.build.json');
process.stdout.write(built.stdout);
if (built.status !== 0) process.exit(1);

// TypeScript does not know all of AssemblyScript, and finds fault with bodies; declarations have none.
const { stdout } = compile('tsconfig.types.json');
const syntax = stdout.split('\n').filter((line) => /error TS1[01]\d\d:/.test(line));
if (syntax.length > 0 || !existsSync(join(root, 'dist/types/index.d.ts'))) {
  console.error('no declarations: TypeScript cannot read this AssemblyScript');
  console.error(syntax.length > 0 ? syntax.join('\n') : stdout);
  process.exit(1);
}
