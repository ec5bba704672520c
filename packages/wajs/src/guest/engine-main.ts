// The universal engine's entry: connects the SDK to the ring, and takes a function as source text.
// Everything here runs once, when the engine is built; its state is part of every function's image.

import ring from 'wajs:platform/ring@0.1.0';
import * as codegen from './codegen-v1/index.js';
import { restoreName } from './web/define.js';
import { inspect } from './web/inspect.js';
import * as sdk from './index.js';
import { AMBIENT_CAPABILITIES, CAPABILITIES } from './sdk/capabilities.js';
import { installWebApis } from './sdk/install.js';
import { setHttpTasks } from './sdk/serve-http.js';
import { Tasks } from './sdk/tasks.js';
import { TrackedPromise } from './sdk/tracked-promise.js';

/** What a bundle finds of the SDK: `wajs build` puts a module in place of `@org/wajs` that reads it. */
interface EngineGlobal {
  /** A public export, with what it needs said to be needed. */
  use(name: string): unknown;
  /** An export of the module that emitted code imports. */
  codegen(name: string): unknown;
  /** What stands for Promise in bundles that are built with tracked rejections. */
  readonly Promise: unknown;
}

// As they are: a function of our own around each would cost a hostcall 0.3 us.
codegen.setRing({ submit: ring.submit, read: ring.read, cancel: ring.cancel });
installWebApis(globalThis);
for (const name of Object.keys(sdk)) restoreName(name, (sdk as Record<string, unknown>)[name]);
restoreName('Promise', TrackedPromise);
for (const name of AMBIENT_CAPABILITIES) codegen.requireImport(codegen.importInterface(name));
codegen.sealEngine();

const engineGlobal: EngineGlobal = {
  use(name) {
    for (const needed of CAPABILITIES[name] ?? []) codegen.importInterface(needed);
    return (sdk as Record<string, unknown>)[name];
  },
  codegen: (name) => (codegen as Record<string, unknown>)[name],
  Promise: TrackedPromise,
};
Object.defineProperty(globalThis, Symbol.for('@org/wajs'), { value: engineGlobal });

// What the component runtime leaves on the global object is no business of the author's.
for (const name of ['__cqjs', 'wit', 'performance']) {
  if (name in globalThis) Object.defineProperty(globalThis, name, { enumerable: false });
}

const tasks = new Tasks({ finish: ring.finish, fail: ring.fail, end: ring.end });
codegen.setTaskKeeper((work) => tasks.hold(work));
setHttpTasks(tasks);

/** What an export answers that has nothing to wait for: the component runtime wants a promise. */
const done = Promise.resolve();

/** Exports of `wajs:platform/ring-handler`. */
export const ringHandler = {
  describe: () => codegen.describe(),
  start(task: number, entry: number, input: Uint8Array, text: string): Promise<void> {
    const direct = codegen.directExport(entry);
    if (direct !== undefined) direct(task, input, text);
    else tasks.start(task, () => codegen.callExport(entry, input, text));
    return done;
  },
  deliver(bytes: Uint8Array, text: string): Promise<void> {
    codegen.deliver(bytes, text);
    return done;
  },
  abort(task: number, reason: string): Promise<void> {
    tasks.abort(task, reason);
    return done;
  },
};

/** Exports of `wajs:platform/loader`. A thrown value is the err case. */
export const loader = {
  async evaluate(source: string): Promise<void> {
    try {
      // Indirect, so that the bundle sees the global scope and nothing of this module.
      (0, eval)(source);
    } catch (error) {
      throw { tag: 'invalid', val: inspect(error).toWellFormed() };
    }
    if (codegen.describe().exports.length === 0) {
      throw {
        tag: 'invalid',
        val: 'the function serves nothing; call run(handler) or serveRpc(methods) at module level',
      };
    }
  },
};
