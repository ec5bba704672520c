import { ByteWriter } from './binary/byte-writer.js';
import { findSection, isComponent } from './inspect/measure-parts.js';

/** Name of the custom section of a component with its source map. */
const sectionName = 'wajs-source-map';

/**
 * Adds a source map to a component, for a host to say where it traps.
 *
 * @param packed The map as JSON, as raw deflate data. All mappings are of line 1; their columns are offsets
 *   in the bytes of the component's core module.
 */
export function attachSourceMap(component: Uint8Array, packed: Uint8Array): Uint8Array {
  const out = new ByteWriter(component.length + packed.length + 32);
  return out
    .raw(component)
    .section(0, (w) => w.name(sectionName).raw(packed))
    .finish();
}

/** The source map that {@link attachSourceMap} added, packed; undefined where there is none. */
export function readSourceMap(bytes: Uint8Array): Uint8Array | undefined {
  return isComponent(bytes) ? findSection(bytes, sectionName) : undefined;
}
