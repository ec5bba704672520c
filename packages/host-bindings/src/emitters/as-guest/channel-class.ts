import { layoutOf, liftMemory, lowerMemory } from '../../abi/index.js';
import type { ChannelType, Type } from '../../model/index.js';
import { witType } from '../../model/index.js';
import { indent, NameScope } from '../../printer/index.js';
import { scaled } from '../typescript/statements.js';
import type { AbiPrinter } from './abi-printer.js';
import { ChannelBuiltins } from './channel-builtins.js';
import { ofLines } from './channel-of.js';
import type { ChannelPlace } from './channel-place.js';
import type { PrintContext } from './print-context.js';
import type { AsModule, AsProject } from './project.js';
import { numberOf, TYPED_ARRAYS, typeText } from './type-text.js';

/** A channel's class that is to be declared. */
export interface ChannelPlan {
  /** The channel's type. */
  readonly type: ChannelType;
  /** Name of the class of its readable end. */
  readonly name: string;
  /** Name of the class of its writable end. */
  readonly writer: string;
  /** A function that mentions the type; without one there is no way to read or write. */
  readonly place: ChannelPlace | undefined;
}

/** The classes of the two ends of a stream or future, and the built-ins that they call. */
export class ChannelClass {
  readonly #project: AsProject;
  readonly #module: AsModule;
  readonly #printer: AbiPrinter;
  readonly #plan: ChannelPlan;
  readonly #builtins: ChannelBuiltins;

  constructor(project: AsProject, module: AsModule, printer: AbiPrinter, plan: ChannelPlan) {
    this.#project = project;
    this.#module = module;
    this.#printer = printer;
    this.#plan = plan;
    this.#builtins = new ChannelBuiltins(module, plan);
  }

  /** The sections of a file that declare it. */
  sections(): string[][] {
    const { type, name, writer, place } = this.#plan;
    const label = `\`${witType(type)}\``;
    const isStream = type.kind === 'stream';
    const hasBuiltins = place !== undefined;
    const reader = hasBuiltins
      ? [...this.#of(), '', ...this.#create(), '', ...this.#read(isStream), '']
      : [];
    const sections = [
      this.#class(name, `The readable end of a ${label}.`, [...reader, ...this.#drop('readable')]),
    ];
    if (hasBuiltins) {
      const write = [...this.#write(isStream), '', ...this.#drop('writable')];
      sections.push(this.#class(writer, `The writable end of a ${label}.`, write));
    }
    return [...sections, ...this.#builtins.imports];
  }

  #class(name: string, docs: string, members: readonly string[]): string[] {
    return [
      `/** ${docs} */`,
      '@final',
      `export class ${name} extends ${this.#runtime('Resource')} {`,
      ...indent([
        '/** Takes over a handle that the host gave. */',
        'constructor(handle: i32) {',
        ...indent(['super(handle);']),
        '}',
        '',
        ...members,
      ]),
      '}',
    ];
  }

  #of(): string[] {
    return ofLines({
      project: this.#project,
      module: this.#module,
      printer: this.#printer,
      plan: this.#plan,
      builtins: this.#builtins,
    });
  }

  #create(): string[] {
    const { type, name, writer } = this.#plan;
    const make = this.#builtin('new', [], 'i64');
    const pair = this.#runtime('Tuple2');
    return [
      `/** A new ${type.kind}: its readable end, to give away first, and its writable end. */`,
      `static create(): ${pair}<${name}, ${writer}> {`,
      ...indent([
        `const ends = ${make}();`,
        `return new ${pair}(new ${name}(i32(ends)), new ${writer}(i32(ends >> 32)));`,
      ]),
      '}',
    ];
  }

  #read(isStream: boolean): string[] {
    return isStream ? this.#readStream() : this.#readFuture();
  }

  #readStream(): string[] {
    const { element } = this.#plan.type;
    const read = this.#builtin('read', ['handle: i32', 'pointer: i32', 'count: i32'], 'i32');
    const [lend, transferred] = [this.#runtime('lend'), this.#runtime('transferred')];
    const docs = 'Waits for items, `max` at most. There are none when the stream has ended.';
    if (element === undefined) {
      return [
        '/** Waits for items, `max` at most, and answers how many came: 0 when the stream has ended. */',
        'read(max: i32): i32 {',
        ...indent([`return ${transferred}(${read}(${lend}(this), 0, max));`]),
        '}',
      ];
    }
    const number = numberOf(element);
    const text = this.#text({ kind: 'list', element });
    const call = (pointer: string): string =>
      `const count = ${transferred}(${read}(${lend}(this), ${pointer}, max));`;
    const lines =
      number === undefined
        ? [
            `const pointer = i32(${this.#runtime('allocate')}(${scaled('usize(max)', layoutOf(element).size)}));`,
            call('pointer'),
            `return ${this.#project.helper(this.#module, 'load', { kind: 'list', element })}(pointer, count);`,
          ]
        : [
            `const items = new ${TYPED_ARRAYS[number]}(max);`,
            call('i32(items.dataStart)'),
            'return items.subarray(0, count);',
          ];
    return [`/** ${docs} */`, `read(max: i32): ${text} {`, ...indent(lines), '}'];
  }

