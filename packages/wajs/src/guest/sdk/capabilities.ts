/**
 * Interfaces that a function may need without importing anything: what the globals (`fetch`, timers,
 * `console`, `crypto`) and streamed bodies call.
 */
export const AMBIENT_CAPABILITIES: readonly string[] = [
  'wajs:platform/http@0.1.0',
  'wajs:platform/logging@0.1.0',
  'wajs:platform/clock@0.1.0',
  'wajs:platform/random@0.1.0',
];

/** The interfaces that each public export of `@org/wajs` needs beyond those. */
export const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  Secret: ['wajs:platform/config@0.1.0'],
  ResultError: [],
  WajsError: [],
  KvBucket: ['wajs:platform/kv@0.1.0'],
  addEventListener: [],
  cache: ['wajs:platform/cache@0.1.0'],
  config: ['wajs:platform/config@0.1.0'],
  createHandler: [],
  createRpcHandler: [],
  kv: ['wajs:platform/kv@0.1.0'],
  log: [],
  rpc: ['wajs:platform/rpc@0.1.0'],
  run: [],
  serveRpc: [],
};
