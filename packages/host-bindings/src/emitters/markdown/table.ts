/**
 * A table of Markdown, with columns as wide as their cells, as formatters lay it out. Cells are Markdown of
 * one line; rows are cut or filled to the head's length.
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const cells = [head, ...rows].map((row) => head.map((_, index) => escapeCell(row[index] ?? '')));
  const widths = head.map((_, index) => {
    const most = cells.reduce((width, row) => Math.max(width, widthOf(row[index]!)), 3);
    return Math.min(most, MOST_WIDTH);
  });
  const line = (row: readonly string[]): string => {
    const padded = row.map(
      (cell, index) => cell + ' '.repeat(Math.max(0, widths[index]! - widthOf(cell))),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const [first, ...rest] = cells.map(line);
  return [first!, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest];
}

/** Most columns that cells are filled up to: a long one would multiply with the rows. */
const MOST_WIDTH = 1000;

/** Signs that take two columns where each has its own width: those of East Asia, and emoji. */
const WIDE =
  /\p{Extended_Pictographic}\uFE0F|\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/gu;

/** Columns that a text takes, as formatters count them. */
function widthOf(text: string): number {
  const plain = text.replace(WIDE, '  ').replace(/\p{Mn}/gu, '');
  return Array.from(plain).length;
}

/** A bar ends a cell even inside code, unless exactly one backslash stands before it. */
function escapeCell(text: string): string {
  return text.replace(/(?<!\\)\\*\|/g, '\\|');
}

/** A table whose last column says what things are, without that column where nothing is said. */
export function renderDocumentedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const last = head.length - 1;
  const isSilent = rows.every((row) => (row[last] ?? '') === '');
  return isSilent ? renderTable(head.slice(0, last), rows) : renderTable(head, rows);
}
