// Asks for hello at a steady pace, whether answers come or not, and says how long each one took; beside
// it, when asked to, keeps a number of requests for /loop under way.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../child.mjs';

const agent = new Agent({ keepAlive: true });
/** Milliseconds between two requests. */
const pace = 5;

/**
 * The status of an answer.
 * @param {string} url
 * @returns {Promise<number | undefined>}
 */
function ask(url) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
}

answerParent({
  /**
   * Milliseconds of each good request.
   * @param {{ url: string, milliseconds: number, loops: number }} options
   */
  async run({ url, milliseconds, loops }) {
    const end = performance.now() + milliseconds;
    let looped = 0;
    const loop = async () => {
      while (performance.now() < end) {
        const status = await ask(`${url}/loop`);
        if (status === 200) throw new Error('the endless loop answered');
        looped += 1;
      }
    };
    const neighbours = Array.from({ length: loops }, loop);
    const asked = [];
    for (let at = performance.now(); at < end; at += pace) {
      await sleep(Math.max(0, at - performance.now()));
      // From when it was due: a client that is late has waited too.
      asked.push(
        ask(url).then((status) => {
          if (status !== 200) throw new Error(`hello answered ${status}`);
          return performance.now() - at;
        }),
      );
    }
    const times = await Promise.all(asked);
    await Promise.all(neighbours);
    return { times, looped };
  },
});
