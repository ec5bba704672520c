import type { World } from '../../model/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { AbiPrinter } from './abi-printer.js';
import { ChannelClass } from './channel-class.js';
import { declareTypes } from './declare-types.js';
import { declareExports } from './export-interface.js';
import { TypeFunctions } from './type-functions.js';
import { declareImports } from './import-interface.js';
import { AsProject } from './project.js';

/** Options of the `as-guest` emitter. */
export interface AsGuestOptions {
  /** Module that emitted code imports; the SDK's own unless said otherwise. */
  readonly codegen?: string;
}

/** Guest side of worlds in AssemblyScript, over the canonical ABI: one module an interface. */
export function emitAsGuest(
  worlds: readonly World[],
  options: AsGuestOptions = {},
): GeneratedFile[] {
  const codegen = options.codegen ?? '@org/assemblyscript-sdk/assembly/codegen-v1';
  const project: AsProject = new AsProject(
    worlds,
    codegen,
    {
      load: (...args) => helpers.load(...args),
      store: (...args) => helpers.store(...args),
      lift: (...args) => helpers.lift(...args),
      lower: (...args) => helpers.lower(...args),
    },
    (module, plan) => new ChannelClass(project, module, printer, plan).sections(),
  );
  const printer = new AbiPrinter(project);
  const helpers = new TypeFunctions(project, printer);
  for (const module of project.modules) {
    declareTypes(project, module);
    const { docs, key } = module.interface;
    // The class of what a guest serves has the docs of its interface.
    if (key.direction === 'import') module.script.describe(docs);
    if (module.interface.key.direction === 'import') declareImports(project, module, printer);
    else declareExports(project, module, printer);
  }
  return project.render();
}
