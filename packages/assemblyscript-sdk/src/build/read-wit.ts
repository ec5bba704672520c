import { parseWit, readSources } from '@org/host-bindings/generator';
import type { ParsedWit } from '@org/host-bindings/generator';

/** The worlds that were read last, by name and text. */
const read = new Map<string, Promise<ParsedWit>>();
const mostKept = 8;

/** Reads a world. One that has been read before is not parsed again, where its text is the same. */
export function readWit(path: string, name: string | undefined): Promise<ParsedWit> {
  const sources = readSources(path);
  const key = JSON.stringify([name, sources]);
  const known = read.get(key);
  if (known !== undefined) return known;
  const parsed = parseWit(sources, name);
  if (read.size >= mostKept) read.delete(read.keys().next().value!);
  read.set(key, parsed);
  parsed.catch(() => read.delete(key));
  return parsed;
}
