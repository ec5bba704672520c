// Serves dist/ as any web server would: no function runs here.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/service-worker.js': ['service-worker.js', 'text/javascript; charset=utf-8'],
  '/engine.wasm': ['engine.wasm', 'application/wasm'],
  '/notes.wajs': ['notes.wajs', 'application/octet-stream'],
};

const server = createServer(async (request, response) => {
  const file = new Map(Object.entries(files)).get(request.url ?? '');
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const [name, type] = file;
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  response.end(await readFile(new URL(`dist/${name}`, import.meta.url)));
});

server.listen(Number(process.env.PORT ?? 8787), '127.0.0.1', () => {
  console.log(`notes at http://127.0.0.1:${server.address().port}`);
});
