import { checkLift } from '../check-lift.js';

/** What jazzer.js calls with bytes of its choice: `npm run fuzz -- lift`. */
export function fuzz(data: Buffer): void {
  checkLift(data);
}
