/** Providers on disk, in LMDB. Needs the npm package `lmdb`. */
export { openLmdbKv, type LmdbKv, type LmdbKvOptions } from './kv.js';
