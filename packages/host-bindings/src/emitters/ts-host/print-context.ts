import type { PathStep } from '../../abi/index.js';
import type { NameScope } from '../../printer/index.js';
import { fieldName } from '../typescript/member-names.js';
import type { Module } from '../typescript/project.js';

/** Where the printed code finds what instructions speak of. */
export interface PrintContext {
  /** Module that the code goes into. */
  readonly module: Module;
  /** Variable with the address that offsets count from. */
  readonly base?: string;
  /** Expression of the core value with a number. */
  readonly core?: (index: number) => string;
  /** Expression of the value that paths start at. */
  readonly root?: string;
  /** Stands for the payload of the value, where the code around has it already. */
  readonly payload?: string;
  /** Takes the core values that are set, where nothing else sets any: `isStraight` says so. */
  readonly results?: string[];
  /** Names that are taken. */
  readonly scope: NameScope;
}

/** Text of an address. */
export function address({ base = 'at' }: PrintContext, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

/** Text of the value at a path. */
export function valueText(
  { root = 'value', payload }: PrintContext,
  path: readonly PathStep[],
): string {
  const [first, ...rest] = path;
  if (payload !== undefined && first?.kind === 'payload')
    return payload + rest.map(stepText).join('');
  return root + path.map(stepText).join('');
}

function stepText(step: PathStep): string {
  if (step.kind === 'field') return `.${fieldName(step.record, step.name)}`;
  if (step.kind === 'element') return `[${step.index}]!`;
  return step.kind === 'item' ? `[${step.index}]` : '.val';
}
