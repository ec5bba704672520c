import { ROOT } from '../../model/index.js';
import type { Interface, World } from '../../model/index.js';

/** Names that Windows gives to devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/**
 * Names of the modules of interfaces, unique and safe in every file system: `kv`. One that is also
 * imported is `exported-kv`; where packages or versions share a name, it holds them too.
 */
export function moduleNames(
  interfaces: readonly { readonly found: Interface; readonly world: World }[],
): Map<Interface, string> {
  const names = new Map<Interface, string>();
  const taken = new Set<string>();
  for (const { found, world } of interfaces) {
    const name = candidates(found, world).find((one) => !taken.has(one) && !DEVICES.test(one));
    const free = name ?? numbered(candidates(found, world).at(-1)!, taken);
    taken.add(free);
    names.set(found, free);
  }
  return names;
}

function candidates({ key }: Interface, world: World): string[] {
  const names = key.name === ROOT ? [world.name, `${world.name}-world`] : spellings(key.name);
  return key.direction === 'export' ? names.flatMap((name) => [name, `exported-${name}`]) : names;
}

function spellings(name: string): string[] {
  const [path = '', version] = name.toLowerCase().split('@');
  const parts = path.split(/[:/]/);
  const all = parts.map((_, index) => parts.slice(-1 - index).join('-'));
  return version === undefined
    ? all
    : [...all, `${all.at(-1)!}-${version.replace(/[^a-z0-9]/g, '-')}`];
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
