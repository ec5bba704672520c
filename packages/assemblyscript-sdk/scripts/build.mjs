// Builds @org/assemblyscript-sdk: compiles the build, and makes declarations for editors of what guests
// import, which is shipped as it is.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
finishDeclarations();

/**
 * Object literals may leave out what has a default: fields of options are optional to TypeScript. Its
 * compiler does not know that of a class, and the language has no `?` for fields.
 */
function finishDeclarations() {
  const types = join(root, 'dist/types');
  for (const name of readdirSync(join(types, 'assembly')).filter((one) => one.endsWith('.d.ts'))) {
    const file = join(types, 'assembly', name);
    const source = readFileSync(join(root, 'assembly', name.replace(/\.d\.ts$/, '.ts')), 'utf8');
    let text = readFileSync(file, 'utf8');
    for (const [, option, body] of source.matchAll(
      /^export class (\w+(?:Init|Options|Item)) \{\n([^]*?)^\}/gm,
    )) {
      const defaults = [...body.matchAll(/^ {2}(\w+): .* = .*;$/gm)].map(([, field]) => field);
      const start = text.indexOf(`export declare class ${option} {`);
      const end = text.indexOf('\n}', start);
      const optional = new RegExp(`^( +)(${defaults.join('|')}):`, 'gm');
      text =
        text.slice(0, start) + text.slice(start, end).replace(optional, '$1$2?:') + text.slice(end);
    }
    writeFileSync(file, text);
  }
  for (const file of ['decorators.d.ts', 'numbers.d.ts']) {
    copyFileSync(join(root, 'types', file), join(types, file));
  }
  const index = join(types, 'index.d.ts');
  const reference =
    '/// <reference path="./decorators.d.ts" />\n/// <reference path="./numbers.d.ts" />\n';
  writeFileSync(index, reference + readFileSync(index, 'utf8'));
}
