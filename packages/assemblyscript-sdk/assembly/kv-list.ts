import * as calls from './gen/kv';
import { Result } from './result';
import { utf8 } from './utf8';
import { wellFormed } from './well-formed';

/** The most keys that one page has. */
const PAGE_SIZE: u32 = 1000;

/** Which keys to list. */
export class KvListOptions {
  /** What the keys start with; all keys without it. */
  prefix: string = '';
  /** The most keys that are listed, and that a page has; all without it. */
  limit: u32 = 0;
  /** Where an earlier page ended; opaque. */
  cursor: string | null = null;
}

/** What a listing says of a key. */
@final
export class KvKey {
  constructor(private readonly info: calls.KeyInfo) {}

  /** Key. */
  get key(): string {
    return this.info.key;
  }

  /** Text of the JSON that was stored beside the value; null where nothing was. */
  get metadata(): string | null {
    const metadata = this.info.metadata;
    return metadata === null ? null : utf8.decode(metadata);
  }

  /** When the entry goes, in milliseconds since 1970; 0 where it stays. */
  get expires(): f64 {
    return this.info.expires.or(0);
  }
}

/** Some keys of a listing. */
@final
export class KvPage {
  constructor(
    /** The keys. */
    readonly keys: Array<KvKey>,
    /** Give it to `list` to read on; null on the last page. */
    readonly cursor: string | null,
  ) {}
}

/**
 * The keys of a bucket: one after the other, or page by page.
 *
 * @example
 * const keys = kv.open('visits').list({ prefix: 'count:' });
 * for (let next = keys.next(); next.isOk && next.value !== null; next = keys.next()) {
 *   log.info(next.value!.key);
 * }
 */
@final
export class KvList {
  private prefix: string = '';
  private cursor: string | null = null;
  private left: u32 = u32.MAX_VALUE;
  private keys: Array<KvKey> = [];
  private at: i32 = 0;
  private isOver: bool = false;

  constructor(
    private readonly bucket: string,
    options: KvListOptions | null,
  ) {
    if (options !== null) {
      this.prefix = wellFormed(options.prefix);
      const cursor = options.cursor;
      if (cursor !== null) this.cursor = wellFormed(cursor);
      if (options.limit != 0) this.left = options.limit;
    }
  }

  /** The next page; one without keys once there are no more. */
  page(): Result<KvPage> {
    if (this.isOver) return Result.ok<KvPage>(new KvPage([], null));
    const limit = this.left < PAGE_SIZE ? this.left : PAGE_SIZE;
    const answer = calls.list(this.bucket, this.prefix, this.cursor, limit);
    if (answer.isErr) return Result.failed<KvPage>(answer.error);
    const infos = answer.value.keys;
    const keys = new Array<KvKey>(infos.length);
    for (let index = 0; index < infos.length; index++) {
      keys[index] = new KvKey(unchecked(infos[index]));
    }
    this.cursor = answer.value.cursor;
    this.left -= <u32>keys.length;
    this.isOver = this.cursor === null || this.left == 0;
    return Result.ok<KvPage>(new KvPage(keys, this.cursor));
  }

  /** The next key; null at the end. */
  next(): Result<KvKey | null> {
    while (this.at == this.keys.length) {
      if (this.isOver) return Result.ok<KvKey | null>(null);
      const page = this.page();
      if (page.isErr) return Result.err<KvKey | null>(page.error);
      this.keys = page.value.keys;
      this.at = 0;
    }
    return Result.ok<KvKey | null>(this.keys[this.at++]);
  }
}
