import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from './program.js';

const wit = fileURLToPath(new URL('../../../../wit', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const lines: Record<'out' | 'err', string[]> = { out: [], err: [] };
  const code = await runProgram(args, '1.2.3', {
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
  });
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

test('writes what differs, removes what it once emitted, and leaves the rest alone', async () => {
  const out = join(folder, 'gen');
  const args = ['generate', wit, '--world', 'function', '--target', 'ts-host', '--out', out];
  expect(await run(...args)).toMatchObject({ code: 0, out: `10 files in ${out}: 10 written` });
  expect(await run(...args)).toMatchObject({ code: 0, out: `10 files in ${out}: 0 written` });
  const kv = readFileSync(join(out, 'kv.ts'), 'utf8');
  writeFileSync(join(out, 'old.ts'), kv);
  writeFileSync(join(out, 'mine.ts'), 'export {};\n');
  writeFileSync(join(out, 'kv.ts'), `${kv}\n`);
  rmSync(join(out, 'types.ts'));
  const drift = await run(...args, '--check');
  expect(drift.code).toBe(1);
  expect(drift.err).toContain('missing  types.ts\n  changed  kv.ts\n  stale    old.ts');
  expect(await run(...args)).toMatchObject({ out: `10 files in ${out}: 2 written, 1 removed` });
  expect(await run(...args, '--check')).toMatchObject({ code: 0 });
  expect(readdirSync(out)).toContain('mine.ts');
});

test('says where a folder cannot be made', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const args = ['generate', wit, '-w', 'function', '-t', 'ts-host', '--out'];
  const below = await run(...args, join(file, 'a', 'b'));
  expect(below).toMatchObject({ code: 1, err: expect.stringContaining(`"${file}" is a file`) });
  const deep = join(folder, 'a', 'b', 'c');
  expect(await run(...args, deep)).toMatchObject({ code: 0 });
  expect(readdirSync(deep)).toContain('kv.ts');
});

// Node's own way to make folders one below the other never ends here.
test.runIf(process.platform === 'linux')('ends where the system makes no folders', async () => {
  const args = ['generate', wit, '-w', 'function', '-t', 'ts-host', '--out', '/proc/x/y'];
  const { code, err } = await run(...args);
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('"/proc/x"') });
  expect(err).toContain('error [output-not-made]');
});

test('takes what the system refuses for no fault of its own', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const long = join(folder, 'x'.repeat(300));
  const tooLong = `error [system-error] "${long}" cannot be used: name too long (ENAMETOOLONG)`;
  for (const [code, message, ...args] of [
    [1, tooLong, 'explain', long],
    [2, tooLong, 'diff', long, wit],
    [1, 'not a directory (ENOTDIR)', 'scaffold', '-w', 'function', '-o', join(file, 'below')],
  ] as const) {
    const said = await run(...args);
    expect(said).toMatchObject({ code, err: expect.stringContaining(message) });
    expect(said.err).toContain('hint: check the path, and who may read and write there');
  }
});

test('says what is wrong with the options, and how to go on', async () => {
  const base = ['generate', wit, '--out', folder];
  for (const codegen of ["a'b", 'a"b', 'a\\b', 'a\nb', '']) {
    const said = await run(...base, '-t', 'ts-host', '-w', 'function', '--codegen', codegen);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('[codegen-module]') });
  }
  expect((await run(...base, '-t', 'ts-host', '-w', 'nope')).err).toContain(
    'choose one of: imports, function',
  );
  expect((await run(...base, '-t', 'cobol', '-w', 'function')).err).toContain(
    'choose one of: ts-host, js-guest',
  );
  expect(
    (await run('generate', join(folder, 'no.wit'), '-o', folder, '-t', 'ts-host')).err,
  ).toContain('does not exist');
  for (const args of [
    [...base, '-t', 'ts-host', '--\u001B[2J'],
    [...base, '-t', '\u202E'],
    ['generate', '\u009B', '-t', 'ts-host', '--out', folder],
  ]) {
    const { code, err } = await run(...args);
    expect({ code, isPlain: !/[^\P{Cc}\n]|\p{Cf}/u.test(err) }).toEqual({ code: 1, isPlain: true });
  }
  expect((await run(...base)).err).toContain("required option '-t, --target <name>' not specified");
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const taken = await run('generate', wit, '-w', 'function', '-t', 'ts-host', '-o', file);
  expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('is a file') });
});

