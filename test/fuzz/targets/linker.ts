import { checkLinker } from '../check-linker.js';

/** What jazzer.js calls with bytes of its choice: `npm run fuzz -- linker`. */
export function fuzz(data: Buffer): void {
  checkLinker(data);
}
