/** A table of Markdown. Cells are Markdown of one line; rows are cut or filled to the head's length. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${head.map((_, index) => escapeCell(cells[index] ?? '')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** A bar ends a cell even inside code, unless exactly one backslash stands before it. */
function escapeCell(text: string): string {
  return text.replace(/\\*\|/g, '\\|');
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
