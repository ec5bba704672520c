import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnostic } from '../model/index.js';
import { parseWit, readSources } from './index.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-wit-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What is said of a path below the folder, with the folder left out. */
function refusal(...path: string[]): string {
  try {
    readSources(join(folder, ...path));
    return 'read';
  } catch (error) {
    const { name, code, message, file, line, column, hint } = error as Diagnostic;
    expect(name).toBe('Diagnostic');
    expect(hint).toMatch(/^(?:pass|save|leave)/);
    const place = file === undefined ? '' : `${file}:${line}:${column} `;
    return `${place}[${code}] ${message}`.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  }
}

test('says what is wrong with a path', () => {
  expect(refusal('nothing.wit')).toBe('[wit-not-found] "nothing.wit" does not exist');
  expect(refusal('.')).toBe('[wit-empty] "." holds no .wit file');
  expect(refusal('a\0b')).toContain('[wit-unreadable] "aU+0000b" cannot be read');
  expect(refusal('x'.repeat(300))).toContain(
    'cannot be read: the system refuses it (ENAMETOOLONG)',
  );
  mkdirSync(join(folder, 'folder.wit'));
  expect(refusal('.')).toBe('[wit-empty] "." holds no .wit file');
  symlinkSync('loop.wit', join(folder, 'loop.wit'));
  expect(refusal('loop.wit')).toContain('the system refuses it (ELOOP)');
  expect(refusal('.')).toContain('[wit-unreadable] "loop.wit" cannot be read');
  rmSync(join(folder, 'loop.wit'));
  symlinkSync('gone.wit', join(folder, 'broken.wit'));
  expect(refusal('.')).toBe('[wit-unreadable] "broken.wit" cannot be read: it is no regular file');
});

test.runIf(process.platform === 'linux')('does not wait for what is no file', () => {
  for (const path of ['/dev/zero', '/dev/null']) {
    expect(() => readSources(path)).toThrow('cannot be read: it is no regular file');
  }
});

test('says where a file is no text', () => {
  const write = (name: string, bytes: Uint8Array | string): void =>
    writeFileSync(join(folder, name), bytes);
  write('latin.wit', Buffer.from('package a:b;\n// caf\xE9\n', 'latin1'));
  expect(refusal('latin.wit')).toBe('latin.wit:2:7 [wit-encoding] the file is not UTF-8');
  write('cut.wit', Buffer.from([...Buffer.from('// \uFFFD ok\n'), 0xe2, 0x82]));
  expect(refusal('cut.wit')).toBe('cut.wit:2:1 [wit-encoding] the file is not UTF-8');
  write('utf16.wit', Buffer.from('\uFEFFpackage a:b;', 'utf16le'));
  expect(refusal('utf16.wit')).toBe('utf16.wit:1:1 [wit-encoding] the file is not UTF-8');
  write('replaced.wit', 'package a:b; // \uFFFD\n');
  expect(refusal('replaced.wit')).toBe('read');
  write('module.wit', Buffer.from('\0asm\x01\0\0\0', 'latin1'));
  expect(refusal('module.wit')).toBe(
    'module.wit:1:1 [wit-binary] "module.wit" is WebAssembly, not WIT text',
  );
  write('huge.wit', '');
  truncateSync(join(folder, 'huge.wit'), 2 ** 32);
  expect(refusal('huge.wit')).toContain('huge.wit:1:1 [wit-too-long]');
});

test('reads links to files, and dependencies that are folders, files or links', async () => {
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, 'wit/deps/one'), { recursive: true });
  mkdirSync(join(folder, 'elsewhere'));
  write('main.wit', 'package a:b;\nworld w { import one:p/i; import two:p/i; import three:p/i; }');
  symlinkSync('../main.wit', join(folder, 'wit/main.wit'));
  write('wit/deps/one/i.wit', 'package one:p; interface i {}');
  write('wit/deps/two.wit', 'package two:p; interface i {}');
  write('wit/deps/notes.txt', 'none');
  write('elsewhere/i.wit', 'package three:p; interface i {}');
  symlinkSync('../../elsewhere', join(folder, 'wit/deps/three'));
  const { world } = await parseWit(readSources(join(folder, 'wit')));
  expect(world.imports.map((one) => one.key.name)).toEqual(['one:p/i', 'two:p/i', 'three:p/i']);
  write('wit/deps/four.wasm', '');
  expect(refusal('wit')).toContain('[wit-binary] "wit/deps/four.wasm" is WebAssembly');
});
