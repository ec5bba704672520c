import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readEngineSource } from '../engine/index.js';
import { BuildError } from './build-error.js';
import { bundleFunction } from './bundle-function.js';
import type { BuildOptions } from './build-function.js';

/** A function as a standard component. */
export interface BuiltComponent {
  readonly component: Uint8Array;
  /** Milliseconds of all steps. */
  readonly time: number;
  readonly warnings: readonly string[];
}

/** Version of the componentizer that the linker knows the output of. */
export const componentizerVersion = '0.4.5';

/**
 * Builds a function as a standard component, with the engine inside, for hosts that are not ours.
 *
 * @throws {BuildError} where the function does not bundle, or the componentizer is not installed.
 */
export async function buildComponent(options: BuildOptions): Promise<BuiltComponent> {
  const { entry, root = process.cwd(), colors = false, onStep = () => undefined } = options;
  const started = performance.now();
  const { componentize } = await loadComponentizer();
  onStep('bundling');
  const bundle = await bundleFunction(entry, { root, colors });
  onStep('componentizing');
  const wit = join(
    dirname(createRequire(import.meta.url).resolve('@org/host-bindings/package.json')),
    'dist/wit-contract',
  );
  // The componentizer resolves imports below a folder that it opens: an empty one, since there are none.
  const moduleRoot = await mkdtemp(join(tmpdir(), 'wajs-'));
  try {
    const { component } = await componentize({
      witPath: wit,
      world: 'ring-function',
      jsSource: `${await readEngineSource()}\n${bundle.code}`,
      moduleRoot,
      optSize: true,
    });
    return { component, time: performance.now() - started, warnings: bundle.warnings };
  } catch (error) {
    throw new BuildError(
      `the componentizer failed: ${error instanceof Error ? error.message : String(error)}`,
      undefined,
      { cause: error },
    );
  } finally {
    await rm(moduleRoot, { recursive: true, force: true });
  }
}

async function loadComponentizer(): Promise<typeof import('componentize-qjs')> {
  try {
    return await import('componentize-qjs');
  } catch (cause) {
    throw new BuildError(
      'building a component needs the package "componentize-qjs", which is not installed',
      `npm install --save-dev componentize-qjs@${componentizerVersion}`,
      { cause },
    );
  }
}
