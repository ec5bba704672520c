// Puts beside dist/notes.wajs what the browser needs to run it: the engine, the worker and the page.
import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { engineUrl } from '@org/wajs/engine';
import { build } from 'esbuild';

const at = (path) => new URL(path, import.meta.url);

await copyFile(engineUrl, at('dist/engine.wasm'));
await copyFile(at('index.html'), at('dist/index.html'));
await build({
  entryPoints: [fileURLToPath(at('worker/service-worker.ts'))],
  outfile: fileURLToPath(at('dist/service-worker.js')),
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  logLevel: 'warning',
});
