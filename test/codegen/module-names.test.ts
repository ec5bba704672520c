import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as host from '../../packages/host-bindings/src/codegen-v1/index.js';
import { isModuleName } from '../../packages/host-bindings/src/emitters/typescript/function-plan.js';
import * as guest from '../../packages/wajs/src/guest/codegen-v1/index.js';

const emitters = fileURLToPath(
  new URL('../../packages/host-bindings/src/emitters', import.meta.url),
);

test('no parameter of an emitted function hides a function of codegen-v1 that emitters call', () => {
  const sources = ['typescript', 'ts-host', 'js-guest'].flatMap((folder) =>
    readdirSync(join(emitters, folder)).map((name) =>
      readFileSync(join(emitters, folder, name), 'utf8'),
    ),
  );
  const called = [...Object.keys(host), ...Object.keys(guest)].filter(
    (name) => /^[a-z]/.test(name) && sources.some((text) => text.includes(`'${name}'`)),
  );
  expect(called.length).toBeGreaterThan(15);
  expect(called.filter((name) => !isModuleName(name))).toEqual([]);
});
