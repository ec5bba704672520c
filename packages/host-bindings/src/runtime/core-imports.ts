import { type CoreValue, type DirectGuest, Trap } from '../codegen-v1/index.js';
import { LinkError, type Plan, type PlanImport, type ResourceName } from '../linker/index.js';
import { resolveChannelImport } from './channel-imports.js';
import { ForeignGuest } from './foreign-guest.js';
import type { CoreFunction, ImportObject, Suspending } from './guest-core.js';
import type { GuestGate } from './guest-gate.js';
import type { GuestWait } from './guest-wait.js';
import type { GuestChannels } from './guest-channels.js';
import type { BoundInterface } from './host-interfaces.js';
import { isOfContract } from './policy.js';
import { resolveWaitableImport } from './waitable-imports.js';
import { answerWasi, type WasiHost } from './wasi.js';

/** What the imports of an instance act on. */
export interface CoreImports {
  readonly guest: DirectGuest;
  readonly channels: GuestChannels;
  readonly wasi: WasiHost;
  /** The guest as imports see it that may wait; undefined where none may. */
  waits?: GuestWait | undefined;
  /** What such an import goes through. */
  readonly suspending?: Suspending | undefined;
  readonly gate: GuestGate;
  /** What the task that is under way keeps in the slots of `context.get` and `context.set`. */
  context(): [number, number];
  taskReturn(values: readonly CoreValue[]): void;
  /** The guest has used up its fuel: throws. */
  outOfFuel(): never;
  /** Runs the destructor of a resource that the guest defines, where there is one. */
  destroy(resource: ResourceName, rep: number): void;
}

/**
 * The import object of a linked module.
 *
 * @throws {LinkError} `unsupported`, by name, where the module imports what nobody answers.
 */
export function resolveImports(
  plan: Plan,
  interfaces: ReadonlyMap<string, BoundInterface>,
  core: CoreImports,
): ImportObject {
  const imports: ImportObject = {};
  const guard = (fn: CoreFunction, name: string): CoreFunction =>
    plan.leavesEarly === true ? core.gate.guard(fn, name) : fn;
  for (const item of plan.imports) {
    (imports[item.module] ??= {})[item.name] = resolveImport(item, interfaces, { ...core, guard });
  }
  return imports;
}

/** What imports are made from. */
interface ImportParts extends CoreImports {
  /** Makes a function trap where the guest may not call one. */
  guard(fn: CoreFunction, name: string): CoreFunction;
}

function resolveImport(
  item: PlanImport,
  interfaces: ReadonlyMap<string, BoundInterface>,
  core: ImportParts,
): CoreFunction {
  const { meaning } = item;
  if (meaning.kind === 'builtin') return resolveBuiltin(meaning, interfaces, core);
  if (meaning.kind === 'fuel') return () => core.outOfFuel();
  if (meaning.kind === 'stub') return refuse(meaning.interface, meaning.function);
  const bound = interfaces.get(meaning.interface);
  if (bound !== undefined) {
    const fn = bound.interface.functions.find((candidate) => candidate.name === meaning.function);
    if (fn === undefined) {
      throw new LinkError(
        'unsupported',
        `"${meaning.interface}" has no function "${meaning.function}"`,
        {
          hint: 'the component was built for another version of the interface',
        },
      );
    }
    if (meaning.isAsync === true) {
      return core.channels.subtasks.import(core.guest, (started) => {
        const own = isOfContract(meaning.interface)
          ? started
          : new ForeignGuest(started, meaning.interface);
        const answer = fn.start?.(own, bound.provider) ?? fn.direct(own, bound.provider);
        return core.guard(answer as CoreFunction, meaning.function);
      });
    }
    const mayWait = fn.async && core.waits !== undefined;
    const own = mayWait ? core.waits! : core.guest;
    const guest = isOfContract(meaning.interface) ? own : new ForeignGuest(own, meaning.interface);
    const direct = core.guard(fn.direct(guest, bound.provider) as CoreFunction, meaning.function);
    return mayWait && core.suspending !== undefined
      ? core.suspending(direct, item.isWide === true)
      : direct;
  }
  // libc imports far more of WASI than it calls: what has no answer traps when it is called.
  if (meaning.interface.startsWith('wasi:')) {
    return (
      answerWasi(meaning.interface, meaning.function, core.wasi) ??
      refuse(meaning.interface, meaning.function)
    );
  }
  throw new LinkError('unsupported', `nothing provides the import "${meaning.interface}"`, {
    hint: 'grant it in the policy and give its provider to createHost',
  });
}

