// What the host of a thread is made of.
import { readEngine } from '@org/wajs/engine';

/** Options of `createHost`. */
export async function hostOptions() {
  return { engine: await readEngine() };
}
