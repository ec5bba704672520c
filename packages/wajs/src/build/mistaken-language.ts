import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { BuildError } from './build-error.js';

/** What only AssemblyScript has: its SDK, its types of numbers, its decorators of functions. */
const marks =
  /from\s+['"]@org\/assemblyscript-sdk|[:<]\s*(?:[iu](?:8|16|32|64|size)|usize|isize|f32|f64)\b|^\s*@(?:inline|unmanaged|external)\b/m;

/**
 * What to say where an entry did not build as TypeScript and looks like AssemblyScript; undefined where it
 * does not.
 */
export function mistakenLanguage(entry: string, cause?: unknown): BuildError | undefined {
  let text: string;
  try {
    text = readFileSync(entry, 'utf8');
  } catch {
    return undefined;
  }
  if (!marks.test(text)) return undefined;
  return new BuildError(
    `"${relative(process.cwd(), entry)}" looks like AssemblyScript, and was built as TypeScript`,
    'say so in its package.json: "wajs": { "language": "assemblyscript" }',
    { cause },
  );
}
