/** Most columns of a line of emitted code. */
export const COLUMNS = 100;

/** Lines, each moved `levels` levels (of two blanks) to the right. Empty lines stay empty. */
export function indent(lines: readonly string[], levels = 1): string[] {
  const blank = '  '.repeat(levels);
  return lines.map((line) => (line === '' ? '' : blank + line));
}

/** What `layoutList` prints. */
export interface ListLayout {
  /** Text before the list, with the opening mark: `get(`. */
  readonly before: string;
  /** The items. */
  readonly items: readonly string[];
  /** Text after the list, with the closing mark: `): void {`. */
  readonly after: string;
  /** Blanks inside the marks when all is on one line, as in `{ a, b }`. */
  readonly padded?: boolean;
  /** Levels that the text will be moved to the right afterwards. */
  readonly level?: number;
}

/** A list on one line where it fits, else one item a line with a comma after each. */
export function layoutList({
  before,
  items,
  after,
  padded = false,
  level = 0,
}: ListLayout): string[] {
  const blank = padded && items.length > 0 ? ' ' : '';
  const line = `${before}${blank}${items.join(', ')}${blank}${after}`;
  const isFlat = !items.some((item) => item.includes('\n'));
  if (isFlat && (items.length === 0 || level * 2 + line.length <= COLUMNS)) return [line];
  const broken = items.flatMap((item) => indent(`${item},`.split('\n')));
  return [before, ...broken, after];
}

/** A string as a literal of TypeScript, in single quotes. */
export function quote(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'");
  return `'${body.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}'`;
}
