import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.js';
import type { BuildOptions } from './build-function.js';

/** A function as a standard component. */
export interface BuiltComponent {
  /** The component's bytes. */
  readonly component: Uint8Array;
  /** Milliseconds of all steps. */
  readonly time: number;
  /** What the bundler had to say, ready to be printed. */
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
  // Loaded here, since not everything that is built needs the bundler.
  const { engineEntry, functionModule } = await import('../engine/build-engine.js');
  const { engineModulesUrl } = await import('../engine/index.js');
  const { bundleFunction } = await import('./bundle-function.js');
  onStep('bundling');
  const bundle = await bundleFunction(entry, { root, colors });
  onStep('componentizing');
  const wit = join(
    dirname(createRequire(import.meta.url).resolve('@org/host-bindings/package.json')),
    'dist/wit-contract',
  );
  const modules = fileURLToPath(engineModulesUrl);
  try {
    const { component } = await componentize({
      witPath: wit,
      world: 'ring-function',
      // The engine's modules run first: imports are hoisted.
      jsSource: `export { ringHandler } from './${engineEntry}';\n${bundle.code}`,
      jsPath: join(modules, functionModule),
      moduleRoot: modules,
      optSize: true,
    });
    return { component, time: performance.now() - started, warnings: bundle.warnings };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BuildError(`the componentizer failed: ${reason}`, undefined, { cause: error });
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
