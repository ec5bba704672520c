import { describe, expect, it, vi } from 'vitest';
import { WajsError } from '../codegen-v1/index.js';
import { inspect } from '../web/inspect.js';
import { config } from './config.js';

vi.mock('./serving.js', () => ({ assertServing: () => {} }));
vi.mock('../gen/config.js', () => ({
  get: (name: string) => (name === 'URL' ? 'http://h/' : undefined),
  names: () => ['URL'],
  getSecret: (name: string) => (name === 'TOKEN' ? { reveal: () => 'hunter2' } : undefined),
}));

describe('config', () => {
  it('reads settings', () => {
    expect([config.get('URL'), config.find('URL'), config.find('NO')]).toEqual([
      'http://h/',
      'http://h/',
      undefined,
    ]);
    expect(config.names()).toEqual(['URL']);
  });

  it('says how to grant what is missing', () => {
    expect(() => config.get('NO')).toThrow(
      expect.objectContaining({
        code: 'not-found',
        message:
          '[not-found] the setting "NO" is not set, or not granted to this function; grant it with --env NO',
      }),
    );
    expect(() => config.get('NO')).toThrow(WajsError);
    expect(() => config.secret('NO')).toThrow(/the secret "NO" is not set/);
  });

  it('keeps secrets out of what is printed', () => {
    const secret = config.secret('TOKEN');
    expect(secret.reveal()).toBe('hunter2');
    const printed = [`${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ secret })];
    expect(printed.join(' ')).not.toContain('hunter2');
    expect(printed[0]).toBe('[secret TOKEN]');
  });
});
