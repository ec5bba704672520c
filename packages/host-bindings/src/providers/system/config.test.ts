import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { CallContext } from '../../contract/index.js';
import { createConfig } from './config.js';

const directory = mkdtempSync(join(tmpdir(), 'wajs-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const call: CallContext = {
  functionName: 'f',
  requestId: 'r',
  deadline: Infinity,
  signal: new AbortController().signal,
};

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('configuration', () => {
  it('grants nothing by itself', () => {
    const config = createConfig({ environment: { HOME: '/root', API_KEY: 'k' } });
    expect(config.names(call)).toEqual([]);
    expect(config.get('HOME', call)).toBeUndefined();
    expect(config.getSecret('API_KEY', call)).toBeUndefined();
    for (const name of ['__proto__', 'constructor', 'toString', '']) {
      expect(config.get(name, call)).toBeUndefined();
      expect(createConfig({ env: [name], environment: {} }).get(name, call)).toBeUndefined();
    }
  });

  it('grants environment names one by one, over the file', () => {
    const file = write('settings.env', 'B=file # note\nA="quoted text"\n# comment\nexport C=3\n');
    const config = createConfig({
      file,
      values: { D: 'direct' },
      env: ['B', 'MISSING'],
      environment: { B: 'environment', OTHER: 'hidden' },
    });
    expect(config.names(call)).toEqual(['A', 'B', 'C', 'D']);
    expect(config.get('A', call)).toBe('quoted text');
    expect(config.get('B', call)).toBe('environment');
    expect(config.get('C', call)).toBe('3');
    expect(config.get('D', call)).toBe('direct');
    expect(config.get('OTHER', call)).toBeUndefined();
  });

  it('reads JSON of one flat object', () => {
    const file = write('settings.json', '{ "TEXT": "x", "N": 3, "YES": true, "__proto__": "own" }');
    const config = createConfig({ file });
    expect(config.names(call)).toEqual(['N', 'TEXT', 'YES', '__proto__']);
    expect(config.get('N', call)).toBe('3');
    expect(config.get('YES', call)).toBe('true');
  });

  it('keeps secrets apart from settings, and prints none', () => {
    const config = createConfig({
      values: { PLAIN: 'p', FROM_VALUES: 's1' },
      secrets: ['FROM_VALUES', 'FROM_ENV', 'MISSING'],
      environment: { FROM_ENV: 'hush' },
    });
    expect(config.names(call)).toEqual(['PLAIN']);
    expect(config.get('FROM_ENV', call)).toBeUndefined();
    expect(config.getSecret('PLAIN', call)).toBeUndefined();
    expect(config.getSecret('MISSING', call)).toBeUndefined();
    expect(config.getSecret('FROM_VALUES', call)?.reveal(call)).toBe('s1');
    const secret = config.getSecret('FROM_ENV', call)!;
    expect(secret.reveal(call)).toBe('hush');
    for (const text of [String(secret), JSON.stringify({ secret }), inspect(secret), `${secret}`]) {
      expect(text).toContain('[secret FROM_ENV]');
      expect(text).not.toContain('hush');
    }
    expect(inspect(config, { depth: 9, showHidden: true })).not.toContain('hush');
  });

  it('says which file is wrong, without quoting it', () => {
    const fails = (file: string): string => {
      try {
        createConfig({ file });
      } catch (error) {
        return inspect(error);
      }
      return '';
    };
    expect(fails(join(directory, 'none.env'))).toMatch(/file ".*none\.env" cannot be read/);
    const broken = fails(write('broken.json', '{ "KEY": hush'));
    expect(broken).toMatch(/"[^"]*broken\.json" is not JSON/);
    expect(broken).not.toContain('hush');
    expect(fails(write('list.json', '[]'))).toMatch(/holds no object/);
    expect(fails(write('nested.json', '{ "A": { "b": 1 } }'))).toMatch(
      /"A" in the configuration file/,
    );
  });
});
