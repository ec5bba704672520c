import type { CallContext, ImportFunction, ImportInterface } from '../codegen-v1/index.js';
import { EventCall, RequestCall } from './call.js';
import type { BoundInterface } from './host-interfaces.js';

/** Interfaces that count, by those that do not: all functions share them. */
const counted = new WeakMap<ImportInterface<unknown>, ImportInterface<unknown>>();

/** The same interface, whose calls count in the usage of their request where somebody asks for it. */
export function countHostcalls({ interface: target, provider }: BoundInterface): BoundInterface {
  let counting = counted.get(target);
  if (counting === undefined) {
    const count = (call: CallContext): void => countHostcall(call, target.name);
    counting = { ...target, functions: target.functions.map((fn) => countCalls(fn, count)) };
    counted.set(target, counting);
  }
  return { interface: counting, provider };
}

function countCalls(
  fn: ImportFunction<unknown>,
  count: (call: CallContext) => void,
): ImportFunction<unknown> {
  return {
    ...fn,
    invoke(provider, reader, call) {
      count(call);
      return fn.invoke(provider, reader, call);
    },
    direct: countCore(count, (guest, provider) => fn.direct(guest, provider)),
    ...(fn.start === undefined
      ? {}
      : { start: countCore(count, (guest, provider) => fn.start!(guest, provider)) }),
  };
}

function countCore(
  count: (call: CallContext) => void,
  make: ImportFunction<unknown>['direct'],
): ImportFunction<unknown>['direct'] {
  return (guest, provider) => {
    const core = make(guest, provider);
    return (...args) => {
      count(guest.call);
      return core(...args);
    };
  };
}

/** In a shared instance with several requests in flight, the first of them has it. */
function countHostcall(call: CallContext, name: string): void {
  if (!(call instanceof EventCall || call instanceof RequestCall)) return;
  const hostcalls = call.usages[0]?.hostcalls;
  hostcalls?.set(name, (hostcalls.get(name) ?? 0) + 1);
}
