import { describe, expect, it } from 'vitest';
import { buildSource } from './function-source.js';

const handler = (
  body: string,
): string => `import { Context, Request, Response } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  ${body}
}
`;

/** What comes of building a program. */
async function fault(source: string): Promise<Record<string, unknown>> {
  return buildSource(source).then(
    () => ({}),
    (error: unknown) => error as Record<string, unknown>,
  );
}

describe('what TypeScript has and AssemblyScript has not, is said with what to do instead:', () => {
  it.each([
    ['const n = request.url.length; const f = (): i32 => n;', /sees none of its variables/],
    ['try { assert(false); } catch (error) {}', /answer a Result/],
    ['for (const x of [1]) {}', /count instead/],
    ["const a: string | null = null; const b = a ?? '';", /there is no "\?\?"/],
    ['const a: string | null = null; const b = a?.length;', /there is no "\?\."/],
    ['const { url } = request;', /no destructuring/],
    ['const text = await request.text();', /leave out "await"/],
    ['const a: any = 1;', /no "any"/],
    ['const a = undefined;', /use null/],
    ["const a = JSON.parse('1');", /parseJson, toJson/],
    ["const answer = fetch('http://localhost');", /^import \{ fetch \} from/],
    ['const a: string | i32 = 1;', /T \| null/],
    ['const a = [...[1]];', /concat\(\)/],
    ['const a = { b: 1 };', /declare a class/],
    ['console.log(1);', /toString\(\)/],
    ['const a: i32 = 1.5;', /write the conversion/],
    ['const now = new Date();', /new Date\(Date\.now\(\)\)/],
    ["return new Response('hello');", /Response\.text\(\)/],
  ])('%s', async (statement, hint) => {
    const error = await fault(handler(`${statement} return Response.text('');`));
    expect(error).toMatchObject({
      name: 'Diagnostic',
      code: expect.stringMatching(/^assemblyscript-\d+$/) as string,
      file: expect.stringMatching(/index\.ts$/) as string,
      line: 4,
      hint: expect.stringMatching(hint) as string,
    });
    expect(error['frame']).toContain(`4 |   ${statement.slice(0, 5)}`);
    expect(String(error['message'])).not.toMatch(/~lib|\n/);
  });
});

describe('an error', () => {
  it('lists the others below the first, and says how many more there are', async () => {
    const bodies = Array.from({ length: 14 }, (_, index) => `a${index};`).join('\n  ');
    const { message, frame } = await fault(handler(bodies));
    expect(message).toBe("Cannot find name 'a0'.");
    const lines = String(frame).split('\n');
    expect(lines.slice(0, 3)).toEqual(['4 |   a0;', '  |   ^^', 'also:']);
    expect(lines[3]).toMatch(/index\.ts:5:3: Cannot find name 'a1'\.$/);
    expect(lines.at(-1)).toMatch(/^and \d+ more$/);
  });

  it('keeps to its own build', async () => {
    const before = { exit: process.exit, error: console.error };
    const [first, second] = await Promise.all([
      fault(handler('nowhere();')),
      fault(handler("return Response.text('');")),
    ]);
    expect(first['message']).toBe("Cannot find name 'nowhere'.");
    expect(second).toEqual({});
    expect({ exit: process.exit, error: console.error }).toEqual(before);
  });
});
