import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HandleTable, ValueReader, ValueWriter } from '@org/host-bindings/codegen-v1';
import { httpHandler } from '@org/host-bindings/contract';
import { transpileBytes } from '@bytecodealliance/jco-transpile';

/**
 * Transpiles a component to JavaScript with jco.
 * @param {Uint8Array} component
 * @param {string} folder
 */
export async function transpileForNode(component, folder) {
  const { files } = await transpileBytes(component, {
    name: 'hello',
    instantiation: 'async',
    wasiShim: true,
    tlaCompat: true,
  });
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    if (/\.(js|wasm)$/.test(path)) await writeFile(join(folder, basename(path)), bytes);
  }
}

/**
 * A ring host over jco's output, with just what hello needs: no hostcall is answered.
 * @param {string} prepared The folder of `prepare`.
 * @returns {Promise<() => Promise<import('@org/host-bindings/node').Handler>>} Makes an instance.
 */
export async function loadJcoPeer(prepared) {
  const folder = join(prepared, 'jco');
  // Nothing suspends under the ring, so plain functions do where Node has no stack switching yet.
  const wasm = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (WebAssembly));
  wasm['promising'] ??= (/** @type {unknown} */ fn) => fn;
  wasm['Suspending'] ??= function suspending(/** @type {unknown} */ fn) {
    return fn;
  };
  const { instantiate } = await import(pathToFileURL(join(folder, 'hello.js')).href);
  const jco = createRequire(import.meta.url).resolve('@bytecodealliance/jco-transpile');
  const shim = createRequire(jco).resolve('@bytecodealliance/preview2-shim/instantiation');
  const { WASIShim } = await import(pathToFileURL(shim).href);
  /** @type {Map<string, Promise<WebAssembly.Module>>} */
  const modules = new Map();
  const getModule = (/** @type {string} */ name) => {
    const known =
      modules.get(name) ?? readFile(join(folder, name)).then((bytes) => WebAssembly.compile(bytes));
    modules.set(name, known);
    return known;
  };
  return async () => {
    const ring = new PeerRing();
    const { ringHandler } = await instantiate(getModule, {
      ...new WASIShim().getImportObject(),
      'wajs:platform/ring': ring.imports,
    });
    return ring.createHandler(ringHandler);
  };
}

/** The host's end of the ring for one instance of jco's. */
class PeerRing {
  #handles = new HandleTable();
  #lastTask = 0;
  /** @type {Map<number, (output: Uint8Array, text: string) => void>} */
  #waiting = new Map();

  /** What the component imports. */
  imports = {
    submit: () => ({ bytes: new Uint8Array(), text: '' }),
    read: () => new Uint8Array(),
    cancel: () => {},
    finish: (
      /** @type {number} */ task,
      /** @type {Uint8Array} */ output,
      /** @type {string} */ text,
    ) => {
      this.#waiting.get(task)?.(output, text);
      this.#waiting.delete(task);
    },
    fail: (/** @type {number} */ _task, /** @type {string} */ reason) => {
      throw new Error(reason);
    },
    end: () => {},
  };

  /**
   * @param {{ start(task: number, entry: number, input: Uint8Array, text: string): unknown }} guest
   * @returns {import('@org/host-bindings/node').Handler}
   */
  createHandler(guest) {
    const fn = /** @type {any} */ (httpHandler.functions[0]);
    return {
      handle: (request, { requestId }) =>
        new Promise((resolve, reject) => {
          const task = ++this.#lastTask;
          this.#waiting.set(task, (output, text) => {
            resolve(fn.decodeResult(new ValueReader(output, this.#handles, undefined, text)));
          });
          const writer = new ValueWriter(this.#handles, 128, true);
          fn.encodeArguments(writer, request, { requestId, deadline: Date.now() + 30_000 });
          const started = guest.start(task, 0, writer.finish(), writer.text);
          if (started instanceof Promise) started.catch(reject);
        }),
    };
  }
}
