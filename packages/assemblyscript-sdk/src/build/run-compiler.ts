import { loadCompiler } from './compiler.js';
import type { CompilerOptions } from './compiler.js';

/** The compiler met a fault of its own, and would have ended the process. */
class CompilerCrash extends Error {}

/** Programs are compiled one after the other: each takes all of a core. */
let last: Promise<unknown> = Promise.resolve();

/** Runs the compiler. Answers why it gave up, or undefined where it has not. */
export function runCompiler(
  args: readonly string[],
  options: CompilerOptions,
): Promise<Error | undefined> {
  const run = last.then(() => withoutExit(() => compile(args, options)));
  last = run;
  return run;
}

async function compile(
  args: readonly string[],
  options: CompilerOptions,
): Promise<Error | undefined> {
  const { asc } = await loadCompiler();
  const { error } = await asc.main(args, options);
  return error ?? undefined;
}

/**
 * Where the compiler meets a fault of its own it prints its stack and ends the process, which may serve
 * other functions: neither happens here.
 */
async function withoutExit(run: () => Promise<Error | undefined>): Promise<Error | undefined> {
  const exit = Reflect.get(process, 'exit') as typeof process.exit;
  const { error: print } = console;
  let crash: string | undefined;
  console.error = (...words: unknown[]) => {
    const [text] = words;
    if (typeof text === 'string' && text.includes('the AssemblyScript compiler has crashed')) {
      crash = /crashed during (\w+)/.exec(text)?.[1] ?? 'its work';
    } else print(...words);
  };
  process.exit = (code) => {
    if (crash !== undefined) throw new CompilerCrash(`it crashed during ${crash}`);
    return exit.call(process, code);
  };
  try {
    return await run();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    process.exit = exit;
    console.error = print;
  }
}
