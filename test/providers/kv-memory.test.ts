import { createMemoryKv } from '../../packages/host-bindings/src/providers/memory/index.js';
import { describeKv } from './kv-suite.js';

describeKv('memory', {
  synchronousReads: true,
  open: async (now) => {
    const kv = createMemoryKv({ now });
    return { kv, forTenant: (tenant) => kv.forTenant(tenant), close: async () => {} };
  },
});
