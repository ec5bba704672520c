import { asList, ByteParts, type Bytes, DecodeError } from '../codegen-v1/index.js';
import type { Crossing } from '../contract/gen/ring.js';

/** What the payload of a completion is (wit/ring.wit, `submit`). */
export const outcome = { value: 0, failed: 1, stored: 2 } as const;

/** One hostcall of a batch. */
export interface Submission {
  readonly event: number;
  readonly provider: number;
  readonly payload: Uint8Array;
  readonly text: string;
}

/** The end of one hostcall. */
export interface Completion {
  readonly event: number;
  readonly outcome: number;
  readonly payload: Bytes;
  readonly text: string;
}

/** Bytes of an entry's head: four u32, little-endian. */
const headLength = 16;
const nothing: Crossing = { bytes: new Uint8Array(0), text: '' };

/**
 * Takes a batch apart. The bytes are a copy of the guest's, so nothing changes between check and use.
 *
 * @throws {DecodeError} where an entry is cut off.
 */
export function readSubmissions(bytes: Uint8Array, text: string): Submission[] {
  const entries: Submission[] = [];
  let textAt = 0;
  for (let at = 0; at < bytes.length;) {
    const start = at + headLength;
    if (start > bytes.length) throw cutOff();
    const end = start + loadWord(bytes, at + 8);
    const textEnd = textAt + loadWord(bytes, at + 12);
    if (end > bytes.length || textEnd > text.length) throw cutOff();
    entries.push({
      event: loadWord(bytes, at),
      provider: loadWord(bytes, at + 4),
      payload: bytes.subarray(start, end),
      text: textEnd - textAt === text.length ? text : text.substring(textAt, textEnd),
    });
    at = start + padded(end - start);
    textAt = textEnd;
  }
  return entries;
}

/** Puts completions together for one crossing. Payloads in parts are copied only once it is made. */
export function writeCompletions(completions: readonly Completion[]): Crossing {
  if (completions.length === 0) return nothing;
  let length = 0;
  for (const { payload } of completions) {
    const skipped = payload instanceof ByteParts ? payload.length : 0;
    length += headLength + padded(payload.length) - skipped;
  }
  const bytes = new Uint8Array(length);
  const parts: Uint8Array[] = [];
  let text = '';
  let at = 0;
  let from = 0;
  for (const completion of completions) {
    storeWord(bytes, at, completion.event);
    storeWord(bytes, at + 4, completion.outcome);
    storeWord(bytes, at + 8, completion.payload.length);
    storeWord(bytes, at + 12, completion.text.length);
    at += headLength;
    const { payload } = completion;
    if (payload instanceof ByteParts) {
      parts.push(bytes.subarray(from, at), ...payload.parts);
      from = at;
    } else {
      bytes.set(payload, at);
      at += payload.length;
    }
    text += completion.text;
    at += padded(payload.length) - payload.length;
  }
  if (parts.length === 0) return { bytes, text };
  parts.push(bytes.subarray(from));
  return { bytes: asList(new ByteParts(parts)), text };
}

// Not by way of a DataView: most batches have one entry, and making a view costs more than it saves.

function loadWord(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  );
}

function storeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** Payloads are padded to four bytes, so that a guest can read heads as words. */
function padded(length: number): number {
  return (length + 3) & ~3;
}

function cutOff(): DecodeError {
  return new DecodeError('a batch ends inside an entry; send whole entries');
}
