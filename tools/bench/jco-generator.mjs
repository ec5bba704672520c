import { join } from 'node:path';
import { readSources } from '@org/host-bindings/generator';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { root } from './prepare.mjs';

/**
 * A component without code that has a world's imports and exports: what jco emits host code for.
 * @param {string} witSource
 * @param {string} world
 */
export async function createDummyComponent(witSource, world) {
  const features = { tag: /** @type {const} */ ('all') };
  const core = await componentEmbed({ dummy: true, witSource, world, features });
  return componentNew(core, []);
}

/**
 * The host code that jco emits for a component.
 * @param {Uint8Array} component
 * @returns {Promise<Uint8Array>}
 */
export async function emitWithJco(component) {
  const { files } = await transpileBytes(component, {
    name: 'peer',
    instantiation: 'async',
    tlaCompat: true,
  });
  const code = files['peer.js'];
  if (code === undefined) throw new Error('jco emitted no peer.js');
  return code;
}

/** The contract as one text, with one package header: what jco's tools take. */
export function readContract() {
  const bodies = readSources(join(root, 'wit')).map(({ text }) =>
    text.replace(/^package .*;$/m, ''),
  );
  return `package wajs:platform@0.1.0;\n${bodies.join('\n')}`;
}
