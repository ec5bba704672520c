import { wasiWithoutFiles } from './wasi-without-files.js';

/** What `WasmToolsInstance.embed` works on. */
export interface EmbedOptions {
  /** WIT, as one text. */
  readonly witSource: string;
  /** Name of the world in it. */
  readonly world: string;
  /** The core module that gets the section. */
  readonly module: Uint8Array;
  /** How the module encodes strings. Default `utf8`. */
  readonly encoding?: 'utf8' | 'utf16';
}

/** An error that wasm-tools answered; after it the instance can be used as before. */
export class WasmToolsError extends Error {}

/** What the module exports, as far as it is used here; pointers and lengths are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  cabi_realloc(block: number, size: number, align: number, newSize: number): number;
  readonly [name: string]: unknown;
}

/** Offsets in the record `embed-opts` of `local:wasm-tools/tools`, where each option is a case and a value. */
const OPTIONS = {
  binary: 0,
  witSource: 12,
  stringEncoding: 36,
  world: 40,
  features: 64,
  size: 80,
} as const;

/**
 * An instance of wasm-tools, called through the canonical ABI: of the component that jco ships, this is
 * the one core module with code of wasm-tools. Two of its functions are used, and no file is ever opened,
 * so jco's JavaScript for the whole component, ten times this program's work to load, is left out.
 */
export class WasmToolsInstance {
  readonly #exports: Exports;

  constructor(module: WebAssembly.Module) {
    const imports = wasiWithoutFiles(() => this.#exports.memory);
    const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
    this.#exports = exports as unknown as Exports;
  }

  /** How large its memory has grown. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /**
   * The module with the encoded world in its custom section `component-type`.
   * @throws WasmToolsError for what wasm-tools rejects; anything else thrown is a trap.
   */
  embed({ witSource, world, module, encoding }: EmbedOptions): Uint8Array {
    const options = this.#allocate(OPTIONS.size, 4);
    new Uint8Array(this.#exports.memory.buffer, options, OPTIONS.size).fill(0);
    this.#putBytes(options + OPTIONS.witSource, encodeText(witSource));
    this.#putBytes(options + OPTIONS.world, encodeText(world));
    this.#putBytes(options + OPTIONS.binary, module);
    const view = this.#view();
    view.setUint8(options + OPTIONS.stringEncoding, 1);
    view.setUint8(options + OPTIONS.stringEncoding + 1, encoding === 'utf16' ? 1 : 0);
    view.setUint8(options + OPTIONS.features, 1);
    view.setUint8(options + OPTIONS.features + 4, 1); // of a list and all: all
    return this.#call('component-embed', options);
  }

  /**
   * A component of a core module that has a `component-type`.
   * @throws WasmToolsError for a module that does not fit; anything else thrown is a trap.
   */
  wrap(module: Uint8Array): Uint8Array {
    const noAdapters = [0, 0, 0];
    return this.#call('component-new', this.#put(module), module.length, ...noAdapters);
  }

  /** Calls a function that answers a `result<list<u8>, string>`. */
  #call(name: string, ...args: readonly number[]): Uint8Array {
    const call = this.#exports[`local:wasm-tools/tools#${name}`] as (...args: number[]) => number;
    const post = this.#exports[`cabi_post_local:wasm-tools/tools#${name}`] as (at: number) => void;
    const result = call(...args);
    const view = this.#view();
    const isOk = view.getUint8(result) === 0;
    const at = view.getUint32(result + 4, true);
    const answer = new Uint8Array(view.buffer, at, view.getUint32(result + 8, true)).slice();
    post(result);
    if (!isOk) throw new WasmToolsError(new TextDecoder().decode(answer));
    return answer;
  }

  /** Stores bytes as the value of an option of a list or string. */
  #putBytes(option: number, bytes: Uint8Array): void {
    const at = this.#put(bytes);
    const view = this.#view();
    view.setUint8(option, 1);
    view.setUint32(option + 4, at, true);
    view.setUint32(option + 8, bytes.length, true);
  }

  #put(bytes: Uint8Array): number {
    const at = this.#allocate(bytes.length, 1);
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #allocate(size: number, align: number): number {
    return this.#exports.cabi_realloc(0, 0, align, size) >>> 0;
  }

  #view(): DataView {
    return new DataView(this.#exports.memory.buffer);
  }
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
