import { Child } from '../child.mjs';

/** A process each: more rounds would say no more. */
const mostRounds = 3;
const counts = [1, 100, 1000];

/**
 * Memory of a process as it grows.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, rounds, add }) {
  const inProcess = async (
    /** @type {string} */ question,
    /** @type {number | undefined} */ detail,
  ) => {
    const child = new Child('processes/memory.mjs', [folder], ['--expose-gc']);
    try {
      return (await child.ask(question, detail)) / 1e3;
    } finally {
      await child.stop();
    }
  };
  for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
    add('memory.function', await inProcess('functions', undefined));
    for (const count of counts) {
      add(`memory.js-${count}`, await inProcess('instances', count));
      add(`memory.as-${count}`, await inProcess('compiled', count));
    }
  }
}
