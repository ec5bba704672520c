import { membersOfResource, isUse } from '../../model/index.js';
import type { Func, Interface, TypeDeclaration } from '../../model/index.js';

/** A heading of an interface's page, and what it stands over. */
export type PageItem = {
  /** Level of the heading. */
  readonly level: 2 | 3 | 4;
  /** Its text. */
  readonly heading: string;
} & (
  | { readonly kind: 'section' }
  | { readonly kind: 'type'; readonly declaration: TypeDeclaration }
  | { readonly kind: 'function'; readonly func: Func }
);

/** The headings of an interface's page, in order. */
export function listItems(found: Interface): PageItem[] {
  const own = found.types.filter((one) => !isUse(one));
  const resources = own.filter((one) => one.body.kind === 'resource');
  const types = own.filter((one) => one.body.kind !== 'resource');
  const free = found.functions.filter((one) => one.kind.kind === 'free');
  return [
    ...section('Types', types.map(typeItem)),
    ...section(
      'Resources',
      resources.flatMap((one) => [typeItem(one), ...membersOf(found, one).map(memberItem)]),
    ),
    ...section(
      'Functions',
      free.map((func) => ({ level: 3, heading: func.kind.name, kind: 'function', func })),
    ),
  ];
}

/** Constructor, statics and methods of a resource. */
export function membersOf(found: Interface, resource: TypeDeclaration): Func[] {
  const order = ['constructor', 'static', 'method'];
  return membersOfResource(found.functions, resource).all.toSorted(
    (a, b) => order.indexOf(a.kind.kind) - order.indexOf(b.kind.kind),
  );
}

/** What a function is called in a heading: `get`, `store.get`. */
export function functionTitle({ kind }: Func): string {
  if (kind.kind === 'free') return kind.name;
  return `${kind.resource.name}.${kind.kind === 'constructor' ? 'constructor' : kind.name}`;
}

function section(heading: string, items: readonly PageItem[]): PageItem[] {
  return items.length === 0 ? [] : [{ level: 2, heading, kind: 'section' }, ...items];
}

function typeItem(declaration: TypeDeclaration): PageItem {
  const { kind } = declaration.body;
  const word = kind === 'alias' ? 'type' : kind;
  return { level: 3, heading: `${word} ${declaration.name}`, kind: 'type', declaration };
}

function memberItem(func: Func): PageItem {
  return { level: 4, heading: functionTitle(func), kind: 'function', func };
}
