/**
 * Providers on disk, in LMDB. Needs the npm package `lmdb`.
 *
 * @packageDocumentation
 */
export { openLmdbKv, type LmdbKv, type LmdbKvOptions } from './kv.js';
