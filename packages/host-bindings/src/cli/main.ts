#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { packageVersion } from './package-version.js';
import { runProgram } from './program.js';

/** Exit code for faults of this package itself. */
const ownFault = 70;

// A command is over before V8's optimising compiler has paid for itself on wasm-tools, and it runs a
// small part of it: the rest need not be validated.
setFlagsFromString('--liftoff-only');
setFlagsFromString('--wasm-lazy-validation');

try {
  process.exitCode = await runProgram(process.argv.slice(2), packageVersion(), {
    out: (line) => console.log(line),
    err: (line) => console.error(line),
  });
} catch (error) {
  console.error('host-bindings broke; please report this with what you ran:');
  console.error(error);
  process.exitCode = ownFault;
}
