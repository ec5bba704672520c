import { LinkError } from '../link-error.js';
import { collectPatches, type Patch, type PatchOptions } from './patches.js';
import { type Defined, definedKey, type Program, type Resolved, type Unit } from './program.js';

/** What of a program can run, and what it touches. */
export interface Reached {
  /** Functions in the order of their units. */
  readonly functions: readonly ReachedFunction[];
  /** Host functions in the order in which they were met. */
  readonly hosts: readonly Extract<Resolved, { kind: 'host' }>[];
  readonly tables: readonly Defined[];
  /** Globals that some reached function writes, by key. */
  readonly written: ReadonlySet<string>;
  /** Element segments that some reached function uses by index. */
  readonly elements: readonly { readonly unit: Unit; readonly index: number }[];
  /** Passive data segments that some reached function uses. */
  readonly data: readonly { readonly unit: Unit; readonly index: number }[];
}

/** A function that can run, with what has to be patched in it. */
export interface ReachedFunction {
  readonly defined: Defined;
  readonly patches: readonly Patch[];
}

/**
 * Finds everything that can run from `roots`; the rest is dropped.
 * @param known What was reached from more roots, whose functions are not looked through again.
 */
export function reach(
  program: Program,
  roots: readonly Resolved[],
  options: PatchOptions & { readonly known?: Reached },
): Reached {
  const known = new Map(
    options.known?.functions.map((one) => [definedKey(one.defined), one.patches]),
  );
  const functions = new Map<string, ReachedFunction>();
  const hosts = new Map<object, Extract<Resolved, { kind: 'host' }>>();
  const tables = new Map<string, Defined>();
  const written = new Set<string>();
  const elements = new Map<string, { unit: Unit; index: number }>();
  const data = new Map<string, { unit: Unit; index: number }>();
  const pending: Defined[] = [];

  const addFunction = (resolved: Resolved): void => {
    if (resolved.kind === 'host') {
      hosts.set(resolved.meaning, resolved);
      return;
    }
    const key = definedKey(resolved);
    if (functions.has(key)) return;
    functions.set(key, { defined: resolved, patches: [] });
    pending.push(resolved);
  };
  const addTable = (unit: Unit, index: number): void => {
    const table = program.resolveDefined(unit, 'table', index);
    const key = definedKey(table);
    if (tables.has(key)) return;
    tables.set(key, table);
    for (const other of program.units) {
      for (const segment of other.module.elements) {
        if (segment.mode !== 'active') continue;
        if (definedKey(program.resolveDefined(other, 'table', segment.table)) !== key) continue;
        for (const func of segment.functions)
          if (func >= 0) addFunction(program.resolve(other, 'func', func));
      }
    }
  };
  const visit = (unit: Unit, patch: Patch): void => {
    if (patch.kind === 'func') addFunction(program.resolve(unit, 'func', patch.index));
    else if (patch.kind === 'indirect') addTable(unit, patch.table);
    else if (patch.kind === 'table') {
      refuseChange(patch);
      for (const table of patch.tables) addTable(unit, table);
      if (patch.element < 0) return;
      if (patch.element >= unit.module.elements.length)
        throw new LinkError('malformed', `there is no element segment ${patch.element}`);
      elements.set(`${unit.instance.id}:${patch.element}`, { unit, index: patch.element });
      for (const func of unit.module.elements[patch.element]?.functions ?? []) {
        if (func >= 0) addFunction(program.resolve(unit, 'func', func));
      }
    } else if (patch.kind === 'global' && patch.opcode === 0x24) {
      written.add(definedKey(program.resolveDefined(unit, 'global', patch.index)));
    } else if (patch.kind === 'data') {
      if (patch.index >= unit.module.data.length)
        throw new LinkError('malformed', `there is no data segment ${patch.index}`);
      data.set(`${unit.instance.id}:${patch.index}`, { unit, index: patch.index });
    }
  };

  for (const root of roots) addFunction(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const body = next.unit.module.code[next.index];
    if (body === undefined) throw new LinkError('malformed', 'a function without a body');
    const key = definedKey(next);
    const patches = known.get(key) ?? collectPatches(body, options);
    functions.set(key, { defined: next, patches });
    for (const patch of patches) visit(next.unit, patch);
  }

  const inOrder = (a: { unit: Unit; index: number }, b: { unit: Unit; index: number }): number =>
    a.unit.instance.id - b.unit.instance.id || a.index - b.index;
  return {
    functions: [...functions.values()].sort((a, b) => inOrder(a.defined, b.defined)),
    hosts: [...hosts.values()],
    tables: [...tables.values()].sort(inOrder),
    written,
    elements: [...elements.values()].sort(inOrder),
    data: [...data.values()].sort(inOrder),
  };
}

/** Refuses what changes a table: an image holds none, so the change would outlive a restore. */
function refuseChange({ opcode, sub }: Extract<Patch, { kind: 'table' }>): void {
  const name = opcode === 0xfc ? changes[sub] : opcode === 0x26 ? 'table.set' : undefined;
  if (name === undefined) return;
  throw new LinkError('unsupported', `a core module changes a table while it runs, by "${name}"`, {
    hint: 'fill tables with active element segments; a restore brings back memory and globals only',
  });
}

const changes: Readonly<Record<number, string>> = {
  12: 'table.init',
  14: 'table.copy',
  15: 'table.grow',
  17: 'table.fill',
};
