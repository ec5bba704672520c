import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The part of wasm-tools that this package uses, compiled to a component with JS around it. */
interface WasmTools {
  readonly $init: Promise<void>;
  readonly tools: {
    componentEmbed(options: {
      dummy?: boolean;
      binary?: Uint8Array;
      witSource: string;
      world?: string;
      stringEncoding?: 'utf8' | 'utf16';
      features: { tag: 'all' };
    }): Uint8Array;
    componentNew(binary: Uint8Array): Uint8Array;
  };
}

/** An answer of wasm-tools: a module or component, or why there is none. */
export type EmbedAnswer =
  | { readonly ok: true; readonly core: Uint8Array }
  | { readonly ok: false; readonly message: string | undefined; readonly cause: unknown };

let generation = 0;
let loaded: Promise<WasmTools> | undefined;

/**
 * A core module without code whose custom section `component-type` is the encoded world, and whose
 * imports and exports have the world's core signatures.
 */
export function embedWorld(witSource: string, world: string): Promise<EmbedAnswer> {
  return ask((tools) =>
    tools.componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } }),
  );
}

/** What `wrapModule` works on. */
export interface WrapOptions {
  /** A core module that imports and exports what the world says, by the names of wit-component. */
  readonly module: Uint8Array;
  /** WIT, as one text. */
  readonly witSource: string;
  /** Name of the world in it. */
  readonly world: string;
  /** How the module encodes strings. */
  readonly encoding: 'utf8' | 'utf16';
}

/** A component around a core module. */
export function wrapModule({
  module,
  witSource,
  world,
  encoding,
}: WrapOptions): Promise<EmbedAnswer> {
  return ask((tools) => {
    const embedded = tools.componentEmbed({
      binary: module,
      witSource,
      world,
      stringEncoding: encoding,
      features: { tag: 'all' },
    });
    return tools.componentNew(embedded);
  });
}

async function ask(question: (tools: WasmTools['tools']) => Uint8Array): Promise<EmbedAnswer> {
  loaded ??= loadTools();
  const { tools } = await loaded;
  try {
    return { ok: true, core: question(tools) };
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
