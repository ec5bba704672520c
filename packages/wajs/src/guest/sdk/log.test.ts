import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Field } from '../gen/logging.js';
import { log, writeLog } from './log.js';

const records: { level: string; message: string; fields: Field[] }[] = [];
let serving = true;
vi.mock('../codegen-v1/index.js', () => ({ isServing: () => serving }));
vi.mock('../gen/logging.js', () => ({
  log(level: string, message: string, fields: Field[]) {
    if (message === 'throw') throw new Error('the host is gone');
    records.push({ level, message, fields });
  },
}));

beforeEach(() => {
  records.length = 0;
  serving = true;
});

describe('log', () => {
  it('has a method for each level', () => {
    log.trace('a');
    log.debug('b');
    log.info('c');
    log.warn('d');
    log.error('e');
    expect(records.map(({ level, message }) => level + message).join(' ')).toBe(
      'tracea debugb infoc warnd errore',
    );
  });

  it('gives each field the type of its value', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log.info('m', {
      ...{ text: 'a', number: 1.5, boolean: true, nothing: null, missing: undefined },
      ...{ big: 10n, list: [1], date: new Date(0), circle, call: () => {} },
    });
    expect(Object.fromEntries(records[0]!.fields.map(({ name, value }) => [name, value]))).toEqual({
      text: { tag: 'text', val: 'a' },
      number: { tag: 'number', val: 1.5 },
      boolean: { tag: 'boolean', val: true },
      nothing: { tag: 'json', val: 'null' },
      big: { tag: 'text', val: '10' },
      list: { tag: 'json', val: '[1]' },
      date: { tag: 'json', val: '"1970-01-01T00:00:00.000Z"' },
      circle: { tag: 'text', val: '{ self: [Circular] }' },
      call: { tag: 'text', val: '[Function: call]' },
    });
    log.error('m', { error: new Error('why') });
    expect(records[1]!.fields[0]!.value).toEqual({
      tag: 'text',
      val: expect.stringMatching(/^Error: why\n/),
    });
  });

  it('never throws', () => {
    writeLog('info', 'throw', undefined);
    log.info('\ud800', { '\udc00': '\ud800' });
    expect(records[0]).toEqual({
      level: 'info',
      message: '\ufffd',
      fields: [{ name: '\ufffd', value: { tag: 'text', val: '\ufffd' } }],
    });
    log.info({ not: 'text' } as never);
    expect(records[1]!.message).toBe('[object Object]');
    log.info('m', {
      get broken() {
        throw new Error('no');
      },
    });
  });

  it('writes nothing while no request is being served', () => {
    serving = false;
    log.error('at build time');
    expect(records).toEqual([]);
  });
});
