import { readFile } from 'node:fs/promises';

/** Files that are imported as their text, as functions in TypeScript have them. */
const TEXT_FILE = /\.(?:html|css|txt|sql|svg)(?=\.ts$)/;

/** Path of the file that a module stands for, whose default export is its text; undefined for others. */
export function textFileOf(module: string): string | undefined {
  return TEXT_FILE.test(module) ? module.slice(0, -'.ts'.length) : undefined;
}

/**
 * The module that `import page from './page.html'` reads: the compiler looks for `page.html.ts`. Null
 * where there is no such file.
 */
export async function readTextModule(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return `const text: string = ${JSON.stringify(text)};\nexport default text;\n`;
}
