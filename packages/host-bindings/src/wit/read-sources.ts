import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import {
  notUtf8,
  sourceTooLong,
  witBinary,
  witEmpty,
  witNotFound,
  witUnreadable,
} from './diagnostics.js';
import { MOST_TEXT } from './source.js';
import type { WitSource } from './source.js';

/**
 * The sources at a path: one file, or all `.wit` files of a folder and of its `deps`, in the order of
 * their names.
 * @throws Diagnostic when nothing is there, and for what cannot be read or is no text.
 */
export function readSources(path: string): WitSource[] {
  const stat = statOf(path);
  if (stat === undefined) throw witNotFound(path);
  if (!stat.isDirectory()) return [readSource(path)];
  const sources = witFiles(path).map((file) => readSource(file));
  if (sources.length === 0) {
    const inside = join(path, 'wit');
    const isThere = statOf(inside)?.isDirectory() === true;
    throw witEmpty(path, isThere && witFiles(inside).length > 0 ? inside : undefined);
  }
  return [...sources, ...readDependencies(join(path, 'deps'))];
}

function readDependencies(folder: string): WitSource[] {
  if (statOf(folder)?.isDirectory() !== true) return [];
  return entriesOf(folder).flatMap((dependency) => {
    const path = join(folder, dependency);
    if (statOf(path)?.isDirectory() === true) {
      return witFiles(path).map((file) => ({ ...readSource(file), dependency }));
    }
    if (/\.wasm$|\.wat$/.test(dependency)) throw witBinary(path);
    return dependency.endsWith('.wit') ? [{ ...readSource(path), dependency }] : [];
  });
}

/** The `.wit` files of a folder, links to such files among them. */
function witFiles(folder: string): string[] {
  return entriesOf(folder)
    .filter((name) => name.endsWith('.wit'))
    .map((name) => join(folder, name))
    .filter((path) => statOf(path)?.isDirectory() !== true);
}

function readSource(file: string): WitSource {
  const stat = statOf(file);
  if (stat?.isFile() !== true) throw witUnreadable(file, 'it is no regular file');
  // A character takes four bytes at most.
  if (stat.size > 4 * MOST_TEXT) throw sourceTooLong(file, stat.size, MOST_TEXT);
  const bytes = attempt(file, () => readFileSync(file));
  if (bytes.subarray(0, 4).equals(WASM)) throw witBinary(file);
  const text = bytes.toString('utf8');
  const at = findInvalid(bytes, text);
  if (at !== undefined) throw notUtf8({ source: { file, text }, at });
  return { file, text };
}

const WASM = Buffer.from('\0asm');
const REPLACEMENT = Buffer.from('\uFFFD');

/** Where a text has a character in place of bytes that are no UTF-8. */
function findInvalid(bytes: Buffer, text: string): number | undefined {
  if (Buffer.byteLength(text) === bytes.length && Buffer.from(text).equals(bytes)) return undefined;
  let offset = 0;
  for (let at = 0; at < text.length; at += 1) {
    const next = text.indexOf('\uFFFD', at);
    offset += Buffer.byteLength(text.slice(at, next));
    if (!bytes.subarray(offset, offset + REPLACEMENT.length).equals(REPLACEMENT)) return next;
    offset += REPLACEMENT.length;
    at = next;
  }
  return 0;
}

function entriesOf(folder: string): string[] {
  return attempt(folder, () => readdirSync(folder)).toSorted();
}

/** What is at a path; undefined where nothing is. */
function statOf(path: string): Stats | undefined {
  return attempt(path, () => statSync(path, { throwIfNoEntry: false }));
}

/** @throws Diagnostic where the system refuses. */
function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw witUnreadable(path, `the system refuses it (${code})`, cause);
  }
}
