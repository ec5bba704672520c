import { expect, it } from 'vitest';
import { askUntil, countOutcomes, outcomeOf, startSubject } from './subject.js';

/** A throw, a stack without end, memory without end, and a loop without end. */
const faults = ['/throw', '/recurse', '/memory', '/loop'];

it.each(['0', '2'])(
  'faults of a guest cost their own requests alone, on %s threads',
  async (threads) => {
    const subject = await startSubject({ flags: ['--threads', threads] });
    const makeFaults = async (): Promise<void> => {
      for (const path of faults) {
        let isOver = false;
        const good = askUntil(`${subject.url}/fine`, 3, () => isOver);
        const bad = await outcomeOf(subject.url + path);
        isOver = true;
        expect(bad, path).toBe('500');
        expect(Object.keys(countOutcomes(await good)), path).toEqual(['200 fine']);
      }
    };
    await makeFaults();
    const base = await subject.held();
    await makeFaults();
    await makeFaults();
    await subject.expectRecovery(base);
  },
);
