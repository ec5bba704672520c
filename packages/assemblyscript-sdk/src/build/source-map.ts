import { deflateRawSync } from 'node:zlib';

/** The compiler's source map as a component carries it: without the texts of the files, deflated. */
export function packSourceMap(json: string): Uint8Array {
  const { version, sources, mappings } = JSON.parse(json) as Record<string, unknown>;
  return deflateRawSync(JSON.stringify({ version, sources, names: [], mappings }), { level: 9 });
}
