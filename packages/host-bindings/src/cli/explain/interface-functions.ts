import type { ExplainedInterface } from './explanation.js';

/** Name of the interface that stands for the world itself. */
const root = '$root';

/** A function with the interface that it belongs to; none for the world itself. */
export interface InterfaceFunction {
  readonly interface: string;
  readonly function: string;
}

/** What only the two sides of a carrier say to each other: that an object is held no more. */
const DROP = /^\[resource-drop\]/;

/** Groups functions by their interface, in order. The end of an object is no function to people. */
export function groupFunctions(functions: readonly InterfaceFunction[]): ExplainedInterface[] {
  const groups = new Map<string, string[]>();
  for (const { interface: owner, function: name } of functions) {
    if (DROP.test(name)) continue;
    const key = owner === '' ? root : owner;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else if (!group.includes(name)) group.push(name);
  }
  return [...groups].map(([name, names]) => ({ interface: name, functions: names.toSorted() }));
}

/** `interface#function` as a manifest has it. */
export function splitExport(text: string): InterfaceFunction {
  const at = text.indexOf('#');
  return { interface: text.slice(0, Math.max(at, 0)), function: text.slice(at + 1) };
}
