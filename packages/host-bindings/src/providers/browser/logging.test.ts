import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import { createLogger, type LogConsole, type LoggerOptions } from './logging.js';

const call: CallContext = {
  functionName: 'hello',
  requestId: '0123456789abcdef',
  deadline: Infinity,
  signal: new AbortController().signal,
};

function capture(options: LoggerOptions = {}) {
  const records: unknown[][] = [];
  const methods = ['debug', 'info', 'warn', 'error'] as const;
  const target = Object.fromEntries(
    methods.map((method) => [method, (...values: unknown[]) => records.push([method, ...values])]),
  ) as unknown as LogConsole;
  return { records, logger: createLogger({ console: target, ...options }) };
}

describe('a log in the console', () => {
  it('has a method for each level, and says which function and request', () => {
    const { records, logger } = capture();
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const)
      logger.log(level, level, [], call);
    expect(records.map(([method, , text]) => `${String(method)} ${String(text)}`)).toEqual([
      'debug [hello 01234567] trace',
      'debug [hello 01234567] debug',
      'info [hello 01234567] info',
      'warn [hello 01234567] warn',
      'error [hello 01234567] error',
    ]);
  });

  it('gives fields as an object, whatever they are called, and text never as a format', () => {
    const { records, logger } = capture();
    logger.log(
      'info',
      '%cstyled',
      [
        { name: '__proto__', value: { tag: 'text', val: 'x' } },
        { name: 'n', value: { tag: 'number', val: 1.5 } },
        { name: 'j', value: { tag: 'json', val: '[1, null]' } },
        { name: 'broken', value: { tag: 'json', val: '{"a"' } },
      ],
      { ...call, functionName: '', requestId: '' },
    );
    const [method, format, text, fields] = records[0]!;
    expect([method, format, text]).toEqual(['info', '%s', '%cstyled']);
    expect(Object.entries(fields as object)).toEqual([
      ['__proto__', 'x'],
      ['n', 1.5],
      ['j', [1, null]],
      ['broken', '{"a"'],
    ]);
  });

  it('escapes what could forge a record, and keeps the lines of a stack', () => {
    const { records, logger } = capture();
    logger.log('info', 'a\u001b[2Jb\rc\u202ed\n  at e', [], {
      ...call,
      functionName: '',
      requestId: '',
    });
    expect(records[0]![2]).toBe('a\\u001b[2Jb\\rc\\u202ed\n  at e');
  });

  it('cuts a record at its limit', () => {
    const { records, logger } = capture({ limits: { logLineBytes: 120 } });
    for (const filler of ['x', 'é', '\u{1f600}']) {
      logger.log(
        'info',
        filler.repeat(200),
        [{ name: 'a', value: { tag: 'text', val: 'b' } }],
        call,
      );
      const [, , text, fields] = records.pop()!;
      expect(text).toMatch(/ \[cut\]$/);
      expect(Buffer.byteLength(String(text))).toBeLessThanOrEqual(120 + ' [cut]'.length);
      expect(text).not.toMatch(/[\uD800-\uDBFF] \[cut\]$/);
      expect(fields).toBeUndefined();
    }
    const long = { name: 'b', value: { tag: 'text', val: 'y'.repeat(200) } } as const;
    logger.log('info', 'short', [{ name: 'a', value: { tag: 'number', val: 1 } }, long], call);
    expect(records.pop()).toEqual(['info', '%s', '[hello 01234567] short [cut]', { a: 1 }]);
  });

  it('ends after the limit of a request, with one record that says so', () => {
    const { records, logger } = capture({ limits: { logBytes: 1000 } });
    for (let i = 0; i < 100; i++) logger.log('info', 'x'.repeat(100), [], call);
    expect(records.at(-1)?.[2]).toContain('log limit of 1000 bytes reached');
    expect(records.length).toBeLessThan(12);
    logger.log('info', 'another request', [], { ...call, requestId: 'other' });
    expect(records.at(-1)?.[2]).toBe('[hello other] another request');
  });

  it('leaves out what is under the level', () => {
    const { records, logger } = capture({ level: 'warn' });
    logger.log('info', 'no', [], call);
    logger.log('error', 'yes', [], call);
    expect(records).toHaveLength(1);
  });
});
