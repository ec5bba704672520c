import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { linkComponent } from '@org/host-bindings/linker';
import { buildComponent, buildFunction } from '@org/wajs/build';
import { readEngine } from '@org/wajs/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ExplainedPart,
  Explanation,
} from '../../packages/host-bindings/src/cli/explain/explanation.js';
import { wrapHandler, wrapModule } from '../linker/guests.js';
import { run } from './run-program.js';

let folder = '';
const source = `
  import { kv, run } from '@org/wajs';
  const notes = kv.open('notes');
  run(async () => Response.json(await notes.get('one')));`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-explain-'));
  const entry = write('index.ts', source);
  write('notes.wajs', (await buildFunction({ entry, name: 'notes', root: folder })).artifact);
  write('notes.wasm', (await buildComponent({ entry, name: 'notes', root: folder })).component);
  write(
    'direct.wasm',
    await wrapHandler(
      '',
      '(call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))',
    ),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function explain(name: string): Promise<Explanation> {
  const { code, out, err } = await run('explain', join(folder, name), '--json');
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Explanation;
}

/** Bytes of all parts of a level, after those inside of each were found to add up. */
function total(parts: readonly ExplainedPart[]): number {
  for (const part of parts.filter((one) => one.parts.length > 0))
    expect(total(part.parts)).toBeLessThanOrEqual(part.bytes);
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}

const names = (explanation: Explanation): string[] =>
  explanation.capabilities!.map((one) => `${one.name} ${one.granted}`);

const needs = ['clock always', 'http always', 'kv policy', 'logging always', 'random always'];

describe('explain', () => {
  test('says of an artifact what its manifest and its parts say', async () => {
    const found = await explain('notes.wajs');
    expect(found).toMatchObject({
      kind: 'artifact',
      name: 'notes',
      contract: 'wajs:platform@0.1.0',
      carrier: 'ring',
      engine: createHash('sha256')
        .update(await readEngine())
        .digest('hex'),
      runs: { ok: true, reason: null },
      exports: [{ interface: 'wajs:platform/http-handler@0.1.0', functions: ['handle'] }],
    });
    expect(names(found)).toEqual(needs);
    expect(found.imports.map((one) => one.functions)).toEqual(Array(5).fill(null));
    expect(found.parts.map((one) => one.name)).toEqual([
      'bundle',
      'source map',
      'image',
      'manifest and frame',
    ]);
    expect(found.parts[0]!.inflated).toBeGreaterThan(found.parts[0]!.bytes);
    expect(total(found.parts)).toBe(found.size);
    expect(found.memory!.bytes % 65_536).toBe(0);
  });

  test('asks a component on the ring what it needs, since its imports do not say', async () => {
    const found = await explain('notes.wasm');
    expect(found).toMatchObject({ kind: 'component', carrier: 'ring', runs: { ok: true } });
    expect(names(found)).toEqual(needs);
    expect(found.imports.map((one) => one.interface)).toEqual(['wajs:platform/ring@0.1.0']);
    expect(found.contract).toBe('wajs:platform@0.1.0');
    expect(found.engine).toMatch(/^[0-9a-f]{64}$/);
    expect(found.tables![0]!.entries).toBeGreaterThan(100);
    expect(total(found.parts)).toBe(found.size);
    const answers = found.ambient.flatMap((one) => one.functions.map((fn) => [fn.name, fn.answer]));
    expect(answers).toContainEqual(['get-environment', 'no variables and no arguments']);
    expect(answers).toContainEqual(['[method]descriptor.stat', null]);
    expect(found.ambient.every((one) => one.interface.startsWith('wasi:'))).toBe(true);
  });

  test('says of a compiled component which functions its code reaches', async () => {
    const found = await explain('direct.wasm');
    expect(found).toMatchObject({
      kind: 'component',
      carrier: 'direct',
      engine: null,
      contract: 'wajs:platform@0.1.0',
      memory: { bytes: 2 * 65_536, maximum: null },
      capabilities: [{ name: 'logging', granted: 'always' }],
      exports: [{ interface: 'wajs:platform/http-handler@0.1.0', functions: ['handle'] }],
    });
    expect(found.imports).toContainEqual({
      interface: 'wajs:platform/logging@0.1.0',
      functions: ['log'],
    });
    // Its types are used, none of its functions is: the policy is not asked about it.
    expect(found.imports).toContainEqual({ interface: 'wajs:platform/http@0.1.0', functions: [] });
    const core = found.parts.find((one) => one.name === 'core module 0')!;
    expect(core.parts.map((one) => one.name)).toEqual(expect.arrayContaining(['code', 'data']));
  });

  test('knows components without hostcalls, interfaces of the user and what the world itself imports', async () => {
    const wit = (imports: string): string =>
      `package acme:money@1.2.0; interface rates { latest: func(n: u32) -> u32; }
       world guest { ${imports} export run: func(n: u32) -> u32; }`;
    const core = (imports: string, call: string): string =>
      `(module ${imports} (memory (export "memory") 1 3)
        (func (export "run") (param i32) (result i32) local.get 0 ${call}))`;
    write('alone.wasm', await wrapModule(core('', ''), wit('')));
    expect(await explain('alone.wasm')).toMatchObject({
      carrier: 'direct',
      capabilities: [],
      contract: null,
      memory: { bytes: 65_536, maximum: 3 * 65_536 },
      exports: [{ interface: '$root', functions: ['run'] }],
    });
    const imports = `(import "acme:money/rates@1.2.0" "latest" (func $latest (param i32) (result i32)))
      (import "$root" "tick" (func $tick (param i32) (result i32)))`;
    const calls = core(imports, 'call $latest call $tick');
    write(
      'rates.wasm',
      await wrapModule(calls, wit('import rates; import tick: func(n: u32) -> u32;')),
    );
    const found = await explain('rates.wasm');
    expect(found.carrier).toBe('direct');
    expect(found.capabilities).toEqual([
      { name: '$root', interface: '$root', granted: 'policy' },
      { name: 'acme:money/rates@1.2.0', interface: 'acme:money/rates@1.2.0', granted: 'policy' },
    ]);
    expect(found.imports).toEqual([
      { interface: '$root', functions: ['tick'] },
      { interface: 'acme:money/rates@1.2.0', functions: ['latest'] },
    ]);
  });

  test('takes a linked module, such as the engine', async () => {
    write('engine.wasm', await readEngine());
    const found = await explain('engine.wasm');
    expect(found).toMatchObject({ kind: 'linked-module', carrier: 'ring', runs: { ok: true } });
    expect(found.engine).toBe((await explain('notes.wajs')).engine);
    // It is not run for that: who knows what linked it, and whether it stops.
    expect(found.capabilities).toBeNull();
    const compared = await run('diff', join(folder, 'notes.wajs'), join(folder, 'engine.wasm'));
    expect(compared).toMatchObject({ code: 2, err: expect.stringContaining('unknown-needs') });
    const { module } = linkComponent(await wrapHandler('', ''));
    write('linked.wasm', module);
    expect(await explain('linked.wasm')).toMatchObject({
      kind: 'linked-module',
      carrier: 'direct',
    });
  });

  test('says why a component does not run, and still what is in it', async () => {
    write('empty.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0));
    const found = await explain('empty.wasm');
    expect(found).toMatchObject({ carrier: null, memory: null, runs: { ok: false } });
    expect(found.runs.reason).toContain('holds no core module');
    expect((await run('explain', join(folder, 'empty.wasm'))).out).toContain('does not run here');
  });

  test('prints it for people', async () => {
    const { code, out } = await run('explain', join(folder, 'notes.wajs'));
    expect(code).toBe(0);
    expect(out).toContain('notes.wajs: artifact, ');
    expect(out).toMatch(/ {2}kv +to be granted: policy\.interfaces has "kv"/);
    expect(out).toMatch(/ {2}bundle +\d+ B \(\d+ B inflated\)/);
  });

  test('says in one diagnostic what is wrong with a file', async () => {
    const artifact = await buildFunction({
      entry: join(folder, 'index.ts'),
      name: 'notes',
      root: folder,
    });
    mkdirSync(join(folder, 'a-folder'));
    write('nothing.wasm', '');
    write('text.wasm', 'hello');
    write('core.wasm', await parse('(module (func (export "f")))'));
    write('cut.wajs', artifact.artifact.subarray(0, 200));
    write('cut.wasm', (await wrapHandler('', '')).subarray(0, 300));
    for (const [name, code] of [
      ['missing.wasm', 'no-such-file'],
      ['a-folder', 'not-a-file'],
      ['nothing.wasm', 'empty-file'],
      ['text.wasm', 'not-webassembly'],
      ['core.wasm', 'core-module'],
      ['cut.wajs', 'file-malformed'],
      ['cut.wasm', 'file-malformed'],
    ] as const) {
      const { code: exit, out, err } = await run('explain', join(folder, name), '--json');
      expect({ name, exit, out }).toEqual({ name, exit: 1, out: '' });
      expect(err).toMatch(new RegExp(`error \\[${code}\\] .*\\nhint: `));
      expect(err.split('\n')).toHaveLength(2);
    }
  });

  test('shows names out of a file as text: none steers the terminal, or adds lines', async () => {
    const name = Buffer.from('\u001b]0;title\u0007\u202e\nneeds\n  nothing');
    const section = [0, name.length + 1, name.length, ...name];
    const file = write('steering.wasm', Uint8Array.of(0, 97, 115, 109, 13, 0, 1, 0, ...section));
    const shown = String.raw`custom "\u001b]0;title\u0007\u202e\u000aneeds\u000a  nothing"`;
    for (const args of [
      ['explain', file],
      ['explain', file, '--json'],
    ]) {
      const { out } = await run(...args);
      expect(out).not.toMatch(/[\u0007\u001b\u202e]/);
      if (args.length === 2) {
        expect(out).toContain(shown);
        expect(out.split('\n')).not.toContain('needs');
      } else {
        const { parts } = JSON.parse(out) as Explanation;
        expect(parts.map((one) => one.name)).toContain(`custom "${name.toString()}"`);
      }
    }
  });
});
