import { ROOT } from '../../model/index.js';
import type { Interface, World } from '../../model/index.js';

/** Names that Windows gives to devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** Most characters of a name: file systems take 255 bytes, and an extension is to come. */
const MOST_CHARACTERS = 100;

/**
 * Names of the modules of interfaces, unique and safe in every file system: `kv`. One that is also
 * imported is `exported-kv`; where packages or versions share a name, it holds them too. None is one of
 * the `reserved` names.
 */
export function moduleNames(
  interfaces: readonly { readonly found: Interface; readonly world: World }[],
  reserved: Iterable<string> = [],
): Map<Interface, string> {
  const names = new Map<Interface, string>();
  const taken = new Set<string>(reserved);
  for (const { found, world } of interfaces) {
    const name = candidates(found, world).find((one) => !taken.has(one) && !DEVICES.test(one));
    const free = name ?? numbered(candidates(found, world).at(-1)!, taken);
    taken.add(free);
    names.set(found, free);
  }
  return names;
}

function candidates({ key }: Interface, world: World): string[] {
  const own = world.name.toLowerCase();
  const names = key.name === ROOT ? [own, `${own}-world`] : spellings(key.name);
  const all =
    key.direction === 'export' ? names.flatMap((name) => [name, `exported-${name}`]) : names;
  return all.map((name) => name.slice(0, MOST_CHARACTERS));
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
