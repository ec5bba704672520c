import { describe, expect, test } from 'vitest';
import { buildSource } from '../assemblyscript/function-source.js';
import { ask, startHost } from '../e2e/function-harness.js';

/** A function whose handler answers what a text of its body is. */
const program = (body: string): string => `
import { Context, Request, Response } from '@org/assemblyscript-sdk';

class Point {
  x: i32 = 0;
  next: Point | null = null;
}

export function handle(request: Request, _context: Context): Response {
  ${body}
}
`;

/** What the guide says that the compiler refuses. */
const refused: Readonly<Record<string, string>> = {
  closures: 'const url = request.url; const f = (): string => url; return Response.text(f());',
  'try and catch': "try { return Response.text('a'); } catch (e) { return Response.text('b'); }",
  await: "const text = await request.text(); return Response.text('a');",
  'optional chaining': 'const p: Point | null = null; return Response.text((p?.x).toString());',
  '??': "const a: string | null = null; return Response.text(a ?? 'b');",
  'for of': "for (const one of ['a']) return Response.text(one); return Response.empty();",
  'regular expressions': "return Response.text('a'.replace(/a/, 'b'));",
  destructuring: 'const { x } = new Point(); return Response.text(x.toString());',
  spread: "const a = ['b']; return Response.text([...a, 'c'].join(''));",
  unions: "const a: string | i32 = 'b'; return Response.text(a);",
  any: "const a: any = 'b'; return Response.text(a);",
  'object literals without a type': 'const a = { x: 1 }; return Response.text(a.x.toString());',
  tuples: "const a: [string, i32] = ['b', 1]; return Response.text(a[0]);",
  'fields that were compared with null':
    'const p = new Point(); if (p.next !== null) return Response.text(p.next.x.toString()); return Response.empty();',
  timers: 'setTimeout(() => {}, 1); return Response.empty();',
};

/** What it says that goes another way: an expression of text, and what it is. */
const behaviour: Readonly<Record<string, readonly [expression: string, text: string | null]>> = {
  'integers divide without a rest': ['(7 / 2).toString()', '3'],
  'integers start again': ['(i32.MAX_VALUE + i32.parse("1")).toString()', '-2147483648'],
  'texts are compared by content': ["(request.url.slice(0, 4) == 'http').toString()", 'true'],
  'texts are compared by content, with === too': [
    "(request.url.slice(0, 4) === 'http').toString()",
    'true',
  ],
  'an index beyond the end ends the request': ['[1][i32.parse("2")].toString()', null],
  'a missing key ends the request': ["new Map<string, string>().get('a')", null],
};

describe('what the guide says that AssemblyScript cannot do', () => {
  test.each(Object.entries(refused))('is refused: %s', async (_, body) => {
    await expect(buildSource(program(body))).rejects.toMatchObject({
      name: 'Diagnostic',
      file: expect.stringContaining('index.ts') as unknown,
    });
  });

  test.each(Object.entries(behaviour))('goes another way: %s', async (_, [expression, text]) => {
    const { component } = await buildSource(program(`return Response.text(${expression});`));
    const { host } = await startHost({ policy: {} });
    const response = await (await host.load(component)).fetch(ask());
    expect(response.ok ? await response.text() : null).toBe(text);
  });
});
