import { linkComponent } from '@org/host-bindings/linker';
import { build } from 'esbuild';

/** The universal engine in its two forms. */
export interface BuiltEngine {
  /** The linked core module that hosts run. */
  readonly linked: Uint8Array;
  /** The JavaScript inside it: one ES module whose only import is the ring. */
  readonly source: string;
}

/** Where the parts of the engine are. */
export interface EngineInputs {
  /** Compiled entry: `dist/guest/engine-main.js`. */
  readonly entry: string;
  /** Folder with the contract. */
  readonly wit: string;
}

/** Builds the universal engine. Needs the package `componentize-qjs`. */
export async function buildEngine({ entry, wit }: EngineInputs): Promise<BuiltEngine> {
  const source = await bundleEngine(entry);
  const { componentize } = await import('componentize-qjs');
  const { component } = await componentize({ witPath: wit, world: 'engine', jsSource: source });
  const { module } = linkComponent(component, { trackStack: true });
  return { linked: module, source };
}

async function bundleEngine(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    external: ['wajs:*'],
    minify: true,
    keepNames: false,
    write: false,
    legalComments: 'none',
  });
  return result.outputFiles[0]!.text;
}
