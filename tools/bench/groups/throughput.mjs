import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../child.mjs';

const warmUpMs = 4000;
const roundMs = 1000;

/**
 * Requests per second of the server's CPU, each candidate in turn in every round.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const kinds = ['node-http', 'restored', 'warm'];
  if (existsSync(join(folder, 'jco'))) kinds.push('jco');
  const client = new Child('processes/load-client.mjs');
  const servers = kinds.map((kind) => ({
    kind,
    child: new Child('processes/server.mjs', [kind, folder]),
  }));
  try {
    const urls = new Map();
    for (const { kind, child } of servers) urls.set(kind, await child.ask('listen'));
    for (const { kind } of servers) {
      await client.ask('run', { url: urls.get(kind), milliseconds: warmUpMs });
    }
    for (let round = 0; round < rounds; round++) {
      let bare = Number.NaN;
      for (const { kind, child } of servers) {
        const before = await child.ask('cpu');
        const requests = await client.ask('run', { url: urls.get(kind), milliseconds: roundMs });
        const rate = requests / ((await child.ask('cpu')) - before);
        add(`rate.${kind}`, rate);
        if (kind === 'node-http') bare = rate;
        else add(`ratio.${kind}`, rate / bare);
      }
    }
  } finally {
    await Promise.all([client, ...servers.map(({ child }) => child)].map((child) => child.stop()));
  }
}
