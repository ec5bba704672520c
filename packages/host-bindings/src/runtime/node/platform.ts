import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { startGuestThread } from './guest-thread.js';
import type { Platform } from '../platform.js';

/** Node as a {@link Platform}: everything at once, and functions are loaded from files. */
export const nodePlatform: Platform = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  inflater: (bytes, maximum) => () => inflateRawSync(bytes, { maxOutputLength: maximum }),
  read: (path) => readFile(path),
  startGuestThread,
  reread: (path) => readFileSync(path),
  nameOf: (path) => basename(path).replace(/\.\w+$/, ''),
};
