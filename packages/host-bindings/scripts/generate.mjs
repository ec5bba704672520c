// Emits the host side of the contract from wit/, and its reference pages. With --check, compares
// instead of writing.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFromSource } from './run-from-source.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wit = join(root, '../../wit');
const rest = process.argv.slice(2);

const host = ['--world', 'service', 'engine', '--target', 'ts-host'];
const hostFolder = [
  '--codegen',
  '../../codegen-v1/index.js',
  '--out',
  join(root, 'src/contract/gen'),
];
const pages = ['--world', ...readWorlds(), '--target', 'markdown'];
const pagesFolder = ['--out', join(root, '../../docs/reference')];

const codes = [
  await runFromSource(['generate', wit, ...host, ...hostFolder, ...rest]),
  await runFromSource(['generate', wit, ...pages, ...pagesFolder, ...rest]),
];
process.exitCode = Math.max(...codes);

/** Every world of the contract, those for authors first. */
function readWorlds() {
  const text = readFileSync(join(wit, 'worlds.wit'), 'utf8');
  const names = [...text.matchAll(/^world ([a-z0-9-]+)/gm)].map(([, name = '']) => name);
  return names.toSorted((a, b) => Number(a.startsWith('ring')) - Number(b.startsWith('ring')));
}
