import type { Plugin } from 'esbuild';

/**
 * Takes the entry for a module, whatever `package.json` says: `npm init` writes `"type": "commonjs"`,
 * by which esbuild would wrap a file without exports, and no longer drop what it does not use.
 */
export const moduleEntry: Plugin = {
  name: 'wajs-module-entry',
  setup(build) {
    build.onResolve({ filter: /^/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind !== 'entry-point' || pluginData === moduleEntry) return undefined;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: moduleEntry });
      // Who resolves a path says nothing of the package that it is in.
      return found.errors.length > 0 ? { errors: found.errors } : { path: found.path };
    });
  },
};
