const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const columns = ['', 'measured', 'aim', 'of aim', ''];

/** @typedef {import('./results.mjs').Row} Row */
/** @typedef {import('./results.mjs').Results} Results */

/**
 * Cells of one row.
 * @param {Row} row
 */
function cellsOf({ what, unit, measured, aim, ratio, met }) {
  return [
    what,
    `${digits.format(measured)} ${unit}`,
    aim === null ? '' : digits.format(aim),
    ratio === null ? '' : ratio.toFixed(2),
    met === null ? '' : met ? 'met' : 'missed',
  ];
}

/**
 * Rows under the title of their group.
 * @param {readonly Row[]} rows
 * @returns {[title: string, rows: Row[]][]}
 */
function groupRows(rows) {
  /** @type {Map<string, Row[]>} */
  const titles = new Map();
  for (const row of rows) titles.set(row.group, [...(titles.get(row.group) ?? []), row]);
  return [...titles];
}

/**
 * The table for a terminal.
 * @param {Results} results
 */
export function renderText({ rows, missing }) {
  const table = rows.map(cellsOf);
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...table.map((cells) => cells[index]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    cells
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = groupRows(rows).flatMap(([title, own]) => [
    '',
    line([title, ...columns.slice(1)]),
    ...own.map((row) => line(cellsOf(row))),
  ]);
  const notes = missing.map((reason) => `not measured: ${reason}`);
  return [...lines, '', ...notes].join('\n').trim();
}

/**
 * The tables for docs/performance.md.
 * @param {Results} results
 */
export function renderMarkdown({ date, commit, rounds, machine, versions, rows, missing }) {
  const list = (/** @type {Record<string, string>} */ facts) =>
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join('; ');
  const row = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const tables = groupRows(rows).flatMap(([title, own]) => [
    '',
    row([title, ...columns.slice(1)]),
    '|---|--:|--:|--:|---|',
    ...own.map((one) => row(cellsOf(one))),
    '',
    `![${title}](charts/${own[0]?.name}.svg)`,
  ]);
  return [
    `Measured ${date.slice(0, 10)} at commit ${commit}; medians of ${rounds} rounds.`,
    '',
    `- Machine: ${list(machine)}`,
    `- Versions: ${list(versions)}`,
    '',
    renderMissed(rows),
    ...tables,
    ...missing.map((reason) => `\nNot measured: ${reason}`),
  ].join('\n');
}

/**
 * By how much aims are missed, in one sentence.
 * @param {readonly Row[]} rows
 */
function renderMissed(rows) {
  const aims = rows.filter(({ met }) => met !== null);
  const missed = aims.filter(({ met }) => met === false);
  const factors = missed.map(({ id, ratio }) => {
    const factor = ratio === null || ratio > 1 ? ratio : 1 / ratio;
    return `${id} (${digits.format(factor ?? Number.NaN)})`;
  });
  const met = `${aims.length - missed.length} of ${aims.length} aims are met.`;
  return factors.length === 0 ? met : `${met} Missed, by this factor: ${factors.join(', ')}.`;
}
