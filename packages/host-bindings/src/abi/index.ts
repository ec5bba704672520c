/** The canonical ABI: layouts, flattening, lift and lower as instructions. */
export {
  coreSignature,
  flatten,
  flattenCases,
  MAX_FLAT_ASYNC_PARAMETERS,
  MAX_FLAT_PARAMETERS,
  MAX_FLAT_RESULTS,
} from './flatten.js';
export type { CoreSignature, CoreType, Crossing } from './flatten.js';
export { arityOf, stackDepth } from './instructions.js';
export type {
  Arity,
  Block,
  Elements,
  Instruction,
  MapType,
  MemoryKind,
  PathStep,
  CasesSource,
  CoreSlot,
  SetCore,
} from './instructions.js';
export { casesLayout, casesOf, fieldOffsets, fieldsLayout, layoutOf } from './layout.js';
export type { CasesLayout, Layout } from './layout.js';
export {
  isCompound,
  liftFlat,
  liftFlatBody,
  liftFlatParts,
  liftMemory,
  liftMemoryBody,
  liftMemoryParts,
  slotsOf,
} from './lift.js';
export { lowerFlat, lowerFlatBody, lowerMemory, lowerMemoryBody } from './lower.js';
