// Compiles the guest in AssemblyScript to a component.
import { mkdir, writeFile } from 'node:fs/promises';
import { buildComponent } from '@org/assemblyscript-sdk/build';

const { component } = await buildComponent({ entry: 'assembly/converter.ts', wit: 'wit' });
await mkdir('dist', { recursive: true });
await writeFile('dist/converter.wasm', component);
