// Serves what a store says that takes its time, in a process of its own:
// `waiting-server.mjs <node-http|stack-switching|asyncify|thread> <folder>`.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHost } from '@org/host-bindings';
import { serve } from '@org/host-bindings/node';
import { answerParent } from '../child.mjs';
import { listenBare } from '../node-http.mjs';

/** What the store takes. */
const waitMs = 5;
/** As many as there are requests at once. */
const instances = 100;

const [kind = '', folder = ''] = process.argv.slice(2);
const greeting = new TextEncoder().encode('Hello, world!\n');

/** @type {() => Promise<Uint8Array>} */
const read = () => sleep(waitMs, greeting);

/** @returns {Promise<string>} */
async function listen() {
  if (kind === 'node-http') return listenBare((send) => void read().then(send));
  const kv = { get: async () => ({ value: await read(), version: '1' }) };
  const host = createHost({
    providers: /** @type {import('@org/host-bindings').Providers} */ (
      /** @type {unknown} */ ({ kv })
    ),
    policy: { interfaces: ['kv'] },
    waits: /** @type {import('@org/host-bindings').WaitMechanism} */ (kind),
    instances: { maximum: instances },
  });
  const { url } = await serve(await host.load(join(folder, 'as-waiting.wasm')), { port: 0 });
  return url;
}

answerParent({
  listen,
  /** Seconds of CPU so far, of all threads. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  /** Bytes of memory that the process has. */
  memory: () => process.memoryUsage().rss,
});
