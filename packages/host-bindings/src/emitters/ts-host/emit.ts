import type { ChannelType, World } from '../../model/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { printChannelType } from '../typescript/channel-type.js';
import { declareTypes, hasResource } from '../typescript/declare-types.js';
import { Project, targetFlags } from '../typescript/project.js';
import { ValueCodec } from '../typescript/value-codec.js';
import { abiChannelMembers } from './abi-channels.js';
import { AbiHelpers } from './abi-helpers.js';
import { declareExports } from './export-interface.js';
import { declareImports } from './import-interface.js';
import { resourceTypeName } from './resources.js';
import { declareRpc } from './rpc.js';

/** Options of the `ts-host` emitter. */
export interface TsHostOptions {
  /** Module that emitted code imports; the package's own unless said otherwise. */
  readonly codegen?: string;
  /** Whether to emit clients and servers of interfaces that functions call of each other; false by default. */
  readonly rpc?: boolean;
}

/** Host side of worlds in TypeScript: one module an interface. */
export function emitTsHost(worlds: readonly World[], options: TsHostOptions = {}): GeneratedFile[] {
  const codegen = options.codegen ?? '@org/host-bindings/codegen-v1';
  const project: Project = new Project(
    worlds,
    { flags: targetFlags('ts-host', options.codegen), codegen },
    {
      read: (module, type, name) => codec.printRead(module, type, name),
      write: (module, type, name) => codec.printWrite(module, type, name),
      load: (...args) => abi.load(...args),
      store: (...args) => abi.store(...args),
      lift: (...args) => abi.lift(...args),
      lower: (...args) => abi.lower(...args),
      unpack: (...args) => abi.unpack(...args),
      pack: (...args) => abi.pack(...args),
      channel: (module, type, name) => {
        const channel = type as ChannelType;
        const members = abiChannelMembers(project, module, channel);
        return printChannelType({ project, module, codec, type: channel, name, members });
      },
    },
  );
  const abi = new AbiHelpers(project);
  const codec = new ValueCodec(project, resourceTypeName);
  for (const module of project.modules) {
    declareTypes(project, module);
    if (module.interface.functions.length === 0 && !hasResource(module.interface)) {
      // Nothing else of it would say what the interface is for.
      module.script.describe(module.interface.docs);
      continue;
    }
    if (module.interface.key.direction === 'import') declareImports(project, module, codec);
    else declareExports(project, module, codec);
  }
  if (options.rpc === true) declareRpc(project, codec);
  return project.render();
}
