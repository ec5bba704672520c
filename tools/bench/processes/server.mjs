// Serves hello in a process of its own: `server.mjs <node-http|restored|warm|as|as-warm|jco> <folder>`.
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { serve } from '@org/host-bindings/node';
import { readEngine } from '@org/wajs/engine';
import { answerParent } from '../child.mjs';
import { listenBare } from '../node-http.mjs';
import { loadJcoPeer } from '../jco-peer.mjs';

const [kind = '', folder = ''] = process.argv.slice(2);

/** @returns {Promise<string>} */
async function listen() {
  if (kind === 'node-http') return listenBare((send) => send('Hello, world!\n'));
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

answerParent({
  listen,
  /** Seconds of CPU so far, of all threads. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
});
