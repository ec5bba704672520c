// Serves hello at / and a function that never ends at /loop: `neighbour-server.mjs <process|threads> <folder>`.
import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import * as node from '@org/host-bindings/node';
import { answerParent } from '../child.mjs';
import { hostOptions } from './thread-host.mjs';

const [kind = '', folder = ''] = process.argv.slice(2);
/** How long a guest may compute: what a good request has to wait for at worst. */
const limits = { cpuKillMs: 50 };

async function createNeighboursHost() {
  if (kind === 'process') {
    const logging = { log: () => {}, enabled: () => false };
    return createHost({ ...(await hostOptions()), limits, providers: { logging } });
  }
  const { createThreadedHost } = /** @type {Record<string, any>} */ (node);
  if (createThreadedHost === undefined) throw new Error('this host has no threads');
  const host = new URL('thread-host.mjs', import.meta.url);
  return createThreadedHost({ host, limits });
}

answerParent({
  async listen() {
    const host = await createNeighboursHost();
    const [hello, loop] = await Promise.all(
      ['hello', 'loop'].map((name) => host.load(join(folder, `${name}.wajs`))),
    );
    /** @type {import('@org/host-bindings/node').Handler} */
    const handler = {
      handle: (request, options) =>
        (request.url.endsWith('/loop') ? loop : hello).handle(request, options),
    };
    const { url } = await node.serve(handler, { port: 0, onError: () => {} });
    return url;
  },
});
