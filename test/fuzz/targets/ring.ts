import { checkRing } from '../check-ring.js';

/** What jazzer.js calls with bytes of its choice: `npm run fuzz -- ring`. */
export async function fuzz(data: Buffer): Promise<void> {
  await checkRing(data);
}
