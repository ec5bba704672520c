import { Child } from '../child.mjs';

/** A process each: more rounds would say no more. */
const mostRounds = 3;

/**
 * Memory of a process as it grows.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
    const child = new Child('processes/memory.mjs', [folder], ['--expose-gc']);
    try {
      add('memory.function', (await child.ask('functions')) / 1e3);
      const { bytes, fresh } = await child.ask('instances');
      add('memory.instance', bytes / 1e3);
      add('call.fresh', fresh);
    } finally {
      await child.stop();
    }
  }
}
