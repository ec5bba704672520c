import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Engine } from '@org/host-bindings';
import { defaultLimits } from '@org/host-bindings/contract';
import { decodeArtifact, encodeArtifact, encodeDelta } from '@org/host-bindings/linker';
import { readEngine } from '@org/wajs/engine';
import { Child } from '../child.mjs';

/** Functions in one process; fewer with WAJS_BENCH_FUNCTIONS, for a quick look. */
const functionCount = Number(process.env['WAJS_BENCH_FUNCTIONS'] ?? 10_000);
const sha256 = (/** @type {Uint8Array | string} */ bytes) =>
  createHash('sha256').update(bytes).digest();

/**
 * Many different functions in one process, with requests over all of them. It takes a minute, most of it
 * to make them, so there is one round.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, add }) {
  const files = join(folder, 'density');
  await writeFunctions(join(folder, 'hello.wajs'), files, functionCount);
  const child = new Child('processes/density.mjs', [files, String(functionCount)], ['--expose-gc']);
  try {
    const { loadMs, idleBytes, first, second, repeated } = await child.ask('measure', {}, 120_000);
    add('density.load', loadMs);
    add('density.bytes', idleBytes / 1e3);
    add('density.first', first);
    add('density.second', second);
    add('density.hot', repeated);
  } finally {
    await child.stop();
  }
}

/**
 * Functions that differ in their code and in their images, made of one: bundling each would take minutes.
 * @param {string} template Path of an artifact.
 * @param {string} folder
 * @param {number} count
 */
async function writeFunctions(template, folder, count) {
  await mkdir(folder, { recursive: true });
  const linked = await readEngine();
  const engine = await Engine.create(linked, sha256(linked).toString('hex'), {
    limits: defaultLimits,
    now: () => 0,
    entropy: (length) => new Uint8Array(length),
    onFault: (error) => {
      throw error;
    },
  });
  const { manifest, bundle, sourceMap } = decodeArtifact(await readFile(template), sha256);
  const code = inflateRawSync(bundle).toString();
  for (let number = 0; number < count; number++) {
    const own = `globalThis.density = ${JSON.stringify({ number, text: `function ${number}` })};\n${code}`;
    const artifact = encodeArtifact(
      {
        manifest: {
          ...manifest,
          name: `function-${number}`,
          engine: engine.hash,
          source: sha256(own).toString('hex'),
        },
        bundle: deflateRawSync(own, { level: 1 }),
        sourceMap,
        delta: deflateRawSync(encodeDelta(engine.evaluate(own).delta)),
      },
      sha256,
    );
    await writeFile(join(folder, `${number}.wajs`), artifact);
  }
}
