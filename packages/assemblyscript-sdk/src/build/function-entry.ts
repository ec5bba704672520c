/** File that the build makes beside an author's entry. AssemblyScript begins to read there. */
export const FUNCTION_ENTRY = '__wajs_function.ts';

/**
 * The text of a file that serves what an author's file exports: its `handle`, unless it has called `run`
 * itself. `file` is the author's, seen from there.
 */
export function functionEntry(file: string): string {
  const from = JSON.stringify(`./${file.replaceAll('\\', '/').replace(/\.ts$/, '')}`);
  return `import * as author from ${from};
import { isRegistered, run } from '@org/assemblyscript-sdk';
if (isDefined(author.handle)) {
  if (!isRegistered()) run(author.handle);
}
`;
}
