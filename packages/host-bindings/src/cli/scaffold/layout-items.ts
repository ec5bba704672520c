/** A list between two texts. */
export interface ItemLayout {
  /** Text before the list, moved in as far as it belongs. */
  readonly before: string;
  readonly items: readonly string[];
  readonly after: string;
  /** Whether there are blanks inside of the marks on one line. */
  readonly padded?: boolean;
}

/** Most columns of a line. */
const columns = 100;

/** A list on one line where it fits, else one item a line. */
export function layoutItems({ before, items, after, padded = false }: ItemLayout): string[] {
  const blank = padded ? ' ' : '';
  const line = `${before}${blank}${items.join(', ')}${blank}${after}`;
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(before)![0];
  return [before, ...items.map((one) => `${indent}  ${one},`), `${indent}${after}`];
}
