import type { Label } from '../../model/index.js';
import { memberNames } from './member-names.js';

/** The words of 32 labels that flags are made of. */
export function flagWords(labels: readonly Label[]): (readonly Label[])[] {
  return Array.from({ length: Math.ceil(labels.length / 32) }, (_, index) =>
    labels.slice(index * 32, index * 32 + 32),
  );
}

/** Name of the variable that holds a word of flags. */
export function wordName(index: number): string {
  return index === 0 ? 'bits' : `bits${index + 1}`;
}

/** The members of a flags value, with the expressions that read them from the words. */
export function flagMembers(labels: readonly Label[]): (readonly [string, string])[] {
  const names = memberNames(labels);
  return flagWords(labels).flatMap((word, index) =>
    word.map(
      (one, at) => [names.get(one.name)!, `(${wordName(index)} & ${bit(at)}) !== 0`] as const,
    ),
  );
}

/** Statements that gather the members of the flags `value` in the words. */
export function flagBits(labels: readonly Label[]): string[] {
  const names = memberNames(labels);
  return flagWords(labels).flatMap((word, index) => [
    `let ${wordName(index)} = 0;`,
    ...word.map(
      (one, at) => `if (value.${names.get(one.name)!}) ${wordName(index)} |= ${bit(at)};`,
    ),
  ]);
}

/** The number with one bit set. */
function bit(index: number): string {
  return index < 31 ? String(2 ** index) : '-0x80000000';
}
