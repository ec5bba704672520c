import { expect, test } from 'vitest';
import * as host from '../../packages/host-bindings/src/codegen-v1/index.js';
import { isModuleName } from '../../packages/host-bindings/src/emitters/typescript/function-plan.js';
import * as guest from '../../packages/wajs/src/guest/codegen-v1/index.js';

/** What a guest's runtime exports for the SDK; emitted code does not call these. */
const OF_THE_SDK = [
  'callExport',
  'deliver',
  'describe',
  'enterTask',
  'importInterface',
  'isServing',
  'leaveTask',
  'requireImport',
  'sealEngine',
  'setRing',
  'setTaskKeeper',
];

test('no parameter of an emitted function hides a function of codegen-v1', () => {
  const functions = [...Object.keys(host), ...Object.keys(guest)]
    .filter((name) => /^[a-z]/.test(name))
    .filter((name) => !OF_THE_SDK.includes(name));
  expect(functions.length).toBeGreaterThan(20);
  expect(functions.filter((name) => !isModuleName(name))).toEqual([]);
});
