export { bindInterface, type BoundInterface } from './host-interfaces.js';
export {
  contractVersion,
  createHost,
  type Host,
  type HostOptions,
  type LoadOptions,
  type Providers,
} from './create-host.js';
export { Engine, EvaluationError, type Evaluated } from './engine.js';
export { type HandleOptions, type Isolation, LoadedFunction } from './loaded-function.js';
export { type Policy } from './policy.js';
export { mapStack } from './stack-frames.js';
