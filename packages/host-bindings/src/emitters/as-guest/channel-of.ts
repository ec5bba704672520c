import { layoutOf, lowerMemory } from '../../abi/index.js';
import type { Type } from '../../model/index.js';
import { indent, layoutList, NameScope, renderDocComment } from '../../printer/index.js';
import type { AbiPrinter } from './abi-printer.js';
import type { ChannelBuiltins } from './channel-builtins.js';
import type { ChannelPlan } from './channel-class.js';
import type { AsModule, AsProject } from './project.js';
import { numberOf, typeText } from './type-text.js';

/** What the static `of` of a channel's class is made of. */
export interface ChannelOf {
  readonly project: AsProject;
  readonly module: AsModule;
  readonly printer: AbiPrinter;
  readonly plan: ChannelPlan;
  readonly builtins: ChannelBuiltins;
}

/** What is written: the parameters of `of`, and where they stay until they are read. */
interface Written {
  readonly parameters: readonly string[];
  /** Lines that put it there. */
  readonly lines: readonly string[];
  /** Text of the address. */
  readonly pointer: string;
  /** Text of the number of items. */
  readonly count: string;
}

/** The static `of`: it gives the items of a stream or the value of a future to whoever reads later. */
export function ofLines(channel: ChannelOf): string[] {
  const { project, module, plan, builtins } = channel;
  const { type, name } = plan;
  const isStream = type.kind === 'stream';
  const make = builtins.function({ verb: 'new', parameters: [], result: 'i64' });
  const write = builtins.function({
    verb: 'write',
    parameters: ['handle: i32', 'pointer: usize', ...(isStream ? ['count: i32'] : [])],
    result: 'i32',
    isAsync: true,
  });
  const drop = builtins.function({
    verb: 'drop-writable',
    parameters: ['handle: i32'],
    result: 'void',
  });
  const begin = project.runtime(module, 'beginWrite');
  const pending = project.runtime(module, 'PendingWrite');
  const { parameters, lines, pointer, count } = writtenItems(channel);
  const size = type.element === undefined ? 0 : layoutOf(type.element).size;
  const callback = isStream
    ? write
    : `(handle: i32, pointer: usize, _count: i32) => ${write}(handle, pointer)`;
  const what = isStream ? 'stream of items, which ends after them' : 'future that has its value';
  return [
    ...renderDocComment([`The readable end of a ${what}: to be returned, and read later.`]),
    ...layoutList({ before: 'static of(', items: parameters, after: `): ${name} {` }),
    ...indent([
      ...lines,
      `const ends = ${make}();`,
      ...layoutList({
        before: `const writing = new ${pending}(`,
        items: ['i32(ends >> 32)', pointer, count, String(size), callback, drop],
        after: ');',
      }),
      `${begin}(writing);`,
      `return new ${name}(i32(ends));`,
    ]),
    '}',
  ];
}

function writtenItems(channel: ChannelOf): Written {
  const { project, module, plan } = channel;
  const { kind, element } = plan.type;
  if (kind === 'future') return writtenValue(channel, element);
  if (element === undefined) {
    return { parameters: ['count: i32'], lines: [], pointer: '0', count: 'count' };
  }
  const list: Type = { kind: 'list', element };
  return {
    parameters: [`items: ${typeText(project, module, list)}`],
    lines: [],
    // A copy: the author may go on with the items.
    pointer:
      numberOf(element) === undefined
        ? `${project.helper(module, 'store', list)}(items)`
        : 'items.slice().dataStart',
    count: 'items.length',
  };
}

function writtenValue({ project, module, printer }: ChannelOf, element: Type | undefined): Written {
  if (element === undefined) return { parameters: [], lines: [], pointer: '0', count: '1' };
  const scope = new NameScope(['at', 'value', 'ends', 'writing']);
  const { lines } = printer.print(lowerMemory(element, [], 0), { module, scope });
  const area = `${project.runtime(module, 'allocate')}(${Math.max(layoutOf(element).size, 1)})`;
  return {
    parameters: [`value: ${typeText(project, module, element)}`],
    lines: [`const at = ${area};`, ...lines],
    pointer: 'at',
    count: '1',
  };
}
