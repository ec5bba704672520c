import { deflateRawSync } from 'node:zlib';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/** Files of libraries and of the build: where they trap, the author's own line beside is what helps. */
const foreignFile = /^~lib\/|(?:^|\/)__(?:wit|wajs)_/;

/**
 * The compiler's source map as a component carries it: deflated, of the author's files alone, and without
 * their texts. `rename` says the path of a file as it is to be named in the log.
 */
export function packSourceMap(json: string, rename: (path: string) => string): Uint8Array {
  const { version, sources, mappings } = JSON.parse(json) as {
    version: number;
    sources: string[];
    mappings: string;
  };
  const kept: string[] = [];
  const indices = sources.map((path) =>
    foreignFile.test(path) ? -1 : kept.push(rename(path)) - 1,
  );
  const segments: SourceMapSegment[] = [];
  for (const segment of decode(mappings)[0] ?? []) {
    if (segment.length === 1) continue;
    const [offset, source, line, column] = segment;
    const index = indices[source]!;
    if (index >= 0) segments.push([offset, index, line, column]);
  }
  const map = { version, sources: kept, names: [], mappings: encode([segments]) };
  return deflateRawSync(JSON.stringify(map), { level: 9 });
}
