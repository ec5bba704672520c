import { runProgram } from '../../packages/host-bindings/src/cli/program.js';

/** How a command ended, and what it printed. */
export interface ProgramRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `host-bindings` in this process. */
export async function run(...args: string[]): Promise<ProgramRun> {
  const lines: Record<'out' | 'err', string[]> = { out: [], err: [] };
  const code = await runProgram(args, '1.2.3', {
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
  });
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}
