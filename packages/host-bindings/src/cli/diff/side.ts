import type { Func, Interface, World } from '../../generator/index.js';
import { witSignature } from '../../generator/index.js';
import type { StructureIndex } from './structure.js';

/** One of the two that are compared. */
export interface Side {
  /** Path, as it was given. */
  readonly path: string;
  /** What it is. */
  readonly kind: 'artifact' | 'component' | 'linked-module' | 'wit';
  /** Bytes; null for WIT. */
  readonly size: number | null;
  readonly interfaces: readonly SideInterface[];
  /** Names of what a policy has to grant for it; what every host has is none of them. */
  readonly capabilities: readonly string[];
  /** Interfaces of WASI that it imports. */
  readonly ambient: readonly string[];
}

/** An interface of one side. */
export interface SideInterface {
  readonly direction: 'import' | 'export';
  readonly name: string;
  /** Null where only the interface's name is known. */
  readonly functions: readonly SideFunction[] | null;
  /** Structures of its types by name; none where they are not known. */
  readonly types: ReadonlyMap<string, number>;
}

/** A function of one side. */
export interface SideFunction {
  readonly name: string;
  /** Signature in WIT; null where only the name is known. */
  readonly signature: string | null;
  /** Number of its structure; null where only the name is known. */
  readonly structure: number | null;
}

/** An interface of the model, as a side has it. */
export function toSideInterface(found: Interface, index: StructureIndex): SideInterface {
  return {
    direction: found.key.direction,
    name: found.key.name,
    functions: found.functions.map((one) => toSideFunction(one, index)),
    types: new Map(found.types.map((one) => [one.name, index.declaration(one)])),
  };
}

/** All interfaces of a world. */
export function interfacesOf(world: World, index: StructureIndex): SideInterface[] {
  return [...world.imports, ...world.exports].map((one) => toSideInterface(one, index));
}

function toSideFunction(func: Func, index: StructureIndex): SideFunction {
  return { name: func.name, signature: witSignature(func), structure: index.func(func) };
}
