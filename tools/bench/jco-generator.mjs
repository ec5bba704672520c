import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';

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
