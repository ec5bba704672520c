import { kv, WajsError, type KvPage } from '@org/wajs';
import { Problem } from './problem.js';
import type { Signature } from './signature.js';

/** A signature as it is kept. */
export interface Entry extends Signature {
  readonly id: string;
  /** When it was signed, as an ISO 8601 date. */
  readonly at: string;
}

/** Some entries, newest first. */
export interface EntryPage {
  readonly entries: readonly Entry[];
  /** Give it back for older entries; null on the last page. */
  readonly cursor: string | null;
}

const entries = kv.open('entries');
const statistics = kv.open('statistics');
const prefix = 'entry:';
const thirtyDays = 30 * 24 * 60 * 60;
/** Later than any date of ours. Keys hold the time until then, so that byte order is newest first. */
const endOfTime = 10 ** 14;

/** Keeps a signature for thirty days. */
export async function addEntry(signature: Signature, from: 'form' | 'json'): Promise<Entry> {
  const now = Date.now();
  const id = `${String(endOfTime - now).padStart(14, '0')}-${crypto.randomUUID()}`;
  const entry = { id, ...signature, at: new Date(now).toISOString() };
  await entries.put(prefix + id, entry, { ttl: thirtyDays, metadata: { from } });
  return entry;
}

/** How many times the book was signed, ever: entries go after thirty days, the number stays. */
export async function countSignatures(): Promise<number> {
  return Number((await statistics.get('signed', 'text')) ?? 0);
}

/** Counts one more signature. */
export async function recordSignature(): Promise<number> {
  return statistics.increment('signed');
}

/**
 * A page of entries, newest first: one call for its keys, and one for all of its values.
 * @throws {Problem} 400, where the cursor is none of ours.
 */
export async function listEntries(cursor: string | null, limit: number): Promise<EntryPage> {
  const page = await listKeys(cursor, limit);
  return { entries: await readEntries(page), cursor: page.cursor ?? null };
}

/** All entries, newest first, as lines of JSON. They are read while the client takes them. */
export function exportEntries(): ReadableStream<Uint8Array> {
  return ReadableStream.from(readLines());
}

async function* readLines(): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const page of entries.list({ prefix }).pages()) {
    for (const entry of await readEntries(page)) {
      yield encoder.encode(`${JSON.stringify(entry)}\n`);
    }
  }
}

async function listKeys(cursor: string | null, limit: number): Promise<KvPage> {
  try {
    return await entries.list({ prefix, limit, cursor: cursor ?? undefined }).page();
  } catch (error) {
    const wrong = cursor !== null && error instanceof WajsError && error.code === 'invalid';
    throw wrong ? new Problem(400, `"cursor" is "${cursor}"; give one of a listing`) : error;
  }
}

/** The values of a page. One can have gone since the page was read: its thirty days may be over. */
async function readEntries({ keys }: KvPage): Promise<Entry[]> {
  const found = await entries.batch<Entry>(
    keys.map(({ key }) => key),
    'json',
  );
  return found.filter((entry) => entry !== null);
}
