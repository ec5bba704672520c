import type { CoreType, PathStep } from '../../abi/index.js';
import type { NameScope } from '../../printer/index.js';
import { fieldName } from './names.js';
import type { AsModule } from './project.js';

/** Where the printed code finds what instructions speak of. */
export interface PrintContext {
  /** Module that the code goes into. */
  readonly module: AsModule;
  /** Variable with the address that offsets count from; `at` where it is not given. */
  readonly base?: string;
  /** Expression of the core value with a number, for a lift. */
  readonly core?: (index: number) => string;
  /** Types of the core values, for a lower. */
  readonly slots?: readonly CoreType[];
  /** Takes what a core value is to be, for a lower. */
  readonly set?: (index: number, value: string, lines: string[], isInCase: boolean) => void;
  /** Whether what is printed runs in one case of several only. */
  readonly isInCase?: boolean;
  /** Expression of the value that paths start at; `value` where it is not given. */
  readonly root?: string;
  /** Variables that stand for values at paths. */
  readonly bindings?: ReadonlyMap<string, string>;
  /** Names that are taken. */
  readonly scope: NameScope;
}

/** Expression of the value at a path. */
export function pathText(context: PrintContext, path: readonly PathStep[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const bound = context.bindings?.get(keyOf(path.slice(0, length)));
    const start = bound ?? (length === 0 ? (context.root ?? 'value') : undefined);
    if (start !== undefined) return start + path.slice(length).map(stepText).join('');
  }
  throw new Error('a path begins nowhere; report this as a bug');
}

/** A context in which an expression stands for the value at a path. */
export function withBinding(
  context: PrintContext,
  path: readonly PathStep[],
  text: string,
): PrintContext {
  const bindings = new Map(context.bindings);
  bindings.set(keyOf(path), text);
  return { ...context, bindings };
}

function keyOf(path: readonly PathStep[]): string {
  return path
    .map((step) => {
      if (step.kind === 'field') return `.${step.name}`;
      return step.kind === 'payload' ? '!' : `[${step.index}]`;
    })
    .join('');
}

function stepText(step: PathStep): string {
  if (step.kind === 'field') return `.${fieldName(step.record, step.name)}`;
  if (step.kind === 'element') return `[${step.index}]`;
  return step.kind === 'item' ? `.item${step.index}` : '.value';
}
