import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComponent } from '../../packages/assemblyscript-sdk/src/build/index.js';
import type { BuildComponentOptions } from '../../packages/assemblyscript-sdk/src/build/index.js';
import type {
  ExportFunction,
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { defaultLimits } from '../../packages/host-bindings/src/contract/index.js';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';
import type { GeneratedFile, World } from '../../packages/host-bindings/src/generator/index.js';
import { linkComponent } from '../../packages/host-bindings/src/linker/index.js';
import { GuestInstance } from '../../packages/host-bindings/src/runtime/guest-instance.js';

/** A guest in AssemblyScript, as a test writes it. */
export interface GuestSource {
  /** WIT text, or the path of a file or folder. */
  readonly wit: string;
  /** Name of the world. */
  readonly world?: string;
  /** Text of the entry file, which finds the emitted modules under `./gen/`. */
  readonly entry: string | ((files: readonly GeneratedFile[]) => string);
  /** What to optimise for. */
  readonly optimize?: BuildComponentOptions['optimize'];
  /** Whether its own code can be suspended. */
  readonly asyncify?: boolean | undefined;
}

/** A guest that was built. */
export interface BuiltGuest {
  readonly world: World;
  readonly files: readonly GeneratedFile[];
  readonly component: Uint8Array;
  readonly module: Uint8Array;
  readonly warnings: string;
}

/** Emits the bindings of a world, and builds a guest with them. */
export async function buildGuest(source: GuestSource): Promise<BuiltGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-as-'));
  try {
    const isPath = !source.wit.includes('\n');
    const wit = isPath ? source.wit : join(folder, 'world.wit');
    if (!isPath) writeFileSync(wit, source.wit);
    const { world } = await parseWit(readSources(wit), source.world);
    const files = emit({ worlds: [world], target: 'as-guest' });
    mkdirSync(join(folder, 'gen'));
    for (const { path, text } of files) writeFileSync(join(folder, 'gen', path), text);
    const { entry } = source;
    const file = join(folder, 'index.ts');
    writeFileSync(file, typeof entry === 'string' ? entry : entry(files));
    const built = await buildComponent({
      entry: file,
      wit,
      world: source.world,
      optimize: source.optimize ?? 'none',
      asyncify: source.asyncify,
    });
    return { world, files, ...built };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An imported interface and who answers it. */
export interface Answered {
  readonly interface: ImportInterface<never>;
  readonly provider: unknown;
}

/** A guest that runs in this host. */
export class RunningGuest {
  readonly instance: GuestInstance;

  constructor(component: Uint8Array, imports: readonly Answered[] = []) {
    const { module, plan } = linkComponent(component);
    this.instance = new GuestInstance({
      module: new WebAssembly.Module(module),
      plan,
      limits: defaultLimits,
      interfaces: new Map(
        imports.map((one) => [
          one.interface.name,
          { interface: one.interface, provider: one.provider },
        ]),
      ) as never,
      now: () => 0,
      entropy: (length) => new Uint8Array(length),
    });
  }

  /** Calls a function of an exported interface. */
  call(target: ExportInterface<unknown>, name: string, ...args: readonly unknown[]): unknown {
    const fn = target.functions.find((one) => one.name === name) as ExportFunction;
    return this.instance.invoke(fn, args);
  }
}
