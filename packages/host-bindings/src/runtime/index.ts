export { bindInterface, type BoundInterface } from './host-interfaces.js';
export { contractVersion, createHost } from './create-host.js';
export type { Host, HostOptions, LoadOptions, Providers } from './host.js';
export { Engine, EvaluationError, type Evaluated } from './engine.js';
export { type HandleOptions, type Isolation, LoadedFunction } from './loaded-function.js';
export type { Platform } from './platform.js';
export { type Policy } from './policy.js';
export { mapStack } from './stack-frames.js';
