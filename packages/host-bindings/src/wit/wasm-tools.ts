import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type EmbedOptions, WasmToolsError, WasmToolsInstance } from './wasm-tools-instance.js';

/** A core module of nothing. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** An answer of wasm-tools: a module or component, or why there is none. */
export type EmbedAnswer =
  | { readonly ok: true; readonly core: Uint8Array }
  | { readonly ok: false; readonly message: string | undefined; readonly cause: unknown };

/** An instance whose memory has grown beyond this many bytes is not kept: memory is never given back. */
const MOST_KEPT = 64 * 1024 * 1024;

let compiled: Promise<WebAssembly.Module> | undefined;
let instance: WasmToolsInstance | undefined;

/** Begins to compile wasm-tools, beside what else the caller does before it asks. */
export function loadWasmTools(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(readFileSync(findModule()));
  return compiled;
}

/** A core module of nothing but the custom section `component-type`, which is the encoded world. */
export function embedWorld(witSource: string, world: string): Promise<EmbedAnswer> {
  return ask((tools) => tools.embed({ witSource, world, module: EMPTY_MODULE }));
}

/** A component around a core module, which imports and exports by the names of wit-component. */
export function wrapModule(options: Required<EmbedOptions>): Promise<EmbedAnswer> {
  return ask((tools) => tools.wrap(tools.embed(options)));
}

async function ask(question: (tools: WasmToolsInstance) => Uint8Array): Promise<EmbedAnswer> {
  const module = await loadWasmTools();
  instance ??= new WasmToolsInstance(module);
  try {
    return { ok: true, core: question(instance) };
  } catch (cause) {
    if (cause instanceof WasmToolsError) return { ok: false, message: cause.message, cause };
    // After a trap the instance cannot be entered again: the next call gets a new one.
    instance = undefined;
    return { ok: false, message: undefined, cause };
  } finally {
    if (instance !== undefined && instance.memoryBytes > MOST_KEPT) instance = undefined;
  }
}

/** The copy beside this file in a built package; in the source tree, the one of the dev dependency. */
function findModule(): URL {
  const name = 'wasm-tools.core.wasm';
  const shipped = new URL(`./wasm-tools/${name}`, import.meta.url);
  if (shipped.protocol === 'file:' && existsSync(fileURLToPath(shipped))) return shipped;
  const main = createRequire(import.meta.url).resolve('@bytecodealliance/jco-transpile/wasm-tools');
  return new URL(`../vendor/${name}`, pathToFileURL(main));
}
