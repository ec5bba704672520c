import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../child.mjs';
import { findPeerServers, PeerServer } from '../peer-server.mjs';

const warmUpMs = 3000;
const roundMs = 1000;

/**
 * Requests per second of the server's CPU, each candidate in turn in every round.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add, miss }) {
  const kinds = ['node-http', 'restored', 'warm', 'as', 'as-warm'];
  if (existsSync(join(folder, 'jco'))) kinds.push('jco');
  const client = new Child('processes/load-client.mjs');
  /** @type {{ kind: string, child: Child | PeerServer }[]} */
  const candidates = kinds.map((kind) => ({
    kind,
    child: new Child('processes/server.mjs', [kind, folder]),
  }));
  for (const [kind, command] of Object.entries(findPeerServers(folder))) {
    candidates.push({ kind, child: new PeerServer(command) });
  }
  try {
    /** @type {{ kind: string, child: Child | PeerServer, url: string }[]} */
    const servers = [];
    for (const { kind, child } of candidates) {
      try {
        const url = await child.ask('listen');
        await client.ask('run', { url, milliseconds: warmUpMs });
        servers.push({ kind, child, url });
      } catch (error) {
        miss(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
        await child.stop();
      }
    }
    for (let round = 0; round < rounds; round++) {
      let bare = Number.NaN;
      for (const { kind, child, url } of servers) {
        const before = await child.ask('cpu');
        const requests = await client.ask('run', { url, milliseconds: roundMs });
        const rate = requests / ((await child.ask('cpu')) - before);
        add(`rate.${kind}`, rate);
        if (kind === 'node-http') bare = rate;
        else add(`ratio.${kind}`, rate / bare);
      }
    }
  } finally {
    await Promise.all([client, ...candidates.map(({ child }) => child)].map((one) => one.stop()));
  }
}
