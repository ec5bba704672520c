// Serves hello at / and a function that never ends at /loop: `neighbour-server.mjs <process|threads> <folder>`.
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { serve } from '@org/host-bindings/node';
import { createThreadedHost } from '@org/host-bindings/threads';
import { answerParent } from '../child.mjs';
import { hostOptions } from './thread-host.mjs';

const [kind = '', folder = ''] = process.argv.slice(2);
/** How long a guest may compute: what a good request has to wait for at worst. */
const limits = { cpuKillMs: 200 };

const logging = { log: () => {}, enabled: () => false };

async function createNeighboursHost() {
  if (kind === 'process') {
    return createHost({ ...(await hostOptions()), limits, providers: { logging } });
  }
  const host = new URL('thread-host.mjs', import.meta.url);
  return createThreadedHost({ host, limits, logging, threads: 2 });
}

answerParent({
  async listen() {
    const host = await createNeighboursHost();
    const hello = await host.load(join(folder, 'hello.wajs'));
    const loop = await host.load(join(folder, 'loop.wajs'));
    /** @type {import('@org/host-bindings/node').Handler} */
    const handler = {
      handle: (request, options) =>
        (request.url.endsWith('/loop') ? loop : hello).handle(request, options),
    };
    const { url } = await serve(handler, { port: 0, onError: () => {} });
    return url;
  },
});
