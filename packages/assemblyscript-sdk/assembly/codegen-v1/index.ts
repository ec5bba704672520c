/**
 * What emitted AssemblyScript imports, and nothing else: the types of WIT that the language lacks,
 * memory, and resources.
 *
 * @packageDocumentation
 */
export { ErrorContext, hasEnded, transferred } from './channel';
export { afterReturn, allocate, cabiRealloc, liftArray, liftStatic, liftString } from './memory';
export { Option } from './option';
export { endBorrows, ExportedResource, give, held, lend, letGo, liftBorrow, Resource } from './resource';
export { liftUnit, Pending, PendingCall, waitAny } from './pending';
export { beginTask, beginWrite, endTask, PendingWrite, resumeTask } from './pending-write';
export { Result, Unit } from './result';
export * from './tuple';

/** A code point: a character as WIT has it. `String.fromCodePoint` and `codePointAt` speak of the same. */
export type char = u32;