  #readFuture(): string[] {
    const { element } = this.#plan.type;
    const read = this.#builtin('read', ['handle: i32', 'pointer: usize'], 'i32');
    const lend = this.#runtime('lend');
    const head = '/** Waits for the value, and lets go of the future: it has no other. */';
    if (element === undefined) {
      return [
        head,
        'read(): void {',
        ...indent([`${read}(${lend}(this), 0);`, 'this.drop();']),
        '}',
      ];
    }
    const { size, align } = layoutOf(element);
    const value = this.#printer.expression(liftMemory(element, 0), this.#context());
    const text = this.#text(element);
    return [
      head,
      `read(): ${text} {`,
      ...indent([
        `const at = memory.data(${Math.max(size, 1)}, ${align});`,
        `${read}(${lend}(this), at);`,
        'this.drop();',
        `return ${value};`,
      ]),
      '}',
    ];
  }

  #write(isStream: boolean): string[] {
    return isStream ? this.#writeStream() : this.#writeFuture();
  }

  #writeStream(): string[] {
    const { element } = this.#plan.type;
    const write = this.#builtin('write', ['handle: i32', 'pointer: i32', 'count: i32'], 'i32');
    const [lend, transferred] = [this.#runtime('lend'), this.#runtime('transferred')];
    const number = element === undefined ? undefined : numberOf(element);
    const size = element === undefined ? 0 : layoutOf(element).size;
    const begin = [
      ...(element === undefined ? [] : ['const count = items.length;']),
      ...(element === undefined
        ? []
        : [
            `const pointer = ${
              number === undefined
                ? `${this.#project.helper(this.#module, 'store', { kind: 'list', element })}(items)`
                : 'i32(items.dataStart)'
            };`,
          ]),
    ];
    const place = element === undefined ? '0' : `pointer + ${scaled('done', size)}`;
    return [
      '/** Waits until items were taken, and answers how many: fewer when nobody reads any more. */',
      `write(${element === undefined ? 'count: i32' : `items: ${this.#text({ kind: 'list', element })}`}): i32 {`,
      ...indent([
        ...begin,
        'let done = 0;',
        'while (done < count) {',
        ...indent([
          `const status = ${write}(${lend}(this), ${place}, count - done);`,
          `done += ${transferred}(status);`,
          `if (${this.#runtime('hasEnded')}(status)) break;`,
        ]),
        '}',
        'return done;',
      ]),
      '}',
    ];
  }

  #writeFuture(): string[] {
    const { element } = this.#plan.type;
    const write = this.#builtin('write', ['handle: i32', 'pointer: usize'], 'i32');
    const [lend, hasEnded] = [this.#runtime('lend'), this.#runtime('hasEnded')];
    const docs = '/** Waits until the value was taken, and answers whether somebody took it. */';
    const call = (pointer: string): string[] => [
      `const status = ${write}(${lend}(this), ${pointer});`,
      'this.drop();',
      `return !${hasEnded}(status);`,
    ];
    if (element === undefined) return [docs, 'write(): bool {', ...indent(call('0')), '}'];
    const { size, align } = layoutOf(element);
    const { lines } = this.#printer.print(lowerMemory(element, [], 0), this.#context());
    return [
      docs,
      `write(value: ${this.#text(element)}): bool {`,
      ...indent([
        `const at = memory.data(${Math.max(size, 1)}, ${align});`,
        ...lines,
        ...call('at'),
      ]),
      '}',
    ];
  }

  #drop(end: 'readable' | 'writable'): string[] {
    const drop =
      this.#plan.place === undefined
        ? undefined
        : this.#builtin(`drop-${end}`, ['handle: i32'], 'void');
    return [
      '/** Lets go of this end. Dropping it again does nothing. */',
      'drop(): void {',
      ...indent([...(drop === undefined ? [] : dropCall(drop)), 'this.handle = 0;']),
      '}',
    ];
  }

  #builtin(verb: string, parameters: readonly string[], result: string): string {
    return this.#builtins.function({ verb, parameters, result });
  }

  #context(): PrintContext {
    return { module: this.#module, scope: new NameScope(['at', 'value', 'status']) };
  }

  #text(type: Type): string {
    return typeText(this.#project, this.#module, type);
  }

  #runtime(name: string): string {
    return this.#project.runtime(this.#module, name);
  }
}

function dropCall(drop: string): string[] {
  const [test, call] = ['if (this.handle != 0)', `${drop}(this.handle);`];
  return test.length + call.length < 90 ? [`${test} ${call}`] : [test, ...indent([call])];
}
