import type { TypeDeclaration } from './types.js';
import type { Func } from './world.js';

/** A function, or what a target has planned for one. */
type Member = Func | { readonly func: Func };

/** The functions of one resource, in the order of their interface. */
export interface ResourceMembers<T> {
  /** All of them. */
  readonly all: readonly T[];
  /** Its constructor and statics. */
  readonly makers: readonly T[];
  /** Its methods. */
  readonly methods: readonly T[];
}

/** Lists of functions that were looked through: once each, whatever number of resources they are of. */
const known = new WeakMap<readonly object[], ReadonlyMap<string, ResourceMembers<object>>>();
const none = { all: [], makers: [], methods: [] };

/** Those of an interface's functions, in a list that does not change, that belong to a resource of it. */
export function membersOfResource<T extends Member>(
  list: readonly T[],
  resource: TypeDeclaration,
): ResourceMembers<T> {
  let members = known.get(list);
  if (members === undefined) {
    members = groupByResource(list);
    known.set(list, members);
  }
  return (members.get(resource.name) as ResourceMembers<T> | undefined) ?? none;
}

function groupByResource<T extends Member>(list: readonly T[]): Map<string, ResourceMembers<T>> {
  const groups = new Map<string, { all: T[]; makers: T[]; methods: T[] }>();
  for (const one of list) {
    const { kind } = 'func' in one ? one.func : one;
    if (kind.kind === 'free') continue;
    const { name } = kind.resource;
    const group = groups.get(name) ?? { all: [], makers: [], methods: [] };
    groups.set(name, group);
    group.all.push(one);
    group[kind.kind === 'method' ? 'methods' : 'makers'].push(one);
  }
  return groups;
}
