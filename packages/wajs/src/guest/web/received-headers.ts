import { Headers } from './headers.js';
import { textCodec } from './utf8.js';

/** A header field as it came over the wire. */
export interface ReceivedHeader {
  /** Name, in any case. */
  readonly name: string;
  /** Value: octets, not text. */
  readonly value: Uint8Array;
}

/** The headers of a message that has been received. */
export function receiveHeaders(fields: readonly ReceivedHeader[]): Headers {
  const flat: string[] = [];
  for (const field of fields) {
    flat.push(field.name.toLowerCase(), textCodec.decodeLatin1(field.value));
  }
  return Headers.received(flat);
}
