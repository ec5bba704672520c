// Emits the guest side of the contract from wit/. With --check, compares instead of writing.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFromSource } from '../../host-bindings/scripts/run-from-source.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

process.exitCode = await runFromSource([
  'generate',
  join(root, '../../wit'),
  '--world',
  'service',
  '--target',
  'as-guest',
  '--codegen',
  '../codegen-v1',
  '--out',
  join(root, 'assembly/gen'),
  ...process.argv.slice(2),
]);
