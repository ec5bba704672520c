import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { type Artifact, decodeArtifact, decodeDelta } from '../../linker/index.js';
import { contractVersion } from '../../runtime/index.js';
import { capabilitiesOf } from './capabilities.js';
import { groupFunctions, splitExport } from './interface-functions.js';
import type { ExplainedPart, Explanation } from './explanation.js';

const pageBytes = 65_536;
/** Largest part that is inflated: a bound against decompression bombs. */
const inflatedRoom = 256 * 1024 * 1024;

/**
 * What an artifact is, from what it says of itself.
 * @throws LinkError where it is truncated or changed, or of another version of the format.
 */
export function explainArtifact(file: string, bytes: Uint8Array): Explanation {
  const artifact = decodeArtifact(bytes, (part) => createHash('sha256').update(part).digest());
  const { manifest } = artifact;
  const image = inflate(artifact.delta);
  const isKnown = manifest.contract === contractVersion;
  return {
    file,
    kind: 'artifact',
    name: manifest.name,
    size: bytes.length,
    parts: partsOf(bytes, artifact),
    contract: manifest.contract,
    carrier: 'ring',
    engine: manifest.engine,
    capabilities: capabilitiesOf(manifest.imports),
    imports: manifest.imports.map((name) => ({ interface: name, functions: null })),
    ambient: [],
    exports: groupFunctions(manifest.exports.map(splitExport)),
    memory:
      image === undefined ? null : { bytes: decodeDelta(image).pages * pageBytes, maximum: null },
    tables: null,
    runs: {
      ok: isKnown,
      reason: isKnown
        ? null
        : `it was built for the contract "${manifest.contract}", this version serves "${contractVersion}"`,
    },
  };
}

function partsOf(bytes: Uint8Array, { bundle, sourceMap, delta }: Artifact): ExplainedPart[] {
  const packed = [
    ['bundle', bundle],
    ['source map', sourceMap],
    ['image', delta],
  ] as const;
  const parts = packed.map(([name, part]) => ({
    name,
    bytes: part.length,
    inflated: inflate(part)?.length ?? (part.length === 0 ? 0 : null),
    parts: [],
  }));
  const rest = bytes.length - parts.reduce((sum, part) => sum + part.bytes, 0);
  return [...parts, { name: 'manifest and frame', bytes: rest, inflated: null, parts: [] }];
}

/** A part inflated; undefined where it is empty, or damaged, which loading it would say. */
function inflate(part: Uint8Array): Uint8Array | undefined {
  if (part.length === 0) return undefined;
  try {
    return inflateRawSync(part, { maxOutputLength: inflatedRoom });
  } catch {
    return undefined;
  }
}
