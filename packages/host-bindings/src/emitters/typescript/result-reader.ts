import type { FunctionPlan } from './function-plan.js';
import type { Module, Project } from './project.js';
import { branch } from './statements.js';
import { shortLabel } from './type-label.js';
import type { ValueCodec } from './value-codec.js';

/** What {@link resultReader} works on. */
export interface ResultReaderOptions {
  readonly project: Project;
  readonly module: Module;
  readonly codec: ValueCodec;
  /** The function whose result is read. */
  readonly plan: FunctionPlan;
  /** Class of codegen that carries the err case of a result. */
  readonly error: string;
}

/**
 * Name of the function that reads a result from its value encoding and throws its err case. Declared on
 * first use; functions that read the same share one, which may be that of the result's type.
 */
export function resultReader(options: ResultReaderOptions): string {
  const { project, module, codec, plan, error } = options;
  const { script } = module;
  const { codegen } = project.options;
  const { ok, err, fallible, okText } = plan;
  const lines: string[] = [];
  const value = ok === undefined ? undefined : codec.readExpression(module, ok);
  const reading = !fallible && value !== undefined ? /^(\w+)\(reader\)$/.exec(value) : null;
  if (reading !== null) return reading[1]!;
  if (fallible) {
    const thrown = script.value(error, codegen);
    const payload = err === undefined ? 'undefined' : codec.readExpression(module, err);
    lines.push(
      ...branch('if (reader.discriminant(2) === 1)', [`throw new ${thrown}(${payload});`]),
    );
  }
  if (value !== undefined) lines.push(`return ${value};`);
  const key = `result ${lines.join('\n')}`;
  const known = module.helpers.get(key);
  if (known !== undefined) return known.name;
  const name = script.names.number(readerName(plan));
  const reader = lines.length === 0 ? '' : `reader: ${script.type('ValueReader', codegen)}`;
  module.helpers.set(key, {
    name,
    order: `999 result ${name}`,
    lines: branch(`function ${name}(${reader}): ${okText}`, lines),
  });
  return name;
}

/** What a reader of a function's result is called: `readEntryOptionOrThrow`, `readString`. */
function readerName({ ok, fallible }: FunctionPlan): string {
  const label = ok === undefined ? 'Void' : shortLabel(ok);
  return `read${label}${fallible ? 'OrThrow' : ''}`;
}
