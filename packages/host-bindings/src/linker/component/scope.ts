import { LinkError } from '../link-error.js';
import type { Component, Sort } from './component.js';
import type { CoreItem, CoreNamespace, LocalResource, ResolvedOptions } from './linkage.js';

/** A component-level item. */
export type Item =
  | { readonly kind: 'imported instance'; readonly name: string }
  | {
      readonly kind: 'instance';
      readonly exports: ReadonlyMap<string, Item>;
      readonly stubbed: boolean;
    }
  | { readonly kind: 'imported func'; readonly interface: string; readonly name: string }
  | { readonly kind: 'lifted func'; readonly core: CoreItem; readonly options: ResolvedOptions }
  | { readonly kind: 'stubbed func'; readonly interface: string; readonly name: string }
  | { readonly kind: 'imported type'; readonly interface: string; readonly name: string }
  | { readonly kind: 'local type' }
  | { readonly kind: 'local resource'; readonly resource: LocalResource }
  | { readonly kind: 'component'; readonly component: Component; readonly scope: Scope };

/** What a core index space holds. */
export type CoreSpaceItem = CoreItem | CoreNamespace | Uint8Array | undefined;

/** The index spaces of one component instance while it is evaluated. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly core: Map<Sort, CoreSpaceItem[]>;
  readonly items: Map<Sort, Item[]>;
}

/** Adds an item to an index space. */
export function push<T>(spaces: Map<Sort, T[]>, sort: Sort, item: T): void {
  const space = spaces.get(sort);
  if (space === undefined) spaces.set(sort, [item]);
  else space.push(item);
}

/** Whatever a core index space has at an index. */
export function coreAt(scope: Scope, sort: Sort, index: number): CoreSpaceItem {
  const space = scope.core.get(sort);
  if (space === undefined || index >= space.length)
    throw new LinkError('invalid', `there is no ${sort} ${index}`);
  return space[index];
}

/** A core module of the component itself. */
export function moduleAt(scope: Scope, index: number): Uint8Array {
  const item = coreAt(scope, 'core module', index);
  if (item instanceof Uint8Array) return item;
  throw new LinkError('unsupported', `core module ${index} is not part of the component itself`, {
    hint: 'link components that hold their modules, as wit-component makes them',
  });
}

/** A core instance. */
export function namespaceAt(scope: Scope, index: number): CoreNamespace {
  const item = coreAt(scope, 'core instance', index);
  if (item !== undefined && 'kind' in item && (item.kind === 'module' || item.kind === 'bundle'))
    return item;
  throw new LinkError('invalid', `core instance ${index} is something else`);
}

/** A core function, table, memory or global. */
export function coreItemAt(scope: Scope, sort: Sort, index: number): CoreItem {
  const item = coreAt(scope, sort, index);
  if (item !== undefined && 'kind' in item && (item.kind === 'export' || item.kind === 'canon'))
    return item;
  throw new LinkError('invalid', `${sort} ${index} is something else`);
}

/** A component-level item. */
export function itemAt(scope: Scope, sort: Sort, index: number): Item {
  const item = scope.items.get(sort)?.[index];
  if (item === undefined) throw new LinkError('invalid', `there is no ${sort} ${index}`);
  return item;
}