test('keeps the files of targets that share a folder apart', async () => {
  const args = ['generate', wit, '--world', 'function', '--out', folder, '--target'];
  await run(...args, 'ts-host');
  expect(await run(...args, 'markdown')).toMatchObject({
    out: `11 files in ${folder}: 11 written`,
  });
  writeFileSync(join(folder, 'old.md'), readFileSync(join(folder, 'kv.md'), 'utf8'));
  expect((await run(...args, 'markdown', '--check')).err).toContain('stale    old.md');
  expect(await run(...args, 'ts-host', '--check')).toMatchObject({ code: 0 });
});

test('refuses --rpc where it would have no effect', async () => {
  const args = ['generate', wit, '--world', 'function', '--out', folder, '--rpc', '--target'];
  const { code, err } = await run(...args, 'as-guest');
  expect(code).toBe(1);
  expect(err).toContain('[rpc-not-emitted]');
  expect(err).toContain('leave --rpc out');
  expect(readdirSync(folder)).toEqual([]);
});

test('removes nothing but what it wrote', async () => {
  const args = ['generate', wit, '--world', 'function', '--target', 'ts-host', '--out', folder];
  await run(...args);
  const emitted = readFileSync(join(folder, 'kv.ts'), 'utf8');
  const [banner] = emitted.split('\n');
  const own: Record<string, string> = {
    'adopted.ts': emitted.replace('; do not edit.', ''),
    'quoting.ts': `// ${banner}\n`,
    'later.ts': `\n${emitted}`,
    'other.md': emitted.replace('--target ts-host', '--target markdown'),
    'notes.txt': emitted,
  };
  for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
  const elsewhere = mkdtempSync(join(tmpdir(), 'wajs-cli-'));
  writeFileSync(join(elsewhere, 'kv.ts'), emitted);
  symlinkSync(join(elsewhere, 'kv.ts'), join(folder, 'linked.ts'));
  symlinkSync(elsewhere, join(folder, 'folder.ts'));
  expect(await run(...args)).toMatchObject({
    code: 0,
    out: expect.not.stringContaining('removed'),
  });
  for (const [name, text] of Object.entries(own)) {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  }
  expect(readFileSync(join(elsewhere, 'kv.ts'), 'utf8')).toBe(emitted);
  rmSync(elsewhere, { recursive: true });
  const unnamed = await run(...args.slice(0, -1), '');
  expect(unnamed).toMatchObject({ code: 1, err: expect.stringContaining('has no name') });
});

test('prints help and version', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3' });
  expect((await run('generate', '--help')).out).toContain('Examples:');
  expect(await run('frobnicate')).toMatchObject({ code: 1 });
});

test('writes over nothing that it did not write, and through no link', async () => {
  const args = ['generate', wit, '--world', 'function', '--target', 'ts-host', '--out', folder];
  const file = join(folder, 'kv.ts');
  writeFileSync(file, 'export const mine = 1;\n');
  expect((await run(...args)).err).toContain(`${file}:1:1: error [output-taken]`);
  expect(readFileSync(file, 'utf8')).toBe('export const mine = 1;\n');
  expect(readdirSync(folder)).toEqual(['kv.ts']);
  rmSync(file);
  const elsewhere = mkdtempSync(join(tmpdir(), 'wajs-cli-'));
  symlinkSync(join(elsewhere, 'target.ts'), file);
  expect((await run(...args)).err).toContain('[output-taken]');
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(elsewhere, { recursive: true });
});
