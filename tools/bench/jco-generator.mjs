import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { parseWit, readSources } from '@org/host-bindings/generator';

/**
 * A component without code that has a world's imports and exports: what jco emits host code for.
 * @param {import('./compared-worlds.mjs').ComparedWorld} compared
 */
export async function createDummyComponent({ wit, world: name }) {
  const { text: witSource, world } = (await parseWit(readSources(wit), name)).joined;
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
