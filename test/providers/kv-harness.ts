import { afterAll, beforeAll, expect } from 'vitest';
import type { CallContext } from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { Kv } from '../../packages/host-bindings/src/contract/gen/kv.js';

/** What the suite needs of a provider. */
export interface KvUnderTest {
  /** The provider. */
  readonly kv: Kv;
  /** A tenant's view of the same store. */
  forTenant(tenant: string): Kv;
  /** Releases what the provider holds. */
  close(): Promise<void>;
}

/** How the suite makes a provider. */
export interface KvSuiteOptions {
  /** Opens an empty store that takes the time from `now`. */
  open(now: () => number): Promise<KvUnderTest>;
  /** Whether reads must answer without a promise. */
  readonly synchronousReads: boolean;
}

/** The call that the suite makes every hostcall with. */
export const call: CallContext = {
  functionName: 'suite',
  requestId: 'request-1',
  deadline: Infinity,
  signal: new AbortController().signal,
};

const encoder = new TextEncoder();
/** UTF-8 of a text. */
export const bytes = (text: string): Uint8Array => encoder.encode(text);
/** Text of UTF-8. */
export const text = (value: Uint8Array | undefined): string | undefined =>
  value && new TextDecoder().decode(value);

/** Names that an implementation may take for something else. */
export const weirdNames = [
  '..',
  '../up',
  '/',
  '\0',
  'a\0b',
  'a\0',
  ':',
  'a:b',
  '*',
  '>',
  'a.>',
  '[a-z]',
  '{x}',
  '?',
  '%00',
  ' ',
  '\n',
  '\u{fffd}',
  '\u{ffff}',
  '\u{1f600}',
  '\u{10ffff}',
  'é',
  'e\u0301',
  '__proto__',
  'constructor',
  'toString',
  'then',
  'prototype',
  'k'.repeat(512),
];

/** A provider while its suite runs, with short forms of what the tests do most. */
export interface KvBench {
  /** The provider. */
  readonly kv: Kv;
  /** A tenant's view of the same store. */
  forTenant(tenant: string): Kv;
  /** The time that the store sees. */
  readonly now: number;
  /** Moves that time on. */
  advance(milliseconds: number): void;
  /** Name of a bucket that no test has used. */
  freshBucket(): string;
  /** Stores text. */
  put(bucket: string, key: string, value: string, ttl?: number): Promise<string>;
  /** Reads text. */
  read(bucket: string, key: string): Promise<string | undefined>;
  /** Lists all keys with a prefix, some a page. */
  listAll(bucket: string, prefix: string, limit: number): Promise<string[]>;
}

/** Opens a provider before the tests of the enclosing suite and closes it after them. */
export function useKv(options: KvSuiteOptions): KvBench {
  let now = Date.UTC(2026, 0, 1);
  let under: KvUnderTest;
  let buckets = 0;
  beforeAll(async () => {
    under = await options.open(() => now);
  });
  afterAll(() => under.close());
  return {
    get kv() {
      return under.kv;
    },
    forTenant: (tenant) => under.forTenant(tenant),
    get now() {
      return now;
    },
    advance: (milliseconds) => void (now += milliseconds),
    freshBucket: () => `bucket-${++buckets}`,
    put: async (bucket, key, value, ttl) => under.kv.put(bucket, key, bytes(value), { ttl }, call),
    read: async (bucket, key) => text((await under.kv.get(bucket, key, call))?.value),
    async listAll(bucket, prefix, limit) {
      const keys: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await under.kv.list(bucket, prefix, cursor, limit, call);
        expect(page.keys.length).toBeLessThanOrEqual(limit);
        keys.push(...page.keys.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return keys;
    },
  };
}
