import type { Plugin } from 'esbuild';

/** Leaves codegen-v1 out of a bundle, as a package that has nothing to do when it is only imported. */
export const runtimeOutside: Plugin = {
  name: 'runtime-outside',
  setup({ onResolve }) {
    onResolve({ filter: /codegen-v1$/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};
