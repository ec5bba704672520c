import { linkComponent, LinkError } from '../../packages/host-bindings/src/linker/index.js';
import { wrapRun } from '../linker/guests.js';

/** The most that a component of a fuzzer's size may become. */
const mostBytes = 8 * 1024 * 1024;
/** Longest time that linking may take, on a busy machine with instrumented code. */
const mostMs = 10_000;
const coreSection = 1;
const headerLength = 8;

/** What became of an input. */
export type LinkOutcome = 'linked' | 'invalid' | 'refused';

/** A component whose only core module is to be exchanged: what stands before and after the module. */
const frame = splitAtModule(
  await wrapRun('(module (func (export "run") (param i32) (result i32) (local.get 0)))'),
);

/**
 * Links bytes. A component is taken as it is; a core module is put into a component first, in place
 * of a compiler's. Fails where anything but a `LinkError` is thrown, where the result is out of
 * proportion, or where a module that is valid becomes one that is not.
 */
export function checkLinker(bytes: Uint8Array): LinkOutcome {
  const isCore = bytes[4] === 1 && bytes[6] === 0;
  const wasValid = isCore && WebAssembly.validate(new Uint8Array(bytes));
  const component = isCore ? wrapCore(bytes) : bytes;
  const started = performance.now();
  const module = link(component);
  const took = performance.now() - started;
  if (took > mostMs) throw new Error(`linking ${bytes.length} bytes took ${took} ms`);
  if (module === undefined) return 'refused';
  if (module.length > mostBytes)
    throw new Error(`${bytes.length} bytes became a module of ${module.length}`);
  if (WebAssembly.validate(new Uint8Array(module))) return 'linked';
  if (wasValid) throw new Error('a valid module was linked into one that is not');
  return 'invalid';
}

/** The linked module, or undefined where a `LinkError` says why there is none. */
function link(component: Uint8Array): Uint8Array | undefined {
  try {
    return linkComponent(component, { fuel: true, trackStack: true, trackWrites: true }).module;
  } catch (error) {
    if (error instanceof LinkError) return undefined;
    throw error;
  }
}

function wrapCore(module: Uint8Array): Uint8Array {
  const { before, after } = frame;
  return new Uint8Array([...before, coreSection, ...leb128(module.length), ...module, ...after]);
}

function splitAtModule(component: Uint8Array): { before: Uint8Array; after: Uint8Array } {
  for (let at = headerLength; at < component.length;) {
    let length = 0;
    let next = at + 1;
    for (let shift = 0; ; shift += 7) {
      const byte = component[next++]!;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (component[at] === coreSection)
      return { before: component.subarray(0, at), after: component.subarray(next + length) };
    at = next + length;
  }
  throw new Error('the component has no core module');
}

function leb128(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [value] : [low | 0x80, ...leb128(value >>> 7)];
}
