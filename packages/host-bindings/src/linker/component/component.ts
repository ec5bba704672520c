/**
 * A component as its binary says it: one definition after the other, in order. Each definition
 * adds to one index space (component-model Binary.md).
 */
export interface Component {
  readonly definitions: readonly Definition[];
}

/** The index spaces of a component. */
export type Sort =
  | 'core func'
  | 'core table'
  | 'core memory'
  | 'core global'
  | 'core type'
  | 'core module'
  | 'core instance'
  | 'func'
  | 'value'
  | 'type'
  | 'component'
  | 'instance';

/** A reference into one of the index spaces. */
export interface SortIndex {
  readonly sort: Sort;
  readonly index: number;
}

/** A named reference: an instantiation argument or an inline export. */
export interface Argument extends SortIndex {
  readonly name: string;
}

/** One definition. */
export type Definition =
  | { readonly kind: 'core module'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'core instantiate';
      readonly module: number;
      readonly args: readonly Argument[];
    }
  | { readonly kind: 'core bundle'; readonly exports: readonly Argument[] }
  | { readonly kind: 'core types'; readonly count: number }
  | { readonly kind: 'component'; readonly component: Component }
  | { readonly kind: 'instantiate'; readonly component: number; readonly args: readonly Argument[] }
  | { readonly kind: 'bundle'; readonly exports: readonly Argument[] }
  | {
      readonly kind: 'alias export';
      readonly sort: Sort;
      readonly instance: number;
      readonly name: string;
    }
  | {
      readonly kind: 'alias core export';
      readonly sort: Sort;
      readonly instance: number;
      readonly name: string;
    }
  | {
      readonly kind: 'alias outer';
      readonly sort: Sort;
      readonly depth: number;
      readonly index: number;
    }
  | { readonly kind: 'types'; readonly types: readonly TypeDefinition[] }
  | { readonly kind: 'lift'; readonly coreFunc: number; readonly options: CanonOptions }
  | { readonly kind: 'lower'; readonly func: number; readonly options: CanonOptions }
  | { readonly kind: 'builtin'; readonly builtin: Builtin }
  | { readonly kind: 'import'; readonly name: string; readonly sort: Sort }
  | { readonly kind: 'export'; readonly name: string; readonly sort: Sort; readonly index: number };

/** As much of a type as the linker needs: whether it makes a resource. */
export type TypeDefinition =
  | { readonly kind: 'other' }
  | { readonly kind: 'resource'; readonly destructor?: number };

/** Canonical options of a lift, a lower or a builtin, as indices. */
export interface CanonOptions {
  /** Left out where nothing that travels is a string. */
  readonly encoding?: 'utf8' | 'utf16' | 'latin1+utf16';
  readonly async: boolean;
  readonly memory?: number;
  readonly realloc?: number;
  readonly postReturn?: number;
  readonly callback?: number;
}

/** A canonical built-in function. */
export interface Builtin {
  /** Name in the specification: `task.return`, `resource.drop`, `waitable-set.new`. */
  readonly name: string;
  /** Type index of `resource.*`, `stream.*` and `future.*`. */
  readonly type?: number;
  /** Slot of `context.get` and `context.set`. */
  readonly slot?: number;
  readonly options?: CanonOptions;
}
