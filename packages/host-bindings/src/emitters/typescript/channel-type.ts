import type { ChannelType, Type } from '../../model/index.js';
import { indent, NameScope } from '../../printer/index.js';
import type { Module, Project } from './project.js';
import { typeText } from './type-text.js';
import type { ValueCodec } from './value-codec.js';

/** Name of the constant that says how a stream or future crosses, for a label such as `U8Stream`. */
export function channelTypeName(label: string): string {
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}Type`;
}

/** What a channel carries at a time: a chunk of a stream, the value of a future; undefined for nothing. */
export function carriedType({ kind, element }: ChannelType): Type | undefined {
  if (element === undefined) {
    return kind === 'stream' ? { kind: 'primitive', name: 'u32' } : undefined;
  }
  return kind === 'stream' ? { kind: 'list', element } : element;
}

/** What {@link printChannelType} prints. */
export interface ChannelTypeParts {
  /** All modules. */
  readonly project: Project;
  /** The module that the constant goes into. */
  readonly module: Module;
  /** The codec of the target. */
  readonly codec: ValueCodec;
  /** The stream or future. */
  readonly type: ChannelType;
  /** Name of the constant. */
  readonly name: string;
  /** Members that the target has beside `read` and `write`. */
  readonly members: readonly string[];
}

/** The constant that says how a stream or future crosses. */
export function printChannelType(parts: ChannelTypeParts): string[] {
  const { project, module, codec, type, name, members } = parts;
  const carried = carriedType(type);
  const channelType = module.script.type('ChannelType', project.options.codegen);
  const text = carried === undefined ? 'void' : typeText(project, module, carried);
  const scope = new NameScope(['writer', 'value']);
  const ring =
    carried === undefined
      ? ['read() {},', 'write() {},']
      : [
          `read: (reader) => ${codec.readExpression(module, carried)},`,
          'write(writer, value) {',
          ...indent(codec.writeStatements(module, carried, 'value', scope)),
          '},',
        ];
  return [`const ${name}: ${channelType}<${text}> = {`, ...indent([...ring, ...members]), '};'];
}
