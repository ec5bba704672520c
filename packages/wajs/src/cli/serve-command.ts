import { type Command, InvalidArgumentError } from 'commander';
import { findEntry } from './entry.js';
import { parseMetricsAddress } from './metrics-address.js';
import { UsageError } from './report-error.js';
import type { ServeFlags } from './serve-functions.js';

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds `wajs serve`. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve a function over HTTP')
    .argument('[entry]', 'entry module, artifact (.wajs) or component (.wasm)')
    .allowExcessArguments(false)
    .option('-p, --port <number>', 'port to listen on; 0 picks a free one', parsePort, 8787)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--kv <folder>', 'folder of the KV store (LMDB), or "memory"', '.wajs/kv')
    .option(
      '--allow <host>',
      'host that fetch may call: name, name:port or *.name (repeatable)',
      collect,
      [],
    )
    .option(
      '--env <name>',
      'environment variable that config.get may read (repeatable)',
      collect,
      [],
    )
    .option(
      '--secret <name>',
      'environment variable that config.secret may read (repeatable)',
      collect,
      [],
    )
    .option(
      '--service <name=entry>',
      'function that rpc.call reaches by this name (repeatable)',
      collect,
      [],
    )
    .option('--name <name>', "name of the function in the log (default: the package's)")
    .option('--config <file>', 'file with settings for config.get: JSON, or NAME=value lines')
    .option(
      '--isolation <mode>',
      '"request": a fresh sandbox each; "shared": one that several share',
      parseIsolation,
      'request',
    )
    .option(
      '--threads <number>',
      'threads that run functions, under a watchdog; 0 runs them on the thread of the server',
      parseThreads,
      0,
    )
    .option('--timeout <ms>', 'milliseconds that a request may take', parseMilliseconds)
    .option(
      '--functions <folder>',
      'serve the artifacts of a folder instead: /<name>/... goes to <name>.wajs',
    )
    .option(
      '--drain <ms>',
      'milliseconds that requests under way have to end once it is stopped',
      parseMilliseconds,
      10_000,
    )
    .option(
      '--call-graph <file>',
      'measure which function calls which, and write it at the end and on SIGUSR2: JSON, and Mermaid beside it',
    )
    .option(
      '--metrics [address]',
      'serve metrics for Prometheus at <port> or <address>:<port> (default: 127.0.0.1:9464)',
      parseMetricsAddress,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ wajs serve\n  $ wajs serve src/main.ts --port 3000 --allow api.example.com --env API_KEY\n  $ wajs serve dist/hello.wajs --kv memory\n  $ wajs serve --service rates=../rates/src/index.ts\n  $ wajs serve --functions dist',
    )
    .action(async (entry: string | undefined, flags: ServeFlags) => {
      // It takes a while to load, and no other command needs it.
      const { serveFunctions } = await import('./serve-functions.js');
      if (flags.functions !== undefined) {
        if (entry !== undefined)
          throw new UsageError(`"${entry}" and --functions are two things to serve; give one`);
        return serveFunctions(undefined, flags);
      }
      const found = findEntry(entry, process.cwd());
      await serveFunctions({ ...found, name: flags.name ?? found.name }, flags);
    });
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('use a whole number from 0 to 65535');
  return port;
}

function parseMilliseconds(value: string): number {
  const milliseconds = Number(value);
  if (!Number.isInteger(milliseconds) || milliseconds < 1)
    throw new InvalidArgumentError('use a whole number of milliseconds');
  return milliseconds;
}

function parseThreads(value: string): number {
  const threads = Number(value);
  if (value === '' || !Number.isInteger(threads) || threads < 0 || threads > 1024)
    throw new InvalidArgumentError('use a whole number from 0 to 1024');
  return threads;
}

function parseIsolation(value: string): 'request' | 'shared' {
  if (value !== 'request' && value !== 'shared')
    throw new InvalidArgumentError('use "request" or "shared"');
  return value;
}
