import { expect, test } from 'vitest';
import {
  emit,
  parseWit,
  readSources,
  TARGETS,
} from '../../packages/host-bindings/src/generator/index.js';
import { witPath } from './emitted-module.js';

test('names and docs cannot break out of what is emitted', async () => {
  const { world } = await parseWit(readSources(witPath('hostile.wit')));
  for (const target of TARGETS) {
    const files = emit({ worlds: [world], target });
    const paths = files.map((file) => file.path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
    for (const { path, text } of files) {
      expect(path).toMatch(/^[a-z0-9-]+\.(?:ts|md|json)$/);
      expect(path).not.toMatch(/^(?:con|aux|nul|prn)\./);
      if (path.endsWith('.md')) continue;
      const code = text.replace(/\/\*[^]*?\*\//g, '').replace(/\/\/.*/g, '');
      expect(code).not.toContain('PWNED');
      expect(text).not.toMatch(/[\u2028\u2029\u0000-\u0009]/);
    }
  }
});
