import {
  decodeArtifact,
  digestedPart,
  decodeDelta,
  type Delta,
  LinkError,
  type Manifest,
} from '../linker/index.js';
import type { Platform } from './platform.js';

/** An artifact whose parts are inflated when they are asked for. */
export interface UnpackedArtifact {
  readonly manifest: Manifest;
  /** Whether the artifact brings an image. */
  readonly hasImage: boolean;
  /** What unpacks the image over the manifest's engine, at once, as often as it is called. */
  image(): Promise<() => Delta>;
  /** The bundle as text. */
  bundle(): Promise<string>;
  /** What gives the source map, as JSON: at once, in the middle of a request that failed. */
  sourceMap(): Promise<() => string | undefined>;
}

/** A packed source map up to this stays in memory; a larger one is read again where that is possible. */
const keptSourceMap = 4096;

/** Largest inflated part of an artifact: a bound against decompression bombs. */
const inflatedRoom = 256 * 1024 * 1024;

/** Largest source map of a component: it is read in the middle of a request that failed. */
const mapRoom = 8 * 1024 * 1024;

/**
 * Opens an artifact and checks its sha256. What it answers keeps no more of the bytes than it needs.
 *
 * @param source Where the bytes were read from, where they were.
 * @throws {LinkError} `malformed` where it is truncated or changed, here or from its parts;
 * `unsupported` where its format is of another version.
 */
export async function unpackArtifact(
  bytes: Uint8Array,
  platform: Platform,
  source?: string,
): Promise<UnpackedArtifact> {
  const digest = await platform.sha256(digestedPart(bytes));
  const { manifest, bundle, sourceMap, delta } = decodeArtifact(bytes, () => digest);
  const inflate = async (part: string, packed: Uint8Array): Promise<() => Uint8Array> => {
    const inflated = await platform.inflater(packed, inflatedRoom);
    return () => inflatePart(part, inflated);
  };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    manifest,
    hasImage: delta.length > 0,
    async image() {
      const inflated = await inflate('image', delta.slice());
      return () => decodeDelta(inflated());
    },
    bundle: async () => decoder.decode((await inflate('code', bundle))()),
    async sourceMap() {
      if (sourceMap.length === 0) return () => undefined;
      if (
        source !== undefined &&
        platform.reread !== undefined &&
        sourceMap.length > keptSourceMap
      ) {
        const own = digest.slice();
        return () => readSourceMap(platform.reread!(source), own, platform);
      }
      const inflated = await inflate('source map', sourceMap.slice());
      return () => decoder.decode(inflated());
    },
  };
}

/** What gives the source map of a component, as JSON: at once, in the middle of a request that failed. */
export async function unpackSourceMap(
  packed: Uint8Array,
  platform: Platform,
): Promise<() => string> {
  const inflated = await platform.inflater(packed.slice(), mapRoom);
  return () => new TextDecoder().decode(inflated());
}

function inflatePart(part: string, inflated: () => Uint8Array): Uint8Array {
  try {
    return inflated();
  } catch (cause) {
    throw new LinkError('malformed', `the ${part} of the artifact cannot be unpacked`, {
      hint: 'build it again with "wajs build"',
      cause,
    });
  }
}

/** The source map of a file that was loaded before; undefined where it is another one by now. */
function readSourceMap(
  bytes: Uint8Array,
  digest: Uint8Array,
  platform: Platform,
): string | undefined {
  const { length } = digest;
  if (!digest.every((byte, index) => bytes[bytes.length - length + index] === byte))
    return undefined;
  const { sourceMap } = decodeArtifact(bytes, () => digest);
  const inflated = platform.inflater(sourceMap, inflatedRoom);
  return inflated instanceof Promise ? undefined : new TextDecoder().decode(inflated());
}
