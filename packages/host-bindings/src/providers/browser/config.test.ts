import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import { createConfig } from './config.js';

const call = {} as CallContext;

describe('settings in a browser', () => {
  it('are those of the object, and secrets are apart', () => {
    const config = createConfig({
      values: { B: '2', A: '1', KEY: 'hidden' },
      secrets: ['KEY', 'NONE'],
    });
    expect(config.names(call)).toEqual(['A', 'B']);
    expect(config.get('A', call)).toBe('1');
    expect(config.get('KEY', call)).toBeUndefined();
    expect(config.get('toString', call)).toBeUndefined();
    expect(config.getSecret('NONE', call)).toBeUndefined();
    const secret = config.getSecret('KEY', call)!;
    expect(secret.reveal(call)).toBe('hidden');
    for (const shown of [String(secret), JSON.stringify(secret), inspect(secret)]) {
      expect(shown).toContain('[secret KEY]');
      expect(shown).not.toContain('hidden');
    }
  });
});
