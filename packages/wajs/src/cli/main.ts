import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBuildCommand } from './build-command.js';
import { addInitCommand } from './init-command.js';
import { reportError } from './report-error.js';
import { addServeCommand } from './serve-command.js';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const program = new Command('wajs')
  .description('Write serverless functions that compile to WebAssembly, and serve them.')
  .version(version)
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();
addInitCommand(program);
addBuildCommand(program);
addServeCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
