import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Artifact, decodeArtifact, encodeArtifact, isArtifact } from './artifact.js';
import { LinkError } from './link-error.js';

const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const artifact: Artifact = {
  manifest: {
    name: 'hello',
    contract: 'wajs:platform@0.1.0',
    imports: ['wajs:platform/logging@0.1.0'],
    exports: ['wajs:platform/http-handler@0.1.0#handle'],
    engine: 'ab',
    source: 'cd',
  },
  bundle: Uint8Array.of(1, 2, 3),
  sourceMap: new Uint8Array(0),
  delta: new Uint8Array(1000).fill(9),
};
const encoded = encodeArtifact(artifact, digest);

describe('an artifact', () => {
  test('is read as it was written', () => {
    expect(isArtifact(encoded)).toBe(true);
    expect(decodeArtifact(encoded, digest)).toEqual(artifact);
  });

  test('is read from a Buffer that shares its memory with others', () => {
    const pooled = Buffer.concat([Buffer.from('xyz'), encoded]).subarray(3);
    expect(decodeArtifact(pooled, digest)).toEqual(artifact);
  });

  test('is refused with what to do where it is cut off or changed anywhere', () => {
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const cut = encoded.slice(0, at);
        expect(() => decodeArtifact(cut, digest)).toThrow(LinkError);
        const changed = encoded.slice();
        changed[at] = changed[at]! ^ change;
        expect(() => decodeArtifact(changed, digest)).toThrow(LinkError);
      }),
    );
    expect(() => decodeArtifact(encoded.subarray(0, 500), digest)).toThrow(
      'truncated or was changed: its sha256 does not match; copy it again',
    );
  });

  test('of another format version says which', () => {
    const newer = encoded.slice();
    newer[4] = 7;
    expect(() => decodeArtifact(newer, digest)).toThrow('format version 7, this host reads 1');
  });
});
