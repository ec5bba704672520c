import { answerWasi, type WasiHost } from './wasi.js';

/** What the guest finds behind the interfaces of WASI that are answered. */
const findings: Readonly<Record<string, string>> = {
  'wasi:clocks/wall-clock': 'the clock of the host; 0 while a function is built',
  'wasi:clocks/monotonic-clock': 'the time since the instance was made',
  'wasi:random/insecure-seed': 'random bytes for hash seeds',
  'wasi:cli/environment': 'no variables and no arguments',
  'wasi:filesystem/preopens': 'no folders',
  'wasi:cli/stdout': 'the log, where the function fails',
  'wasi:cli/stderr': 'the log, where the function fails',
  'wasi:cli/terminal-stdin': 'no terminal',
  'wasi:cli/terminal-stdout': 'no terminal',
  'wasi:cli/terminal-stderr': 'no terminal',
  'wasi:io/streams': 'standard output and error only',
  'wasi:cli/exit': 'the end of the instance',
};

/**
 * What a guest finds behind a function of WASI: it is ambient, no policy grants it, and none of it
 * reaches anything. Undefined where the host has no answer, so that calling it ends the instance.
 */
export function describeWasi(interfaceName: string, functionName: string): string | undefined {
  // Only whether there is an answer is asked: it is never called.
  const answer = answerWasi(interfaceName, functionName, {} as WasiHost);
  if (answer === undefined) return undefined;
  return findings[interfaceName.replace(/@.*$/, '')] ?? 'an answer that reaches nothing';
}
