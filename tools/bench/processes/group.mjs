// Measures one group, in a process of its own: `group.mjs <name>`.
import { answerParent } from '../child.mjs';

const [name = ''] = process.argv.slice(2);

/**
 * What a group gets.
 * @typedef {object} Measuring
 * @property {string} folder Where `prepare` has put what is measured.
 * @property {number} rounds
 * @property {(id: string, sample: number) => void} add Adds a round's sample of a value.
 * @property {(reason: string) => void} miss Says what of the group could not be measured, and why.
 */

answerParent({
  async measure(/** @type {{ folder: string, rounds: number }} */ options) {
    const { measure } = await import(`../groups/${name}.mjs`);
    /** @type {Record<string, number[]>} */
    const samples = {};
    /** @type {string[]} */
    const missing = [];
    await measure({
      ...options,
      miss: (/** @type {string} */ reason) => missing.push(reason),
      add: (/** @type {string} */ id, /** @type {number} */ sample) => {
        (samples[id] ??= []).push(sample);
      },
    });
    return { samples, missing };
  },
});
