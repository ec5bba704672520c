import { readFile } from 'node:fs/promises';
import { HostError, type Isolation, type LoadedFunction } from '@org/host-bindings';
import { describe, expect, it } from 'vitest';
import { buildSource as buildAssemblyScript } from '../assemblyscript/function-source.js';
import { ask, buildSource, type LogRecord, startHost } from '../e2e/function-harness.js';
import { decodeAnswer, encodeStep } from './conformance-case.js';
import { hostcallCases } from './hostcall-cases.js';
import { messageCases } from './message-cases.js';
import { kvCases } from './kv-cases.js';
import { methodCases } from './method-cases.js';
import { createPlatform } from './platform.js';

const source = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), 'utf8');

/** The guests that the suite holds to the contract, each built once. */
const guests = {
  JavaScript: source('guests/interpreter.ts')
    .then((text) => buildSource(text))
    .then(({ artifact }) => artifact),
  AssemblyScript: source('assembly/interpreter.ts')
    .then((text) => buildAssemblyScript(text))
    .then(({ component }) => component),
};

const cells = Object.entries(guests).flatMap(([language, built]) =>
  (['request', 'shared'] as const).map((isolation) => ({ language, isolation, built })),
);

describe.each(cells)('a guest in $language, isolation $isolation', ({ isolation, built }) => {
  /** A function of its own for each case, on providers of its own. */
  async function start(mode: Isolation): Promise<{
    fn: LoadedFunction;
    logs: LogRecord[];
    advance: (milliseconds: number) => void;
  }> {
    const { options, advance } = createPlatform();
    const { host, logs } = await startHost({ ...options, instances: 2 });
    const fn = await host.load(await built, { name: 'subject', isolation: mode });
    return { fn, logs, advance };
  }

  it.each([...kvCases, ...hostcallCases])('$title', async ({ steps, logs: expected = [] }) => {
    const { fn, logs, advance } = await start(isolation);
    let last = '';
    for (const one of steps) {
      if ('advance' in one) {
        advance(one.advance);
        continue;
      }
      const asked = one.ask.map((field) => (field === '<answer>' ? last : field));
      const response = await fn.fetch(ask('/', { method: 'POST', body: encodeStep(asked) }));
      const text = await response.text();
      const failed = logs.map(({ message }) => message).join('\n');
      expect(response.status, `${asked.join(' ')}\n${failed}`).toBe(200);
      const fields = decodeAnswer(text);
      const wanted = one.answer.map((field) =>
        field instanceof RegExp ? (expect.stringMatching(field) as unknown) : field,
      );
      expect(fields, asked.join(' ')).toEqual(wanted);
      last = fields[0] ?? '';
    }
    const written = logs.map(({ level, message, fields }) => ({ level, message, fields }));
    if (expected.length > 0) expect(written).toEqual(expected);
  });

  it.each(messageCases)(
    '$title',
    async ({ path, init, chunks, options, response: expected, log }) => {
      const { fn, logs } = await start(isolation);
      const body = chunks && { body: ReadableStream.from([...chunks]), duplex: 'half' };
      const response = await fn.fetch(ask(path, { ...init, ...body } as RequestInit), options);
      const headers: Record<string, string | string[]> = {};
      for (const [name, value] of response.headers) headers[name] = value;
      const cookies = response.headers.getSetCookie();
      if (cookies.length > 0) headers['set-cookie'] = cookies;
      const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
      expect({ status: response.status, headers, body: text }).toEqual(expected);
      if (log !== undefined) expect(logs.map(({ message }) => message).join('\n')).toMatch(log);
    },
  );

  it.each(methodCases)('$title', async ({ method, payload, options, answer, log }) => {
    const { fn, logs } = await start(isolation);
    const called = fn.call(method, new Uint8Array(Buffer.from(payload, 'latin1')), options);
    if (typeof answer === 'string') {
      expect(Buffer.from(await called).toString('latin1')).toBe(answer);
    } else {
      const error = (await called.catch((reason: unknown) => reason)) as HostError;
      expect(error).toBeInstanceOf(HostError);
      expect(error.code).toBe(answer.code);
      expect(error.rawMessage).toMatch(answer.message);
    }
    if (log !== undefined) expect(logs.map(({ message }) => message).join('\n')).toMatch(log);
  });
});
