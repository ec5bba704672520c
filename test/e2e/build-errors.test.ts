import { BuildError } from '@org/wajs/build';
import { describe, expect, it } from 'vitest';
import { ask, buildSource, startHost } from './function-harness.js';

/** Builds what cannot be built, and answers the error's message without the folder's random name. */
async function failToBuild(source: string, files: Record<string, string> = {}): Promise<string> {
  const error = await buildSource(source, { files }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BuildError);
  const { message } = error as BuildError;
  expect(message).not.toMatch(/node_modules|engine-main|<input>|<eval>|native/);
  return message.replace(/^wajs-e2e-\w+/, 'folder');
}

const lines = (...text: string[]): string => text.join('\n');

describe('what does not bundle says file, line and column with a code frame', () => {
  it('a syntax error', async () => {
    const message = await failToBuild(
      lines("import { run } from '@org/wajs';", 'run(() => {', '  const x = ;', '});'),
    );
    expect(message).toBe(
      lines(
        'folder/index.ts does not bundle',
        '',
        '✘ [ERROR] Unexpected ";"',
        '',
        '    index.ts:3:12:',
        '      3 │   const x = ;',
        '        ╵             ^',
      ),
    );
  });

  it('a syntax error in another file', async () => {
    const message = await failToBuild(
      lines("import { run } from '@org/wajs';", "import { x } from './lib/x.js';", 'run(x);'),
      { 'lib/x.ts': lines('export const x = () => {', '  return "open;', '};') },
    );
    expect(message).toContain('✘ [ERROR] Unterminated string literal');
    expect(message).toContain(lines('lib/x.ts:2:15:', '      2 │   return "open;'));
  });

  it.each([
    ['./missing.js', 'Check the path; it is relative to the importing file.'],
    ['left-pad-of-nobody', 'Install it: npm install left-pad-of-nobody'],
    [
      'node:fs',
      'Functions run in a sandbox without Node: see docs/guide/web-apis.md for what is there.',
    ],
    [
      'fs',
      'Functions run in a sandbox without Node: see docs/guide/web-apis.md for what is there.',
    ],
  ])('an import of "%s" that does not resolve', async (name, hint) => {
    const message = await failToBuild(
      lines("import { run } from '@org/wajs';", `import x from '${name}';`, 'run(x);'),
    );
    expect(message).toBe(
      lines(
        'folder/index.ts does not bundle',
        '',
        `✘ [ERROR] Could not resolve "${name}"`,
        '',
        '    index.ts:2:14:',
        `      2 │ import x from '${name}';`,
        `        ╵               ${'~'.repeat(name.length + 2)}`,
        '',
        `  ${hint}`,
      ),
    );
  });

  it('a part of the packages that is not for functions', async () => {
    const message = await failToBuild(
      "import { buildFunction } from '@org/wajs/build';\nbuildFunction();",
    );
    expect(message).toContain('"@org/wajs/build" is not for functions; import from "@org/wajs"');
    expect(message).toContain('index.ts:1:30:');
  });

  it('a name that the SDK does not have', async () => {
    const message = await failToBuild("import { walk } from '@org/wajs';\nwalk();");
    expect(message).toContain('No matching export in "wajs-sdk:@org/wajs" for import "walk"');
    expect(message).toContain('index.ts:1:9:');
  });

  it('an await at module level', async () => {
    const message = await failToBuild(
      lines("import { run } from '@org/wajs';", 'await 1;', 'run(() => new Response());'),
    );
    expect(message).toContain('✘ [ERROR] await is not possible at module level');
    expect(message).toContain('index.ts:2:0:');
    expect(message).toContain('Module level runs once, at build time: await in the handler.');
  });
});

