import { describe, expect, it } from 'vitest';
import { defaultLimits, limitName, resolveLimits } from './limits.js';

describe('limits', () => {
  it('are frozen', () => {
    expect(Object.isFrozen(defaultLimits)).toBe(true);
    expect(Object.isFrozen(resolveLimits({ wallMs: 5 }))).toBe(true);
  });

  it('replace only what is given', () => {
    expect(resolveLimits({ wallMs: 5 })).toEqual({ ...defaultLimits, wallMs: 5 });
    expect(resolveLimits()).toEqual(defaultLimits);
  });

  it('refuse unknown names, inherited names and values out of range', () => {
    expect(() => resolveLimits({ wall: 5 } as never)).toThrow(/unknown limit "wall"/);
    expect(() => resolveLimits({ constructor: 5 } as never)).toThrow(/unknown limit "constructor"/);
    for (const value of [0, -1, 1.5, Number.NaN, Infinity, '5' as never]) {
      expect(() => resolveLimits({ wallMs: value })).toThrow(/limit "wallMs" is/);
    }
    expect(() => resolveLimits({ kvKeyBytes: 2000 })).toThrow(/from 1 to 1024/);
  });

  it('have a name for guests', () => {
    expect(limitName('kvKeyBytes')).toBe('kv-key-bytes');
  });
});
