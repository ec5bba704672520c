import { grantName, isAlwaysGranted, isOfContract } from '../../runtime/index.js';
import type { Capability } from './explanation.js';

/** The capabilities that interfaces stand for. Types and the ring itself are none. */
export function capabilitiesOf(interfaces: readonly string[]): Capability[] {
  return [...new Set(interfaces)]
    .filter((name) => !isWasi(name) && !isPlumbing(name))
    .map((name) => ({
      name: grantName(name),
      interface: name,
      granted: isAlwaysGranted(grantName(name)) ? ('always' as const) : ('policy' as const),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether an interface belongs to WASI, which is ambient. */
export function isWasi(name: string): boolean {
  return name.startsWith('wasi:');
}

function isPlumbing(name: string): boolean {
  return isOfContract(name) && /^(?:types|ring|ring-handler|loader)$/.test(grantName(name));
}
