import type { Awaitable, CallContext } from '../codegen-v1/index.js';
import type { Entry, Item, Kv, Page, PutOptions } from '../contract/gen/kv.js';
import { answersAtOnce, doesAnswerAtOnce } from '../contract/answers-at-once.js';
import type { Limits } from '../contract/limits.js';
import { usagesOf } from './call.js';
import { countUse } from './request-usage.js';

/** Holds requests to `kvOperations`, whatever the provider. */
export function limitKv(provider: Kv, limits: Limits): Kv {
  const limited = new LimitedKv(provider, limits);
  return doesAnswerAtOnce(provider) ? answersAtOnce(limited) : limited;
}

/** Written out: with rest parameters the guard would take longer than a read from memory. */
class LimitedKv implements Kv {
  readonly #provider: Kv;
  readonly #limits: Limits;

  constructor(provider: Kv, limits: Limits) {
    this.#provider = provider;
    this.#limits = limits;
  }

  get(bucket: string, key: string, call: CallContext): Awaitable<Entry | undefined> {
    this.#count(call);
    return this.#provider.get(bucket, key, call);
  }

  put(
    bucket: string,
    key: string,
    value: Uint8Array,
    options: PutOptions,
    call: CallContext,
  ): Awaitable<string> {
    this.#count(call);
    return this.#provider.put(bucket, key, value, options, call);
  }

  delete(bucket: string, key: string, call: CallContext): Awaitable<void> {
    this.#count(call);
    return this.#provider.delete(bucket, key, call);
  }

  exists(bucket: string, key: string, call: CallContext): Awaitable<boolean> {
    this.#count(call);
    return this.#provider.exists(bucket, key, call);
  }

  list(
    bucket: string,
    prefix: string,
    cursor: string | undefined,
    limit: number,
    call: CallContext,
  ): Awaitable<Page> {
    this.#count(call);
    return this.#provider.list(bucket, prefix, cursor, limit, call);
  }

  compareAndSet(
    bucket: string,
    key: string,
    value: Uint8Array,
    version: string | undefined,
    options: PutOptions,
    call: CallContext,
  ): Awaitable<string> {
    this.#count(call);
    return this.#provider.compareAndSet(bucket, key, value, version, options, call);
  }

  increment(bucket: string, key: string, delta: number, call: CallContext): Awaitable<number> {
    this.#count(call);
    return this.#provider.increment(bucket, key, delta, call);
  }

  getMany(bucket: string, keys: string[], call: CallContext): Awaitable<Array<Entry | undefined>> {
    this.#count(call);
    return this.#provider.getMany(bucket, keys, call);
  }

  putMany(bucket: string, items: Item[], call: CallContext): Awaitable<string[]> {
    this.#count(call);
    return this.#provider.putMany(bucket, items, call);
  }

  #count(call: CallContext): void {
    const usages = usagesOf(call);
    if (usages !== undefined) countUse(usages, 'kvOperations', this.#limits);
  }
}
