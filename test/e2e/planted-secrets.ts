const start = 's3cr3t-';

/** The secret of a request, as it is planted. */
export const secretOf = (number: number): string => `${start}${number}-${'0123456789'.repeat(3)}`;

/**
 * What is looked for first: Node finds less than eight bytes by its C library, and more by a search of its
 * own, which takes eighty times as long (1.7 ms for 2.3 MB).
 */
const encodings = [
  { encoding: 'latin1', needle: Buffer.from(start, 'latin1') },
  { encoding: 'utf16le', needle: Buffer.from(start.slice(0, 3), 'utf16le') },
] as const;
const pattern = new RegExp(`^${start}(\\d+)-`);

/** Numbers of the requests whose secrets are anywhere in a memory, as text of one or two bytes a character. */
export function secretsIn(buffer: ArrayBuffer): Set<number> {
  const bytes = Buffer.from(buffer);
  const numbers = new Set<number>();
  for (const { encoding, needle } of encodings) {
    const length = (start.length + 8) * (encoding === 'latin1' ? 1 : 2);
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      // Without a number it is the word that the function itself looks for.
      const found = pattern.exec(bytes.toString(encoding, at, at + length));
      if (found !== null) numbers.add(Number(found[1]));
    }
  }
  return numbers;
}
