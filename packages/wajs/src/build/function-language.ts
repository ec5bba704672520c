import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BuildError } from './build-error.js';

/** Languages that functions are written in. */
export const languages = ['typescript', 'assemblyscript'] as const;

/** A language that functions are written in. `typescript` stands for JavaScript too. */
export type Language = (typeof languages)[number];

/**
 * The language of an entry: what the nearest package.json above it says as `"wajs": { "language": ... }`,
 * and `typescript` where it says nothing. The file's ending does not tell: both have `.ts`.
 *
 * @throws {BuildError} where it says anything else.
 */
export function findLanguage(entry: string): Language {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return readLanguage(manifest);
    if (dirname(folder) === folder) return 'typescript';
  }
}

function readLanguage(manifest: string): Language {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(manifest, 'utf8'));
  } catch (cause) {
    throw new BuildError(
      `"${manifest}" is not valid JSON: ${(cause as Error).message}`,
      'correct the file',
      { cause },
    );
  }
  const config = (parsed as { wajs?: unknown } | null)?.wajs;
  if (config === undefined) return 'typescript';
  const hint = 'use "wajs": { "language": "assemblyscript" }, or "typescript"';
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new BuildError(`"wajs" in "${manifest}" is no object`, hint);
  }
  const unknown = Object.keys(config).find((key) => key !== 'language');
  if (unknown !== undefined) {
    throw new BuildError(`"wajs" in "${manifest}" has no setting "${unknown}"`, hint);
  }
  const { language = 'typescript' } = config as { language?: unknown };
  const found = languages.find((one) => one === language);
  if (found === undefined) {
    throw new BuildError(
      `there is no language ${JSON.stringify(language)}, which "${manifest}" says`,
      hint,
    );
  }
  return found;
}