describe("what fails at module level says what, and where in the author's file", () => {
  const noHandler =
    'the function serves nothing; call run(handler) or serveRpc(methods) at module level';

  it.each([
    ['nothing', ''],
    ['an exported handler alone', 'export default { fetch: () => new Response() };'],
    [
      'a handler that is registered later',
      "import { run } from '@org/wajs';\nvoid Promise.resolve().then(() => run(() => new Response()));",
    ],
  ])('no run() call: %s', async (_name, source) => {
    await expect(buildSource(source)).rejects.toThrow(noHandler);
  });

  it('two run() calls', async () => {
    const message = await failToBuild(
      lines(
        "import { run } from '@org/wajs';",
        "run(() => new Response('1'));",
        '',
        "run(() => new Response('2'));",
      ),
    );
    expect(message).toBe(
      lines(
        'WajsError: [invalid] run() was called after run(); a function has one handler, dispatch inside it',
        '    at <anonymous> (index.ts:4:1)',
      ),
    );
  });

  it('both spellings of run()', async () => {
    const message = await failToBuild(
      lines(
        "import { addEventListener, run } from '@org/wajs';",
        "addEventListener('fetch', (event) => event.respondWith(new Response('1')));",
        "run(() => new Response('2'));",
      ),
    );
    expect(message).toBe(
      lines(
        "WajsError: [invalid] run() was called after addEventListener('fetch'); a function has one handler, dispatch inside it",
        '    at <anonymous> (index.ts:3:1)',
      ),
    );
  });

  it('a handler that is no function', async () => {
    const message = await failToBuild(
      "import { run } from '@org/wajs';\nrun({ fetch: () => new Response() });",
    );
    expect(message).toBe(
      lines(
        'TypeError: a handler must be a function, got object',
        '    at <anonymous> (index.ts:2:1)',
      ),
    );
  });

  it('an exception, through the files that it passed', async () => {
    const message = await failToBuild(
      lines(
        "import { run } from '@org/wajs';",
        "import { setUp } from './lib/set-up.js';",
        'const state = setUp();',
        'run(() => Response.json(state));',
      ),
      {
        'lib/set-up.ts': lines(
          '/** Types and comments are gone in the bundle. */',
          'interface State { readonly ready: boolean }',
          'export function setUp(): State {',
          '  return check({ ready: false });',
          '}',
          'function check(state: State): State {',
          "  if (!state.ready) throw new RangeError('not ready');",
          '  return state;',
          '}',
        ),
      },
    );
    expect(message).toBe(
      lines(
        'RangeError: not ready',
        '    at check (lib/set-up.ts:7:31)',
        '    at setUp (lib/set-up.ts:4:10)',
        '    at <anonymous> (index.ts:3:15)',
      ),
    );
  });

  it('a thrown value that is no error', async () => {
    await expect(buildSource("throw 'just text';")).rejects.toThrow(/^just text$/);
  });

  it('recursion without end', async () => {
    await expect(buildSource('const deep = () => deep() + 1;\ndeep();')).rejects.toThrow(
      'the function recursed too deeply at module level',
    );
  });

  it('more memory than there is', async () => {
    const message = await failToBuild(
      lines('const keep = [];', 'for (;;) keep.push(new Uint8Array(10_000_000));'),
    );
    expect(message).toBe(
      lines('InternalError: out of memory', '    at <anonymous> (index.ts:2:24)'),
    );
  });

  it.each([
    ["kv.open('b').get('key')", 'kv.get'],
    ["kv.open('b').put('key', 'value')", 'kv.put'],
    ["cache.get('key')", 'cache.get'],
    ["config.get('NAME')", 'config.get'],
    ["fetch('https://example.com/')", 'fetch'],
    ['setTimeout(() => {}, 1)', 'a timer'],
    ['crypto.randomUUID()', 'randomness'],
    ['Math.random()', 'randomness'],
  ])('a hostcall, with where to move it: %s', async (call, what) => {
    const message = await failToBuild(
      lines(
        "import { cache, config, kv, run } from '@org/wajs';",
        '',
        `void [${call}];`,
        'run(() => new Response(String([kv, cache, config])));',
      ),
    );
    expect(message).toMatch(
      /^WajsError: \[invalid\] .+ works only while a request is being served; move it into the handler\n {4}at <anonymous> \(index\.ts:3:\d+\)$/,
    );
    expect(message).toContain(what);
  });
});

describe('after a fault at module level', () => {
  it('the next function builds and serves as if nothing had been', async () => {
    for (const source of [
      'globalThis.leak = 1; throw new Error("x");',
      'const deep = () => deep() + 1; deep();',
      'const keep = []; for (;;) keep.push(new Uint8Array(10_000_000));',
    ]) {
      await expect(buildSource(source)).rejects.toThrow(BuildError);
      const { load } = await startHost();
      const fn = await load(
        "import { run } from '@org/wajs';\nrun(() => new Response(typeof leak));",
      );
      expect(await (await fn.fetch(ask())).text()).toBe('undefined');
    }
  });

  it('a promise that is rejected at module level, and that nobody awaits, breaks nothing', async () => {
    const { load, logs } = await startHost();
    const fn = await load(
      lines(
        "import { run } from '@org/wajs';",
        "void Promise.reject(new Error('nobody awaits this'));",
        "run(() => new Response('fine'));",
      ),
    );
    expect(await (await fn.fetch(ask())).text()).toBe('fine');
    expect(logs).toEqual([]);
  });
});
