/** Most characters of a message and of a file's name: the guest says how long they are. */
const MOST_CHARACTERS = 500;

/**
 * Why a guest aborted, as it says itself at an address: a message and a place. Undefined where it says
 * nothing, or nothing that lies within its memory. It is for the host's log only.
 */
export function abortReason(memory: ArrayBufferLike, address: number): string | undefined {
  if (!(address >= 0 && address + 24 <= memory.byteLength)) return undefined;
  const view = new DataView(memory);
  const [message, messageBytes, file, fileBytes, line, column] = [0, 4, 8, 12, 16, 20].map(
    (offset) => view.getUint32(address + offset, true),
  ) as [number, number, number, number, number, number];
  const said = text(memory, message, messageBytes);
  const place = text(memory, file, fileBytes);
  if (said === '' && place === '') return undefined;
  const reason = said === '' ? 'it aborted' : said;
  return place === '' ? reason : `${reason} (${place}:${line}:${column})`;
}

/** A text in UTF-16, without what a terminal obeys; empty where it does not lie within the memory. */
function text(memory: ArrayBufferLike, address: number, bytes: number): string {
  const length = Math.min(bytes >>> 1, MOST_CHARACTERS);
  if (address === 0 || address + length * 2 > memory.byteLength) return '';
  return new TextDecoder('utf-16le')
    .decode(new Uint8Array(memory, address, length * 2))
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')
    .trim();
}
