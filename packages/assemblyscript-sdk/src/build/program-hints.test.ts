import { expect, test } from 'vitest';
import { programHint } from './program-hints.js';

const cases: readonly (readonly [code: number, message: string, line: string, hint: string])[] = [
  [2322, "Type 'Result<String>' is not assignable to type 'String'.", '', 'isOk'],
  [2322, "Type 'String | null' is not assignable to type 'String'.", '', 'null first'],
  [2322, "Type 'i32' is not assignable to type 'String'.", '', 'toString()'],
  [2322, "Type 'WajsError' is not assignable to type 'String'.", '', 'its message'],
  [1005, "'{' expected.", 'export async function handle() {', 'leave out "async"'],
  [1003, 'Identifier expected.', 'export default function () {', 'export the handler by name'],
  [1003, 'Identifier expected.', 'function* all(): i32 {', 'no generators'],
  [1155, "'const' declarations must be initialized.", 'for (const key in map) {', 'count instead'],
  [1110, 'Type expected.', 'function pair(): [string, i32] {', 'no tuples'],
  [1005, "'from' expected.", 'import type { Request } from "x";', 'leave out "type"'],
  [
    6054,
    "File '~lib/lodash.ts' not found.",
    "import a from 'lodash';",
    'install the package "lodash"',
  ],
  [
    6054,
    "File '~lib/@a/b/c.ts' not found.",
    "import a from '@a/b/c';",
    'install the package "@a/b"',
  ],
  [
    6054,
    "File 'wajs.ts' not found.",
    "import { run } from '@org/wajs';",
    '@org/assemblyscript-sdk',
  ],
  [2304, "Cannot find name 'setTimeout'.", '', 'no timers'],
  [2339, "Property 'waitUntil' does not exist on type 'Context'.", '', 'rpc.submit'],
];

test.each(cases)('%i %s', (code, message, line, hint) => {
  expect(programHint({ code, message, line, exported: new Set() })).toContain(hint);
});
