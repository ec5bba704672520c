import { Child } from '../child.mjs';

const warmUpMs = 2000;
const roundMs = 2000;
/** More rounds would say little more, and take long. */
const mostRounds = 5;

/**
 * How long good requests take while a function beside them loops without end.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add, miss }) {
  for (const kind of ['process', 'threads']) {
    const client = new Child('processes/tail-client.mjs');
    const server = new Child('processes/neighbour-server.mjs', [kind, folder]);
    const ask = (/** @type {number} */ milliseconds, /** @type {number} */ loops) =>
      client.ask('run', { url, milliseconds, loops });
    let url = '';
    try {
      url = await server.ask('listen');
      await ask(warmUpMs, 0);
      for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
        for (const [state, loops] of /** @type {const} */ ([
          ['alone', 0],
          ['beside', 1],
        ])) {
          const { times, looped } = await ask(roundMs, loops);
          if (loops > 0 && looped === 0) throw new Error('no endless loop was stopped');
          const sorted = times.toSorted(
            (/** @type {number} */ a, /** @type {number} */ b) => a - b,
          );
          const at = (/** @type {number} */ share) =>
            sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
          add(`tail.${kind}-${state}-p50`, at(0.5));
          add(`tail.${kind}-${state}-p99`, at(0.99));
          add(`tail.${kind}-${state}-max`, at(1));
        }
      }
    } catch (error) {
      miss(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await Promise.all([client.stop(), server.stop()]);
    }
  }
}
