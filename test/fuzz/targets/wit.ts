import { checkWit } from '../check-wit.js';

/** What jazzer.js calls with bytes of its choice: `npm run fuzz -- wit`. */
export async function fuzz(data: Buffer): Promise<void> {
  await checkWit(data.toString('utf8'));
}
