import { HostError } from '../contract/index.js';

/** What functions may reach. Nothing is granted by default. */
export interface Policy {
  /**
   * Interfaces that a function may import: `kv` for one of the contract's, or a full name such as
   * `acme:money/rates@1.0.0`. What reaches nothing outside (logging, clock, random, bodies) is
   * always there; which hosts `fetch` may call is the HTTP provider's own list.
   */
  readonly interfaces?: readonly string[];
}

/** Interfaces of the contract that reach nothing, or nothing without a list of their own. */
const alwaysGranted: ReadonlySet<string> = new Set([
  'types',
  'http',
  'logging',
  'clock',
  'random',
  'ring',
  'ring-handler',
]);

/** Package of the contract. */
const contractPackage = 'wajs:platform/';

/** Whether an interface is one of the contract's. */
export function isOfContract(interfaceName: string): boolean {
  return interfaceName.startsWith(contractPackage);
}

/** Whether functions may import an interface without a grant, given by its name in a policy. */
export function isAlwaysGranted(name: string): boolean {
  return alwaysGranted.has(name);
}

/** Name by which a policy grants an interface: `kv`, or the full name of a foreign one. */
export function grantName(interfaceName: string): string {
  return isOfContract(interfaceName)
    ? interfaceName.slice(contractPackage.length).replace(/@.*$/, '')
    : interfaceName;
}

/**
 * Checks what a function needs against the policy.
 *
 * @throws {HostError} `denied`, naming every interface that would have to be granted.
 */
export function checkPolicy(
  functionName: string,
  imports: readonly string[],
  policy: Policy,
): void {
  const granted = new Set(policy.interfaces);
  const missing = imports
    .map((name) => grantName(name))
    .filter((name) => !isAlwaysGranted(name) && !granted.has(name));
  if (missing.length === 0) return;
  const list = missing.map((name) => `"${name}"`).join(', ');
  throw new HostError(
    'denied',
    `function "${functionName}" imports ${list}, which the policy does not grant; add ${missing.length === 1 ? 'it' : 'them'} to policy.interfaces`,
  );
}