function refuse(interfaceName: string, functionName: string): CoreFunction {
  return () => {
    throw new Trap(
      `the guest called "${functionName}" of "${interfaceName}", which this host does not offer`,
    );
  };
}

/** The canonical built-ins. */
function resolveBuiltin(
  meaning: Extract<PlanImport['meaning'], { kind: 'builtin' }>,
  interfaces: ReadonlyMap<string, BoundInterface>,
  core: ImportParts,
): CoreFunction {
  // These the guest may call at any time.
  switch (meaning.name) {
    case 'context.get':
      return () => core.context()[contextSlot(meaning.slot)];
    case 'context.set':
      return (value: number) => {
        core.context()[contextSlot(meaning.slot)] = value;
      };
    case 'backpressure.set':
      return (isClosed: number) => core.gate.set(isClosed);
    case 'backpressure.inc':
      return () => core.gate.add(1);
    case 'backpressure.dec':
      return () => core.gate.add(-1);
    default:
      return core.guard(resolveLeaving(meaning, interfaces, core), meaning.name);
  }
}

function contextSlot(slot = 0): 0 | 1 {
  return slot === 0 ? 0 : 1;
}

/** The canonical built-ins that a guest may not call while it only allocates. */
function resolveLeaving(
  meaning: Extract<PlanImport['meaning'], { kind: 'builtin' }>,
  interfaces: ReadonlyMap<string, BoundInterface>,
  core: ImportParts,
): CoreFunction {
  switch (meaning.name) {
    case 'task.return':
      return (...values: CoreValue[]) => core.taskReturn(values);
    case 'task.cancel':
      return () => {
        throw new Trap('the guest cancelled a task that its host has not asked to end');
      };
    case 'thread.yield':
      return () => 0;
    case 'resource.new':
    case 'resource.rep':
    case 'resource.drop':
      return meaning.isLocal === true
        ? resolveLocal(meaning.name, meaning.resource!, core)
        : resolveDrop(meaning.resource!, interfaces, core);
    default:
      return (
        resolveChannelImport(meaning.name, meaning.isAsync === true, core) ??
        resolveWaitableImport(meaning.name, core) ??
        refuse('canon', meaning.name)
      );
  }
}

/** What a guest does with handles of resources of its own (component-model CanonicalABI.md). */
function resolveLocal(name: string, resource: ResourceName, core: CoreImports): CoreFunction {
  const { handles } = core.guest;
  const type = handles.resources.local(resource);
  if (name === 'resource.new') return (rep: number) => handles.add(type, { rep });
  if (name === 'resource.rep') return (handle: number) => handles.peek(type, handle).rep;
  return (handle: number) => core.destroy(resource, handles.take(type, handle).rep);
}

function resolveDrop(
  resource: { interface: string; name: string },
  interfaces: ReadonlyMap<string, BoundInterface>,
  core: CoreImports,
): CoreFunction {
  const bound = interfaces.get(resource.interface);
  const drop = bound?.interface.functions.find(
    (fn) => fn.name === `[resource-drop]${resource.name}`,
  );
  // WASI's streams are numbers of ours: there is nothing behind them to give back.
  if (bound === undefined || drop === undefined) return () => undefined;
  return drop.direct(core.guest, bound.provider) as CoreFunction;
}
