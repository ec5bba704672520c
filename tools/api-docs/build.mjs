/**
 * `npm run docs -w @org/api-docs`: writes pages of every public symbol of the packages to docs/api/.
 * Exits with 1, and writes nothing, where a symbol is not documented.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentEntries } from './document-entries.mjs';
import { publicEntries } from './public-entries.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { problems, entries, symbols } = await documentEntries(publicEntries(root), {
  out: join(root, 'docs/api'),
});
for (const problem of problems) console.error(problem);
console.log(
  `docs/api: ${entries} entries with ${symbols} symbols${problems.length === 0 ? '' : `, not written: ${problems.length} problems`}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
