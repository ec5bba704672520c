/** File that the build makes beside an author's entry. AssemblyScript begins to read there. */
export const FUNCTION_ENTRY = '__wajs_function.ts';

/**
 * The text of a file that serves what an author's file exports: its `handle` and its `call`, unless it
 * has called `run` or `serveRpc` itself. `file` is the author's, seen from there.
 */
export function functionEntry(file: string): string {
  const from = JSON.stringify(`./${file.replaceAll('\\', '/').replace(/\.ts$/, '')}`);
  return `import * as author from ${from};
import { Context, Request } from '@org/assemblyscript-sdk';
import { serveExported } from '@org/assemblyscript-sdk/assembly/run';
import { serveExportedRpc } from '@org/assemblyscript-sdk/assembly/serve-rpc';
if (isDefined(author.handle)) {
  if (lengthof(author.handle) == 0) serveExported((_: Request, __: Context) => author.handle());
  else if (lengthof(author.handle) == 1) serveExported((request: Request, _: Context) => author.handle(request));
  else serveExported(author.handle);
}
if (isDefined(author.call)) serveExportedRpc(author.call);
`;
}
