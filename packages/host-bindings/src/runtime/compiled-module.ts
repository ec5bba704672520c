/**
 * A compiled WebAssembly module. It has a name here because the one of the platform belongs to lib.dom,
 * which the types of this package must not ask a host on Node for.
 */
export type CompiledModule = object;
