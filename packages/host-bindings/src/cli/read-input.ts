import { readFileSync, statSync } from 'node:fs';
import { Diagnostic } from '../generator/index.js';

/** Files larger than this are not looked at: no function is that large. */
const mostBytes = 512 * 1024 * 1024;

/**
 * Reads a file that the user named.
 * @throws Diagnostic where it is missing, a folder, empty or too large.
 */
export function readInput(file: string): Uint8Array {
  const hint = 'pass a component (.wasm), an artifact of wajs (.wajs), or a linked module';
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new Diagnostic({ code: 'no-such-file', message: `"${file}" does not exist`, hint });
  }
  if (!stat.isFile()) {
    const what = stat.isDirectory() ? 'a folder' : 'no regular file';
    throw new Diagnostic({ code: 'not-a-file', message: `"${file}" is ${what}`, hint });
  }
  if (stat.size === 0) {
    throw new Diagnostic({ code: 'empty-file', message: `"${file}" is empty`, hint });
  }
  if (stat.size > mostBytes) {
    const message = `"${file}" has ${stat.size} bytes, over the ${mostBytes} that are read`;
    throw new Diagnostic({ code: 'too-large', message, hint });
  }
  return readFileSync(file);
}
