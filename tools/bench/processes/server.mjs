// Serves hello in a process of its own: `server.mjs <node-http|restored|warm|as|as-warm|jco> <folder>`.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { serve } from '@org/host-bindings/node';
import { readEngine } from '@org/wajs/engine';
import { answerParent } from '../child.mjs';
import { loadJcoPeer } from '../jco-peer.mjs';

const [kind = '', folder = ''] = process.argv.slice(2);

/** @returns {Promise<string>} */
async function listen() {
  if (kind === 'node-http') return listenBare();
  const { url } = await serve(await createHandler(), { port: 0 });
  return url;
}

async function createHandler() {
  if (kind === 'jco') return (await loadJcoPeer(folder))();
  if (kind.startsWith('as')) {
    const isolation = kind === 'as-warm' ? 'shared' : 'request';
    return createHost().load(join(folder, 'as-hello.wasm'), { isolation });
  }
  const host = createHost({ engine: await readEngine() });
  return host.load(join(folder, 'hello.wajs'), {
    isolation: kind === 'warm' ? 'shared' : 'request',
  });
}

/** @returns {Promise<string>} */
function listenBare() {
  const head = { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '14' };
  const server = createServer((_request, response) => {
    response.writeHead(200, head);
    response.end('Hello, world!\n');
  });
  // As long as the host's own server keeps connections that are idle.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

answerParent({
  listen,
  /** Seconds of CPU so far, of all threads. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
});
