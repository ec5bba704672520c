/**
 * The prebuilt universal engine that ships with this package.
 *
 * @packageDocumentation
 */

import { readFile } from 'node:fs/promises';

/** Where the prebuilt universal engine is. */
export const engineUrl = new URL('./engine.wasm', import.meta.url);

/**
 * Reads the prebuilt universal engine that ships with this package, for `createHost({ engine })`.
 *
 * @throws {Error} where the package was not built.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { readEngine } from '@org/wajs/engine';
 * const host = createHost({ engine: await readEngine() });
 * ```
 */
export async function readEngine(): Promise<Uint8Array> {
  try {
    return await readFile(engineUrl);
  } catch (cause) {
    throw new Error(
      `the engine is missing at "${engineUrl.pathname}"; install "@org/wajs" again, or run "npm run build" in its workspace`,
      { cause },
    );
  }
}

/** Folder with the engine's JavaScript modules, for building standard components. */
export const engineModulesUrl = new URL('./modules/', import.meta.url);
