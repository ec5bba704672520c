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
  /** The image over the manifest's engine. */
  image(): Promise<Delta>;
  /** The bundle as text. */
  bundle(): Promise<string>;
  /** What gives the source map, as JSON: at once, in the middle of a request that failed. */
  sourceMap(): Promise<() => string | undefined>;
}

/** Largest inflated part of an artifact: a bound against decompression bombs. */
const inflatedRoom = 256 * 1024 * 1024;

/**
 * Opens an artifact and checks its sha256.
 *
 * @throws {LinkError} `malformed` where it is truncated or changed, here or from its parts;
 * `unsupported` where its format is of another version.
 */
export async function unpackArtifact(
  bytes: Uint8Array,
  platform: Platform,
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
    image: async () => decodeDelta((await inflate('image', delta))()),
    bundle: async () => decoder.decode((await inflate('code', bundle))()),
    async sourceMap() {
      if (sourceMap.length === 0) return () => undefined;
      const inflated = await inflate('source map', sourceMap);
      return () => decoder.decode(inflated());
    },
  };
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
