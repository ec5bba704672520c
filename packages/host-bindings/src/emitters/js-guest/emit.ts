import type { ChannelType, World } from '../../model/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { printChannelType } from '../typescript/channel-type.js';
import { declareTypes, hasResource } from '../typescript/declare-types.js';
import { Project, targetFlags } from '../typescript/project.js';
import { ValueCodec } from '../typescript/value-codec.js';
import { declareCalls } from './calls.js';
import { declareRpc } from './rpc.js';
import { declareService } from './service.js';
import { exportedName } from './served-resources.js';

/** Options of the `js-guest` emitter. */
export interface JsGuestOptions {
  /** Module that emitted code imports; the SDK's own unless said otherwise. */
  readonly codegen?: string;
  /** Whether to emit clients and servers of interfaces that functions call of each other; false by default. */
  readonly rpc?: boolean;
}

/** Guest side of worlds in TypeScript, carried by the ring: one module an interface. */
export function emitJsGuest(
  worlds: readonly World[],
  options: JsGuestOptions = {},
): GeneratedFile[] {
  const codegen = options.codegen ?? '@org/wajs/codegen-v1';
  const project: Project = new Project(
    worlds,
    { flags: targetFlags('js-guest', options.codegen), codegen },
    {
      read: (module, type, name) => codec.printRead(module, type, name),
      write: (module, type, name) => codec.printWrite(module, type, name),
      channel: (module, type, name) =>
        printChannelType({ project, module, codec, type: type as ChannelType, name, members: [] }),
    },
  );
  // The class of a host's resource stands for its type; objects of the guest's own have any class.
  const codec = new ValueCodec(project, (typeName, isOfGuest) =>
    isOfGuest ? exportedName(typeName) : typeName,
  );
  for (const module of project.modules) {
    const { interface: found } = module;
    declareTypes(project, module);
    if (found.functions.length === 0 && !hasResource(found)) module.script.describe(found.docs);
    if (module.interface.key.direction === 'import') declareCalls(project, module, codec);
    else declareService(project, module, codec);
  }
  if (options.rpc === true) declareRpc(project, codec);
  return project.render();
}
