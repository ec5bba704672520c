import {
  ErrorCode,
  kv,
  KvListOptions,
  KvPage,
  Pending,
  Result,
  parseJson,
  randomUUID,
  toJson,
  utf8,
} from '@org/assemblyscript-sdk';
import { Signature } from './signature';

/** A signature as it is kept. */
@json
export class Entry {
  id: string = '';
  name: string = '';
  message: string = '';
  /** When it was signed, as an ISO 8601 date. */
  at: string = '';
}

/** Some entries, newest first. */
@json
export class EntryPage {
  entries: Array<Entry> = [];
  /** Give it back for older entries; null on the last page. */
  cursor: string | null = null;
}

const entries = kv.open('entries');
const statistics = kv.open('statistics');
const prefix = 'entry:';
const thirtyDays = 30 * 24 * 60 * 60;
/** Later than any date of ours. Keys hold the time until then, so that byte order is newest first. */
const endOfTime: i64 = 100_000_000_000_000;

/** Keeps a signature for thirty days. */
export function addEntry(signature: Signature, from: string): Entry {
  const now = Date.now();
  const id = (endOfTime - now).toString().padStart(14, '0') + '-' + randomUUID();
  const entry: Entry = {
    id,
    name: signature.name,
    message: signature.message,
    at: new Date(now).toISOString(),
  };
  const metadata = '{"from":"' + from + '"}';
  entries.put(prefix + id, entry, { ttl: thirtyDays, metadata }).expect('keep the entry');
  return entry;
}

/** Asks how many times the book was signed, ever: entries go after thirty days, the number stays. */
export function countSignatures(): Pending<string | null> {
  return statistics.getTextAsync('signed');
}

/** The number that was asked for. */
export function countOf(text: Result<string | null>): i32 {
  const count = text.expect('count the signatures');
  return count === null ? 0 : I32.parseInt(count);
}

/** Counts one more signature. */
export function recordSignature(): f64 {
  return statistics.increment('signed').expect('count the signature');
}

/**
 * A page of entries, newest first: one call for its keys, and one for all of its values. Null where the
 * cursor is none of ours.
 */
export function listEntries(cursor: string | null, limit: i32): EntryPage | null {
  const options: KvListOptions = { prefix, limit, cursor };
  const page = entries.list(options).page();
  if (page.isErr && cursor !== null && page.error.code == ErrorCode.Invalid) return null;
  const keys = page.expect('list the entries');
  return { entries: readEntries(keys), cursor: keys.cursor };
}

/** All entries, newest first, as lines of JSON. */
export function exportEntries(): string {
  const list = entries.list({ prefix, limit: 0, cursor: null });
  let lines = '';
  while (true) {
    const page = list.page().expect('list the entries');
    const found = readEntries(page);
    for (let index = 0; index < found.length; index++) lines += toJson(found[index]) + '\n';
    if (page.cursor === null) return lines;
  }
}

/** The values of a page. One can have gone since the page was read: its thirty days may be over. */
function readEntries(page: KvPage): Array<Entry> {
  const names = page.keys.map<string>((one) => one.key);
  const values = entries.getMany(names).expect('read the entries');
  const found: Entry[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value !== null) found.push(parseJson<Entry>(utf8.decode(value)).expect('read an entry'));
  }
  return found;
}
