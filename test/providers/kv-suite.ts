import { describe } from 'vitest';
import { type KvSuiteOptions, useKv } from './kv-harness.js';
import { describeKvEntries } from './kv-suite-entries.js';
import { describeKvLists } from './kv-suite-lists.js';
import { describeKvNames } from './kv-suite-names.js';

/** Everything that the contract says of `kv`, over one provider. */
export function describeKv(name: string, options: KvSuiteOptions): void {
  describe(`kv in ${name}`, () => {
    const bench = useKv(options);
    describeKvEntries(bench, options);
    describeKvLists(bench);
    describeKvNames(bench);
  });
}
