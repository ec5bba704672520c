import { Child } from '../child.mjs';

const connections = 100;
const warmUpMs = 2000;
const roundMs = 1000;
/** By which a guest can wait here, beside the server without one. */
const kinds = [
  'node-http',
  'asyncify',
  ...('Suspending' in WebAssembly ? ['stack-switching'] : []),
  'thread',
];

/**
 * Many requests at once, each of which waits for the same time, to each server in turn in every round.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const client = new Child('processes/load-client.mjs');
  const servers = kinds.map((kind) => ({
    kind,
    child: new Child('processes/waiting-server.mjs', [kind, folder]),
  }));
  try {
    /** @type {Map<string, string>} */
    const urls = new Map();
    for (const { kind, child } of servers) {
      const url = await child.ask('listen');
      urls.set(kind, url);
      const before = await child.ask('memory');
      await client.ask('run', { url, connections, milliseconds: warmUpMs });
      const grown = (await child.ask('memory')) - before;
      add(`wait-memory.${kind}`, grown / connections / 1024);
    }
    for (let round = 0; round < rounds; round++) {
      let bare = Number.NaN;
      for (const { kind, child } of servers) {
        const before = await child.ask('cpu');
        const started = performance.now();
        const url = urls.get(kind);
        const requests = await client.ask('run', { url, connections, milliseconds: roundMs });
        add(`wait-rate.${kind}`, requests / ((performance.now() - started) / 1000));
        const rate = requests / ((await child.ask('cpu')) - before);
        if (kind === 'node-http') bare = rate;
        else add(`wait-ratio.${kind}`, rate / bare);
      }
    }
  } finally {
    await Promise.all([client, ...servers.map(({ child }) => child)].map((one) => one.stop()));
  }
}
