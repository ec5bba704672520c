import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderCharts } from './charts.mjs';
import { renderMarkdown } from './tables.mjs';

const markers = ['<!-- bench:begin -->', '<!-- bench:end -->'];

/**
 * Writes the results where they are not checked in.
 * @param {string} root
 * @param {import('./results.mjs').Results} results
 * @returns {Promise<string>} The file.
 */
export function writeLatest(root, results) {
  return writeJson(join(root, 'bench-results/latest.json'), results);
}

/**
 * Writes the results to where they are checked in: docs/bench.json, docs/charts and
 * docs/performance.md.
 * @param {string} root
 * @param {import('./results.mjs').Results} results
 * @throws {Error} where the page has lost its markers.
 */
export async function saveToDocs(root, results) {
  const page = join(root, 'docs/performance.md');
  const text = await readFile(page, 'utf8');
  const [begin = '', end = ''] = markers;
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start < 0 || stop < start) {
    throw new Error(`"${page}" has no "${begin}" before "${end}"; put both back`);
  }
  const before = text.slice(0, start + begin.length);
  await writeFile(page, `${before}\n${renderMarkdown(results)}\n${text.slice(stop)}`);
  await writeJson(join(root, 'docs/bench.json'), results);
  const charts = join(root, 'docs/charts');
  await rm(charts, { recursive: true, force: true });
  await mkdir(charts, { recursive: true });
  for (const chart of await renderCharts(results.rows)) {
    await writeFile(join(charts, `${chart.name}.svg`), chart.text);
  }
}

/**
 * @param {string} file
 * @param {unknown} value
 */
async function writeJson(file, value) {
  await mkdir(dirname(file), { recursive: true });
  // An array of numbers on one line, as the formatter has it.
  const text = JSON.stringify(value, null, 2).replaceAll(
    /\[\s+([-\d.e+,\s]+?)\s+\]/g,
    (_, list) => {
      return `[${String(list).replaceAll(/\s+/g, ' ')}]`;
    },
  );
  await writeFile(file, `${text}\n`);
  return file;
}
