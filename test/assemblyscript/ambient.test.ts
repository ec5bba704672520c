import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadedFunction } from '@org/host-bindings';
import { linkComponent } from '@org/host-bindings/linker';
import { ask, type LogRecord, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const IMPORTS = "import { Context, Request, Response } from '@org/assemblyscript-sdk';\n";

/** A handler whose body answers a response. */
const handler = (body: string): string =>
  `${IMPORTS}export function handle(request: Request, context: Context): Response {\n${body}\n}\n`;

const AMBIENT = handler(`
  const path = request.url.substring('http://function.test'.length);
  if (path == '/console') {
    console.debug('to debug');
    console.log('to log');
    console.info('to info');
    console.warn('to warn');
    console.error('to error');
    console.assert(1 == 1, 'holds');
    console.assert(false, 'fails');
    trace('numbers', 2, 1.5, 2.5);
    console.time('watch');
    console.timeEnd('watch');
    console.timeEnd('watch');
  }
  if (path == '/time') {
    return Response.text(Date.now().toString() + ' ' + performance.now().toString() + ' ' +
      new Date(Date.now()).toISOString());
  }
  if (path == '/random') {
    const bytes = new Uint8Array(8);
    crypto.getRandomValues(bytes);
    return Response.text(Math.random().toString() + ' ' + bytes.toString());
  }
  return Response.text('');
`);

/** Interfaces that a component imports functions of. */
function needs(component: Uint8Array): string[] {
  const names = linkComponent(component).plan.imports.flatMap(({ meaning }) =>
    meaning.kind === 'lower' ? [`${meaning.interface}#${meaning.function}`] : [],
  );
  return [...new Set(names)].toSorted();
}

describe('globals of AssemblyScript', () => {
  let fn: LoadedFunction;
  let logs: LogRecord[];

  beforeAll(async () => {
    const { component } = await buildSource(AMBIENT);
    const started = await startHost({ policy: {} });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'ambient' });
  });

  it('console and trace log at levels of their own', async () => {
    await fn.fetch(ask('/console'));
    expect(logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'debug to debug',
      'info to log',
      'info to info',
      'warn to warn',
      'error to error',
      'error Assertion failed: fails',
      'trace numbers 1.5, 2.5',
      expect.stringMatching(/^info watch: [\d.]+ms$/),
      'warn there is no timer "watch"',
    ]);
  });

  it('Date and performance tell the time of the host', async () => {
    const before = Date.now();
    const text = await (await fn.fetch(ask('/time'))).text();
    const [now, monotonic, iso] = text.split(' ');
    expect(Number(now)).toBeGreaterThanOrEqual(before);
    expect(Number(now)).toBeLessThanOrEqual(Date.now());
    expect(Number(monotonic)).toBeGreaterThan(0);
    expect(Date.parse(iso!)).toBeGreaterThanOrEqual(before);
  });

  it('Math.random and crypto differ from request to request', async () => {
    const texts: string[] = [];
    for (let round = 0; round < 5; round++) {
      texts.push(await (await fn.fetch(ask('/random'))).text());
    }
    expect(new Set(texts.map((text) => text.split(' ')[0])).size).toBe(5);
    expect(new Set(texts.map((text) => text.split(' ')[1])).size).toBe(5);
    for (const text of texts) expect(Number.parseFloat(text)).toBeLessThan(1);
  });

  it.each([
    ["return Response.text('');", []],
    ["console.log('x'); return Response.text('');", ['logging@0.1.0#log']],
    ['return Response.text(Date.now().toString());', ['clock@0.1.0#now']],
    ['return Response.text(performance.now().toString());', ['clock@0.1.0#monotonic']],
    ['return Response.text(Math.random().toString());', ['random@0.1.0#bytes']],
  ])('%s needs only %j', async (body, names) => {
    const { component } = await buildSource(handler(body), { optimize: 'size' });
    const found = needs(component).filter((name) => !name.includes('/http@'));
    expect(found).toEqual(names.map((name) => `wajs:platform/${name}`));
  });

  it.each([
    'const secret = Math.random();',
    'const secret = new Uint8Array(8); crypto.getRandomValues(secret);',
  ])('randomness at module level is refused, with its line: %s', async (statement) => {
    const source = `${handler('return Response.text(secret.toString());')}${statement}\n`;
    const { component } = await buildSource(source);
    const { host } = await startHost({ policy: {} });
    await expect(host.load(component, { name: 'early' })).rejects.toThrow(
      /"early" cannot start: randomness at module level is .*; ask for it in the handler \(index\.ts:5:\d+\)$/,
    );
  });

  it('what the contract has nothing for is refused', async () => {
    await expect(
      buildSource(handler("process.exit(1); return Response.text('');")),
    ).rejects.toMatchObject({
      code: 'ambient-import',
      message: expect.stringContaining('process.exit') as string,
    });
  });
});
