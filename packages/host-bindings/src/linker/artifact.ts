import { ByteReader } from './binary/byte-reader.js';
import { ByteWriter } from './binary/byte-writer.js';
import { LinkError } from './link-error.js';

/**
 * A built function in one file. The layout: `WAJS`, format version (u16), a reserved u16, then
 * sections (a tag of four letters, length as u32, bytes), then the sha256 of all that came before.
 * Integers are little-endian.
 */
export interface Artifact {
  /** What a host wants to know before it runs the function. */
  readonly manifest: Manifest;
  /** The function's code: one classic script. */
  readonly bundle: Uint8Array;
  /** Source map of the bundle, as JSON; empty where there is none. */
  readonly sourceMap: Uint8Array;
  /** Encoded image delta; a cache, valid for the manifest's engine only. Empty where there is none. */
  readonly delta: Uint8Array;
}

/** What a host wants to know of a function before it runs. */
export interface Manifest {
  /** Name of the function, for logs. */
  readonly name: string;
  /** Contract it was built for: `wajs:platform@0.1.0`. */
  readonly contract: string;
  /** Interfaces it calls: the capabilities it needs. */
  readonly imports: readonly string[];
  /** Functions it serves, as `interface#function`. */
  readonly exports: readonly string[];
  /** sha256 of the engine that made the delta, in hex. */
  readonly engine: string;
  /** sha256 of the bundle, in hex. */
  readonly source: string;
}

/** Newest version of the format, and the only one that this code reads. */
export const artifactVersion = 1;

const magic = Uint8Array.of(0x57, 0x41, 0x4a, 0x53);
const digestLength = 32;

/** Whether bytes start as an artifact of ours. */
export function isArtifact(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** The part of an artifact that its sha256 is of: all but the digest itself. */
export function digestedPart(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.max(0, bytes.length - digestLength));
}

/**
 * Encodes an artifact. The parts must be compressed already, where they are to be.
 *
 * @param digest sha256 of its argument, as 32 bytes.
 */
export function encodeArtifact(
  artifact: Artifact,
  digest: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const out = new ByteWriter(65_536);
  out.raw(magic).u8(artifactVersion).u8(0).u8(0).u8(0);
  const section = (tag: string, bytes: Uint8Array): void => {
    out.raw(new TextEncoder().encode(tag));
    out.raw(new Uint8Array(Uint32Array.of(bytes.length).buffer)).raw(bytes);
  };
  section('mani', new TextEncoder().encode(JSON.stringify(artifact.manifest)));
  section('code', artifact.bundle);
  section('smap', artifact.sourceMap);
  section('imag', artifact.delta);
  out.raw(digest(out.view()));
  return out.finish();
}

/**
 * Decodes an artifact and checks its sha256.
 *
 * @throws {LinkError} `malformed` where it is truncated or changed, `unsupported` where its format
 *   is of another version.
 */
export function decodeArtifact(
  bytes: Uint8Array,
  digest: (bytes: Uint8Array) => Uint8Array,
): Artifact {
  const reader = new ByteReader(bytes);
  if (!isArtifact(bytes)) throw new LinkError('malformed', 'the file is not an artifact of wajs');
  reader.skip(4);
  const version = bytes.length < 8 ? artifactVersion : reader.u8() | (reader.u8() << 8);
  if (version !== artifactVersion) {
    throw new LinkError(
      'unsupported',
      `the artifact has format version ${version}, this host reads ${artifactVersion}`,
      {
        hint: 'build it again with the wajs of this host',
      },
    );
  }
  const end = bytes.length - digestLength;
  if (end < 8 || !isEqual(digest(digestedPart(bytes)), bytes.subarray(end))) {
    throw new LinkError(
      'malformed',
      'the artifact is truncated or was changed: its sha256 does not match',
      {
        hint: 'copy it again, or build it again with "wajs build"',
      },
    );
  }
  const body = new ByteReader(bytes, 8, end);
  const sections = new Map<string, Uint8Array>();
  while (!body.done) {
    const tag = String.fromCharCode(body.u8(), body.u8(), body.u8(), body.u8());
    const length = new DataView(body.view(4).slice().buffer).getUint32(0, true);
    sections.set(tag, body.view(length));
  }
  const part = (tag: string): Uint8Array => {
    const found = sections.get(tag);
    if (found === undefined)
      throw new LinkError('malformed', `the artifact has no section "${tag}"`);
    return found;
  };
  const manifest = parseManifest(new TextDecoder().decode(part('mani')));
  return { manifest, bundle: part('code'), sourceMap: part('smap'), delta: part('imag') };
}

function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformedManifest('it is not JSON', cause);
  }
  const manifest = value as Manifest | null;
  if (typeof manifest !== 'object' || manifest === null) throw malformedManifest('it is no object');
  for (const name of ['name', 'contract', 'engine', 'source'] as const) {
    if (typeof manifest[name] !== 'string') throw malformedManifest(`"${name}" is no text`);
  }
  for (const name of ['imports', 'exports'] as const) {
    const list: unknown = manifest[name];
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string'))
      throw malformedManifest(`"${name}" is no list of texts`);
  }
  return manifest;
}

function malformedManifest(why: string, cause?: unknown): LinkError {
  return new LinkError('malformed', `the manifest of the artifact cannot be read: ${why}`, {
    hint: 'build it again with "wajs build"',
    cause,
  });
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
