import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

/** What a site serves, by path. */
export type SiteFiles = Readonly<Record<string, string | Uint8Array>>;

/** Answers what is no file; false where it does not know the path. */
export type SiteRoutes = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A site on a free port of loopback, where browsers take it for a secure context. */
export interface Site extends AsyncDisposable {
  readonly origin: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wajs': 'application/octet-stream',
};

/** Serves files, and what else the routes answer. */
export async function openSite(files: SiteFiles, routes: SiteRoutes = () => false): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) {
      if (!routes(request, response)) response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
