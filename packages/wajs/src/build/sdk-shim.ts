import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** Modules that live in the engine, and the method of its global that reads their exports. */
const engineModules: ReadonlyMap<string, 'use' | 'codegen'> = new Map([
  ['@org/wajs', 'use'],
  ['@org/wajs/codegen-v1', 'codegen'],
]);

/**
 * Puts a small module in place of the SDK, which is part of the engine. Each export reads the
 * engine's own through a call that esbuild may drop: what a function does not use, it does not
 * need. `exportsOf` names a module's exports.
 */
export function sdkShim(exportsOf: (specifier: string) => Promise<readonly string[]>): Plugin {
  return {
    name: 'wajs-sdk',
    setup(build) {
      build.onResolve({ filter: /^@org\/wajs(\/.*)?$/ }, ({ path }) =>
        engineModules.has(path)
          ? { path, namespace: 'wajs-sdk', sideEffects: false }
          : { errors: [{ text: `"${path}" is not for functions; import from "@org/wajs"` }] },
      );
      build.onLoad({ filter: /.*/, namespace: 'wajs-sdk' }, async ({ path }) => {
        const method = engineModules.get(path)!;
        const lines = (await exportsOf(path)).map(
          (name) =>
            `export const ${name} = /* @__PURE__ */ engine.${method}(${JSON.stringify(name)});`,
        );
        return {
          contents: [`const engine = globalThis[Symbol.for('@org/wajs')];`, ...lines].join('\n'),
          loader: 'js',
        };
      });
    },
  };
}

/** Names that a module of this package exports at run time. */
export async function packageExports(specifier: string): Promise<readonly string[]> {
  const file = createRequire(import.meta.url).resolve(specifier);
  return Object.keys((await import(file)) as object);
}
