import { linkComponent } from '@org/host-bindings/linker';

/** Full names of the interfaces that a component needs, and of those that it serves. */
export interface ComponentInterfaces {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/**
 * What a component of a compiled language says that it needs and serves. Undefined for one on the ring,
 * which says so only once it runs, and for what cannot be linked: loading it says why.
 */
export function componentInterfaces(bytes: Uint8Array): ComponentInterfaces | undefined {
  try {
    const { plan } = linkComponent(bytes);
    const exports = new Set(plan.exports.map((one) => one.interface));
    if ([...exports].some((name) => name.startsWith('wajs:platform/ring-handler@')))
      return undefined;
    const imports = plan.imports.flatMap(({ meaning }) =>
      meaning.kind === 'lower' ? [meaning.interface] : [],
    );
    return { imports: [...new Set(imports)], exports: [...exports] };
  } catch {
    return undefined;
  }
}
