/**
 * `npm run check [-- name ...]`: everything that can be said about the repository without running it.
 * Prints a line a check, the problems of those that fail, and last `N passed, N failed`.
 */
import { fileURLToPath } from 'node:url';
import { apiDocsCheck } from './checks/api-docs.mjs';
import { buildCheck } from './checks/build.mjs';
import { docExamplesCheck } from './checks/doc-examples.mjs';
import { docsLinksCheck } from './checks/docs-links.mjs';
import { filesCheck } from './checks/files.mjs';
import { formatCheck } from './checks/format.mjs';
import { generatedCheck } from './checks/generated.mjs';
import { importDirectionsCheck } from './checks/import-directions.mjs';
import { lintCheck } from './checks/lint.mjs';
import { packedTypesCheck, publishCheck } from './checks/packed.mjs';
import { pinsCheck } from './checks/pins.mjs';
import { typesCheck } from './checks/types.mjs';
import { witCheck } from './checks/wit.mjs';

/**
 * What a check found.
 * @typedef {object} Finding
 * @property {readonly string[]} problems Each one fails the check.
 * @property {readonly string[]} [warnings] Shown, but no failure.
 * @property {string} read What was looked at, for the check's line: `42 files`.
 */

/**
 * One check.
 * @typedef {object} Check
 * @property {string} name Its name on the command line and in the output.
 * @property {(root: string) => Promise<Finding>} run
 */

/** In the order in which a person wants to hear of problems; `build` comes before what reads dist/. */
/** @type {readonly Check[]} */
const checks = [
  formatCheck,
  filesCheck,
  pinsCheck,
  docsLinksCheck,
  witCheck,
  buildCheck,
  generatedCheck,
  apiDocsCheck,
  docExamplesCheck,
  lintCheck,
  typesCheck,
  importDirectionsCheck,
  publishCheck,
  packedTypesCheck,
];

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  const names = checks.map((check) => check.name).join(', ');
  console.error(`no check is called "${unknown.join('", "')}"; there are: ${names}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const check of checks) {
  if (wanted.length > 0 && !wanted.includes(check.name)) continue;
  const started = performance.now();
  const { problems, warnings = [], read } = await runCheck(check);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL';
  console.log(`${verdict} ${check.name.padEnd(18)} ${seconds.padStart(5)} s  ${read}`);
  for (const warning of warnings) console.log(`     warning: ${warning}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '     '));
  if (problems.length === 0) passed += 1;
  else failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * A check that cannot run has failed.
 * @param {Check} check
 * @returns {Promise<Finding>}
 */
async function runCheck(check) {
  try {
    return await check.run(root);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { problems: [text], read: 'could not run' };
  }
}
