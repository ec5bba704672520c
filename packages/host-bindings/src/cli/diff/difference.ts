import type { Side, SideFunction, SideInterface } from './side.js';
import { withoutVersion } from './structure.js';

/** What `diff --json` prints. Keys are stable: later versions add some, and take none away. */
export interface Difference {
  readonly a: SideSummary;
  readonly b: SideSummary;
  /** Bytes of b less those of a; null where one of them is WIT. */
  readonly sizeChange: number | null;
  /** `more` where b needs a capability that a did not: then the command exits with 1. */
  readonly verdict: 'more' | 'not-more';
  /** Capabilities that a policy has to grant, by name. What every host has is among the imports only. */
  readonly capabilities: Change;
  /** Interfaces of WASI. They are no capabilities: no host grants them, and none reaches anything. */
  readonly ambient: Change;
  /** Interfaces other than WASI's, from the guest's view. */
  readonly imports: InterfaceChanges;
  readonly exports: InterfaceChanges;
}

/** One of the two. */
export interface SideSummary {
  readonly path: string;
  readonly kind: Side['kind'];
  readonly size: number | null;
}

/** Names that are new, and names that are gone. */
export interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** How the interfaces of one direction changed. */
export interface InterfaceChanges extends Change {
  readonly changed: readonly InterfaceChange[];
}

/** How one interface changed. */
export interface InterfaceChange {
  /** Name in a. */
  readonly name: string;
  /** Name in b, where its version is another; else the same. */
  readonly to: string;
  readonly functions: FunctionChanges;
  /** Names of types whose structure is another. */
  readonly types: readonly string[];
}

/** How the functions of an interface changed. Signatures are null where they are not known. */
export interface FunctionChanges {
  readonly added: readonly { readonly name: string; readonly signature: string | null }[];
  readonly removed: readonly { readonly name: string; readonly signature: string | null }[];
  readonly changed: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/** What changed from a to b. */
export function compareSides(a: Side, b: Side): Difference {
  const capabilities = compareNames(a.capabilities, b.capabilities);
  return {
    a: summarize(a),
    b: summarize(b),
    sizeChange: a.size === null || b.size === null ? null : b.size - a.size,
    verdict: capabilities.added.length > 0 ? 'more' : 'not-more',
    capabilities,
    ambient: compareNames(a.ambient, b.ambient),
    imports: compareInterfaces(a, b, 'import'),
    exports: compareInterfaces(a, b, 'export'),
  };
}

function summarize({ path, kind, size }: Side): SideSummary {
  return { path, kind, size };
}

function compareNames(a: readonly string[], b: readonly string[]): Change {
  return {
    added: b.filter((name) => !a.includes(name)).toSorted(),
    removed: a.filter((name) => !b.includes(name)).toSorted(),
  };
}

function compareInterfaces(
  a: Side,
  b: Side,
  direction: SideInterface['direction'],
): InterfaceChanges {
  const before = a.interfaces.filter((one) => one.direction === direction);
  const after = b.interfaces.filter((one) => one.direction === direction);
  const pairs = pairInterfaces(before, after);
  const paired = new Set(pairs.flat());
  const rest = (list: readonly SideInterface[]): string[] =>
    list.flatMap((one) => (paired.has(one) ? [] : [one.name])).toSorted();
  return {
    added: rest(after),
    removed: rest(before),
    changed: pairs
      .map(([one, other]) => compareInterface(one, other))
      .filter(({ name, to, functions, types }) => {
        const { added, removed, changed } = functions;
        return name !== to || added.length + removed.length + changed.length + types.length > 0;
      }),
  };
}

/** Interfaces of one name; then those that differ by their version only, where that is unambiguous. */
function pairInterfaces(
  before: readonly SideInterface[],
  after: readonly SideInterface[],
): [SideInterface, SideInterface][] {
  const pairs: [SideInterface, SideInterface][] = [];
  const left = new Set(before);
  const right = new Set(after);
  const pair = (nameOf: (one: SideInterface) => string): void => {
    for (const one of left) {
      const same = (other: SideInterface): boolean => nameOf(other) === nameOf(one);
      const found = [...right].filter(same);
      if (found.length !== 1 || [...left].filter(same).length !== 1) continue;
      pairs.push([one, found[0]!]);
      left.delete(one);
      right.delete(found[0]!);
    }
  };
  pair((one) => one.name);
  pair((one) => withoutVersion(one.name));
  return pairs;
}

function compareInterface(a: SideInterface, b: SideInterface): InterfaceChange {
  const types = [...a.types].filter(([name, structure]) => {
    const other = b.types.get(name);
    return other !== undefined && other !== structure;
  });
  return {
    name: a.name,
    to: b.name,
    functions: compareFunctions(a.functions, b.functions),
    types: types.map(([name]) => name).toSorted(),
  };
}

function compareFunctions(
  a: readonly SideFunction[] | null,
  b: readonly SideFunction[] | null,
): FunctionChanges {
  if (a === null || b === null) return { added: [], removed: [], changed: [] };
  const missing = (
    list: readonly SideFunction[],
    others: readonly SideFunction[],
  ): FunctionChanges['added'] =>
    list
      .filter((one) => !others.some((other) => other.name === one.name))
      .map(({ name, signature }) => ({ name, signature }));
  return {
    added: missing(b, a),
    removed: missing(a, b),
    changed: a.flatMap((one) => {
      const other = b.find((candidate) => candidate.name === one.name);
      if (other === undefined || one.signature === null || other.signature === null) return [];
      if (one.structure === other.structure) return [];
      return [{ name: one.name, from: one.signature, to: other.signature }];
    }),
  };
}
