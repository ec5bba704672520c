import { list } from '../gen/kv.js';
import { assertServing } from './serving.js';
import { decodeJson } from './stored-value.js';

/** The most keys that one page has. */
const PAGE_SIZE = 1000;

/** Which keys to list. */
export interface KvListOptions {
  /** What the keys start with. */
  readonly prefix?: string | undefined;
  /** The most keys that are listed, and that a page has; all without it. */
  readonly limit?: number | undefined;
  /** Where an earlier page ended; opaque. */
  readonly cursor?: string | undefined;
}

/** What a listing says of a key. */
export interface KvKey {
  /** Key. */
  readonly key: string;
  /** What was stored beside the value; undefined where nothing was. */
  readonly metadata: any;
  /** When the entry goes, in milliseconds since 1970; undefined where it stays. */
  readonly expires: number | undefined;
}

/** Some keys of a listing. */
export interface KvPage {
  /** The keys. */
  readonly keys: KvKey[];
  /** Give it to `list` to read on; undefined on the last page. */
  readonly cursor: string | undefined;
}

/** The keys of a bucket: iterate over them, or over their pages. */
export class KvList implements AsyncIterable<KvKey> {
  readonly #bucket: string;
  readonly #options: KvListOptions;

  /** @internal */
  constructor(bucket: string, options: KvListOptions = {}) {
    this.#bucket = bucket;
    this.#options = options;
  }

  /** The first page: up to `limit` keys, from `cursor` on. */
  page(): Promise<KvPage> {
    assertServing('kv.list');
    return this.#fetch(this.#options.cursor, this.#options.limit ?? PAGE_SIZE);
  }

  /** The pages in order; one that nobody asks for is not fetched. */
  async *pages(): AsyncGenerator<KvPage, void, undefined> {
    let left = this.#options.limit ?? Infinity;
    let { cursor } = this.#options;
    while (left > 0) {
      const page = await this.#fetch(cursor, left);
      yield page;
      left -= page.keys.length;
      cursor = page.cursor;
      if (cursor === undefined) return;
    }
  }

  /** The keys in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<KvKey, void, undefined> {
    for await (const page of this.pages()) yield* page.keys;
  }

  async #fetch(cursor: string | undefined, limit: number): Promise<KvPage> {
    const prefix = this.#options.prefix ?? '';
    const page = await list(this.#bucket, prefix, cursor, Math.min(limit, PAGE_SIZE));
    return {
      keys: page.keys.map(({ key, metadata, expires }) => ({
        key,
        metadata: metadata && decodeJson(metadata),
        expires,
      })),
      cursor: page.cursor,
    };
  }
}
