import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import { escapeControls } from '../escape-controls.js';
import { clipUtf8 } from './escape.js';
import { createLogger, type LoggerOptions } from './logging.js';

const now = (): number => Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const call: CallContext = {
  functionName: 'hello',
  requestId: '0123456789abcdef',
  deadline: Infinity,
  signal: new AbortController().signal,
};

function capture(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ stream, now, ...options }) };
}

describe('lines of JSON', () => {
  it('hold what the host knows outside of what the guest says', () => {
    const { lines, logger } = capture();
    logger.log(
      'info',
      'hello',
      [
        { name: 'level', value: { tag: 'text', val: 'error' } },
        { name: 'n', value: { tag: 'number', val: 1.5 } },
        { name: 'nan', value: { tag: 'number', val: Number.NaN } },
        { name: 'b', value: { tag: 'boolean', val: true } },
        { name: 'j', value: { tag: 'json', val: '{ "a":\n [1, null] }' } },
        { name: 'broken', value: { tag: 'json', val: '{"a"' } },
        { name: '__proto__', value: { tag: 'text', val: 'x' } },
      ],
      call,
    );
    expect(lines).toEqual([
      '{"time":"2026-01-02T03:04:05.678Z","level":"info","function":"hello",' +
        '"requestId":"0123456789abcdef","message":"hello","fields":{"level":"error","n":1.5,' +
        '"nan":"NaN","b":true,"j":{"a":[1,null]},"broken":"{\\"a\\"","__proto__":"x"}}\n',
    ]);
  });

  it('are one record a call, with no control, ANSI or bidi character', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const parts = fc.constantFrom(
      '\n',
      '\r',
      '\u001b[31m',
      '\u202e',
      '\u2028',
      '\u0085',
      '"',
      '\\',
    );
    const nasty = fc.array(fc.oneof(text, parts)).map((all) => all.join(''));
    fc.assert(
      fc.property(nasty, nasty, nasty, (message, name, val) => {
        const { lines, logger } = capture();
        const values = [{ name, value: { tag: 'text', val } as const }];
        logger.log('warn', message, values, { ...call, functionName: name });
        logger.log(
          'warn',
          message,
          [{ name, value: { tag: 'json', val: JSON.stringify(val) } }],
          call,
        );
        expect(lines).toHaveLength(2);
        for (const line of lines) {
          // oxlint-disable-next-line no-control-regex -- none of them may be there
          expect(line.slice(0, -1)).not.toMatch(
            /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/,
          );
          const { fields } = JSON.parse(line) as { fields: Record<string, string> };
          expect(Object.entries(fields)).toEqual([[name, val]]);
        }
      }),
    );
  });

  it('are cut at their limit and still JSON', () => {
    for (const filler of ['x', 'é', '\u{1f600}', '\n', '"', '\u0001']) {
      const { lines, logger } = capture({ limits: { logLineBytes: 1000 } });
      const long = filler.repeat(2000);
      logger.log('info', long, [{ name: 'a', value: { tag: 'text', val: 'b' } }], call);
      logger.log('info', 'short', [{ name: 'a', value: { tag: 'text', val: long } }], call);
      logger.log('info', 'short', [{ name: long, value: { tag: 'json', val: `"${long}"` } }], call);
      const many = Array.from({ length: 500 }, (_, i) => ({
        name: `n${i}`,
        value: { tag: 'number', val: i } as const,
      }));
      logger.log('info', 'many', many, call);
      expect(lines).toHaveLength(4);
      for (const line of lines) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(1000);
        expect(Buffer.byteLength(line)).toBeGreaterThan(800);
        expect(JSON.parse(line)).toMatchObject({ cut: true });
        expect(line).not.toContain('\ufffd');
      }
    }
  });
});

describe('lines for people', () => {
  it('name time, level, function, request, message and fields', () => {
    const { lines, logger } = capture({ pretty: true });
    const fields = [
      { name: 'who', value: { tag: 'text', val: 'a b' } as const },
      { name: 'n', value: { tag: 'number', val: 3 } as const },
    ];
    logger.log('warn', 'signed', fields, call);
    expect(lines).toEqual(['03:04:05.678 WARN  hello 01234567 signed who="a b" n=3\n']);
  });

  it('have colours where they are wanted', () => {
    const { lines, logger } = capture({ pretty: true, colors: true });
    logger.log('error', 'x', [], call);
    expect(lines[0]).toContain('\u001b[31mERROR\u001b[0m');
  });

  it('indent further lines, so that no message passes for a record', () => {
    const { lines, logger } = capture({ pretty: true });
    logger.log('info', 'one\n03:04:05.678 ERROR fake\u001b[2J\u202e\rx', [], call);
    expect(lines).toEqual([
      '03:04:05.678 INFO  hello 01234567 one\n    | 03:04:05.678 ERROR fake\\u001b[2J\\u202e\\rx\n',
    ]);
  });
});

describe('volume', () => {
  it('ends after the limit of the request, with one line that says so', () => {
    const { lines, logger } = capture({ limits: { logBytes: 2000 } });
    for (let i = 0; i < 100; i++) logger.log('info', 'x'.repeat(100), [], call);
    logger.log('info', 'another request', [], { ...call, requestId: 'other' });
    expect(lines.at(-2)).toContain('log limit of 2000 bytes reached');
    expect(lines.at(-1)).toContain('another request');
    expect(lines.slice(0, -2).join('').length).toBeLessThanOrEqual(2000);
    expect(lines.length).toBeLessThan(15);
  });

  it('never fails and never waits: a broken or slow stream loses lines', () => {
    const lines: string[] = [];
    const stream = {
      writableLength: 2 * 1024 * 1024,
      broken: false,
      write(line: string): void {
        if (stream.broken) throw new Error('EPIPE');
        lines.push(line);
      },
    };
    const logger = createLogger({ stream, now });
    for (let i = 0; i < 3; i++) logger.log('info', 'lost', [], call);
    expect(lines).toEqual([]);
    stream.writableLength = 0;
    logger.log('info', 'kept', [], call);
    expect(lines[0]).toContain('3 log lines were dropped');
    expect(lines[1]).toContain('kept');
    stream.broken = true;
    expect(() => logger.log('info', 'x', [], call)).not.toThrow();
  });

  it('leaves out what is under the level', () => {
    const { lines, logger } = capture({ level: 'warn' });
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) {
      logger.log(level, level, [], call);
    }
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual([
      'warn',
      'error',
    ]);
  });
});

describe('several loggers over one stream', () => {
  it('hear its errors once', () => {
    const heard: string[] = [];
    const stream = {
      write: () => undefined,
      on: (event: string) => void heard.push(event),
    };
    for (let index = 0; index < 20; index++) createLogger({ stream });
    expect(heard).toEqual(['error']);
  });
});

describe('escaping', () => {
  it('leaves what is safe alone, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = escapeControls(text);
        expect(escapeControls(once)).toBe(once);
      }),
    );
    expect(escapeControls('grün 😀 日本')).toBe('grün 😀 日本');
    expect(escapeControls('\ud800')).toBe('\\ud800');
  });

  it('clips between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, bytes) => {
        const clipped = clipUtf8(text, bytes);
        expect(text.startsWith(clipped)).toBe(true);
        expect(Buffer.byteLength(clipped)).toBeLessThanOrEqual(bytes);
        const next = text.slice(clipped.length);
        const character = next === '' ? '' : String.fromCodePoint(next.codePointAt(0)!);
        expect(next === '' || Buffer.byteLength(clipped + character) > bytes).toBe(true);
      }),
    );
  });
});
