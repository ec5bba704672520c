import { Trap } from '../codegen-v1/index.js';

/** What the answers to WASI need of the instance and the host. */
export interface WasiHost {
  /** All of the memory, as it is now. */
  view(): DataView;
  /** Wall clock in milliseconds; 0 while a function is built. */
  now(): number;
  /** Monotonic clock in milliseconds. */
  monotonic(): number;
  /** Takes what the guest writes to its standard error. */
  stderr(bytes: Uint8Array): void;
  /** Random bytes for hash seeds. */
  entropy(length: number): Uint8Array;
}

type CoreFunction = (...core: never[]) => unknown;

const stdout = 1;
const stderr = 2;
/** Written at once at the most: enough for a message, too little to fill the log. */
const writeRoom = 65_536n;

/**
 * Answers a function of WASI 0.2, or undefined where this host has no answer. What the engine's
 * libc asks for at all is answered without reaching anything: no files, no environment, no
 * sockets. Interfaces are matched without their patch version.
 */
export function answerWasi(
  interfaceName: string,
  functionName: string,
  host: WasiHost,
): CoreFunction | undefined {
  const answers: Record<string, CoreFunction> = {
    'wasi:clocks/wall-clock#now': (result: number) => {
      const milliseconds = host.now();
      const view = host.view();
      view.setBigUint64(result, BigInt(Math.floor(milliseconds / 1000)), true);
      view.setUint32(result + 8, Math.floor(milliseconds % 1000) * 1_000_000, true);
    },
    'wasi:clocks/monotonic-clock#now': () => BigInt(Math.floor(host.monotonic() * 1e6)),
    'wasi:random/insecure-seed#insecure-seed': (result: number) => {
      const bytes = host.entropy(16);
      const view = host.view();
      for (let index = 0; index < 16; index++) view.setUint8(result + index, bytes[index]!);
    },
    'wasi:cli/environment#get-environment': (result: number) => emptyList(host, result),
    'wasi:filesystem/preopens#get-directories': (result: number) => emptyList(host, result),
    'wasi:cli/stdout#get-stdout': () => stdout,
    'wasi:cli/stderr#get-stderr': () => stderr,
    'wasi:cli/terminal-stdin#get-terminal-stdin': (result: number) =>
      host.view().setUint8(result, 0),
    'wasi:cli/terminal-stdout#get-terminal-stdout': (result: number) =>
      host.view().setUint8(result, 0),
    'wasi:cli/terminal-stderr#get-terminal-stderr': (result: number) =>
      host.view().setUint8(result, 0),
    'wasi:io/streams#[method]output-stream.check-write': (_stream: number, result: number) => {
      host.view().setUint8(result, 0);
      host.view().setBigUint64(result + 8, writeRoom, true);
    },
    'wasi:io/streams#[method]output-stream.write': (
      stream: number,
      pointer: number,
      length: number,
      result: number,
    ) => write(host, stream, pointer, length, result),
    'wasi:io/streams#[method]output-stream.blocking-write-and-flush': (
      stream: number,
      pointer: number,
      length: number,
      result: number,
    ) => write(host, stream, pointer, length, result),
    'wasi:io/streams#[method]output-stream.blocking-flush': (_stream: number, result: number) =>
      host.view().setUint8(result, 0),
    'wasi:cli/exit#exit': () => {
      throw new Trap('the guest called exit');
    },
  };
  return answers[`${interfaceName.replace(/@.*$/, '')}#${functionName}`];
}

function emptyList(host: WasiHost, result: number): void {
  const view = host.view();
  view.setUint32(result, 0, true);
  view.setUint32(result + 4, 0, true);
}

function write(
  host: WasiHost,
  stream: number,
  pointer: number,
  length: number,
  result: number,
): void {
  const view = host.view();
  const at = pointer >>> 0;
  const count = length >>> 0;
  if (at + count > view.byteLength) throw new Trap('the guest writes from outside its memory');
  if (stream === stdout || stream === stderr)
    host.stderr(new Uint8Array(view.buffer, at, Math.min(count, 8192)));
  view.setUint8(result, 0);
}
