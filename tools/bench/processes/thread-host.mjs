// What the host of a thread is made of.
import { readEngine } from '@org/wajs/engine';

/** Options of `createHost`; a function that is stopped has nothing to log. */
export async function hostOptions() {
  const logging = { log: () => {}, enabled: () => false };
  return { engine: await readEngine(), providers: { logging } };
}
