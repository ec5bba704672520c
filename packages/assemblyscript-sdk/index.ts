/**
 * Write serverless functions in AssemblyScript: export `handle`, or call `run(handle)`.
 *
 * @packageDocumentation
 */
// AssemblyScript looks for a package's entry here.
export * from './assembly/index';
