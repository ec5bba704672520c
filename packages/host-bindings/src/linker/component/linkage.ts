import type { CanonOptions } from './component.js';

/**
 * What a component's instantiation comes to: core instances in order, and the lifted functions
 * that it exports. Everything between (aliases, bundles, nested components) is resolved.
 */
export interface Linkage {
  readonly instances: readonly CoreInstance[];
  /** Resources that the component defines. */
  readonly resources: readonly LocalResource[];
  readonly exports: readonly LiftedExport[];
}

/** One instantiation of a core module. */
export interface CoreInstance {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Argument instances by import module name. */
  readonly args: ReadonlyMap<string, CoreNamespace>;
}

/** A core instance seen as names: a module's exports, or a bundle of items. */
export type CoreNamespace =
  | { readonly kind: 'module'; readonly instance: CoreInstance }
  | { readonly kind: 'bundle'; readonly items: ReadonlyMap<string, CoreItem> };

/** A core function, table, memory or global. */
export type CoreItem =
  | { readonly kind: 'export'; readonly instance: CoreInstance; readonly name: string }
  | { readonly kind: 'canon'; readonly meaning: Meaning };

/** A resource that the component defines. Two are the same when they are the same object. */
export interface LocalResource {
  /** The interface that exports it; empty where none does. Set once all exports are known. */
  interface: string;
  /** Its name in that interface; a number of its own where none exports it. */
  name: string;
  /** What runs when an object is dropped. */
  readonly destructor: CoreItem | undefined;
}

/** What the host must answer with where the linked module imports a function. */
export type Meaning =
  | {
      readonly kind: 'lower';
      readonly interface: string;
      readonly function: string;
      readonly options: ResolvedOptions;
    }
  | {
      readonly kind: 'builtin';
      readonly name: string;
      readonly slot?: number;
      readonly options?: ResolvedOptions;
      readonly resource?: { readonly interface: string; readonly name: string };
      /** The resource, where the component itself defines it. */
      readonly local?: LocalResource;
    }
  /** A function of a component that the linker leaves out: calling it traps. */
  | { readonly kind: 'stub'; readonly interface: string; readonly function: string };

/** Canonical options with their items. */
export interface ResolvedOptions extends Pick<CanonOptions, 'encoding' | 'async'> {
  readonly memory?: CoreItem;
  readonly realloc?: CoreItem;
  readonly postReturn?: CoreItem;
  readonly callback?: CoreItem;
}

/** A function that the component exports. */
export interface LiftedExport {
  /** Interface it belongs to; empty for a function of the world itself. */
  readonly interface: string;
  readonly function: string;
  readonly core: CoreItem;
  readonly options: ResolvedOptions;
}
