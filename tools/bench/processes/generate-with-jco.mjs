// Emits jco's host code for a component in a process of its own: `generate-with-jco.mjs <component> <file>`.
import { readFile, writeFile } from 'node:fs/promises';
import { emitWithJco } from '../jco-generator.mjs';

const [component = '', file = ''] = process.argv.slice(2);
await writeFile(file, await emitWithJco(await readFile(component)));
