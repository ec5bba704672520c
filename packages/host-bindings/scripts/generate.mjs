// Emits the host side of the contract from wit/. With --check, compares instead of writing.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFromSource } from './run-from-source.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

process.exitCode = await runFromSource([
  'generate',
  join(root, '../../wit'),
  '--world',
  'service',
  'engine',
  '--target',
  'ts-host',
  '--codegen',
  '../../codegen-v1/index.js',
  '--out',
  join(root, 'src/contract/gen'),
  ...process.argv.slice(2),
]);
