import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The part of wasm-tools that this package uses, compiled to a component with JS around it. */
interface WasmTools {
  readonly $init: Promise<void>;
  readonly tools: {
    componentEmbed(options: {
      dummy: boolean;
      witSource: string;
      world?: string;
      features: { tag: 'all' };
    }): Uint8Array;
  };
}

/** An answer of wasm-tools: a core module, or why there is none. */
export type EmbedAnswer =
  | { readonly ok: true; readonly core: Uint8Array }
  | { readonly ok: false; readonly message: string | undefined; readonly cause: unknown };

let generation = 0;
let loaded: Promise<WasmTools> | undefined;

/**
 * A core module without code whose custom section `component-type` is the encoded world, and whose
 * imports and exports have the world's core signatures.
 */
export async function embedWorld(witSource: string, world: string): Promise<EmbedAnswer> {
  loaded ??= loadTools();
  const { tools } = await loaded;
  try {
    const core = tools.componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } });
    return { ok: true, core };
  } catch (cause) {
    const message = messageOf(cause);
    // After a trap the instance cannot be entered again: the next call gets a new one.
    if (message === undefined) loaded = undefined;
    return { ok: false, message, cause };
  }
}

async function loadTools(): Promise<WasmTools> {
  generation += 1;
  const tools = (await import(
    /* @vite-ignore */ `${toolsUrl()}?instance=${generation}`
  )) as WasmTools;
  await tools.$init;
  return tools;
}

/** The copy beside this file in a built package; in the source tree, the one of the dev dependency. */
function toolsUrl(): string {
  const shipped = new URL('./wasm-tools/wasm-tools.js', import.meta.url);
  if (shipped.protocol === 'file:' && existsSync(fileURLToPath(shipped))) return shipped.href;
  const main = createRequire(import.meta.url).resolve('@bytecodealliance/jco-transpile/wasm-tools');
  return new URL('../vendor/wasm-tools.js', pathToFileURL(main)).href;
}

/** The message of an error that wasm-tools answered; undefined for a trap. */
function messageOf(cause: unknown): string | undefined {
  const payload = cause instanceof Error ? (cause as { payload?: unknown }).payload : undefined;
  return typeof payload === 'string' ? payload : undefined;
}
