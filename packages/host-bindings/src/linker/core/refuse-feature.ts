import { LinkError } from '../link-error.js';

/** What to do about each feature of core WebAssembly that is not linked. */
const hints = {
  'exception handling': 'build the guest without it; unwinding of C++ and Rust can be switched off',
  threads: 'build the guest for one thread; every request has an instance of its own',
  'several memories': 'build the guest with one memory',
  'a 64-bit or shared memory': 'build the guest for wasm32 and one thread',
  'a 64-bit or shared table': 'build the guest for wasm32 and one thread',
  'dropped segments': 'build the guest without data.drop and elem.drop: no restore can undo them',
  'garbage-collected objects': 'build the guest for a target with linear memory, such as wasm32',
  'typed function references': 'build the guest without them: Node 20 cannot run them',
} as const;

/** The refusal of a core module for a feature that it uses. */
export function refuseFeature(feature: keyof typeof hints): LinkError {
  return new LinkError('unsupported', `a core module uses ${feature}`, { hint: hints[feature] });
}
