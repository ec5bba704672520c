import type { TypeBody } from '../../model/index.js';
import { indent, renderDocComment } from '../../printer/index.js';
import { caseNames } from './names.js';

/** Flags of more than one word that are to be declared. */
export interface FlagsPlan {
  /** Name of the class. */
  readonly name: string;
  /** Name of the enum of its labels. */
  readonly label: string;
  /** Lines of the doc comment. */
  readonly comment: readonly string[];
  /** The labels. */
  readonly body: Extract<TypeBody, { kind: 'flags' }>;
}

/** How many words of 32 bits flags are. */
export function wordCount(labels: number): number {
  return Math.ceil(labels / 32);
}

/** The enum of the labels of flags, and their class: for flags that do not fit in one word. */
export function flagsClass({ name, label, comment, body }: FlagsPlan): string[][] {
  const names = caseNames(body.labels, 'enum');
  const labels = body.labels.flatMap((one) => [
    ...renderDocComment([one.docs]),
    `${names.get(one.name)!},`,
  ]);
  const words = Array.from({ length: wordCount(body.labels.length) }, (_, index) => `word${index}`);
  const pick = (line: (word: string, index: number) => string): string[] =>
    words
      .slice(0, -1)
      .map((word, index) => `if (label < ${(index + 1) * 32}) ${line(word, index)}`);
  const last = words.at(-1)!;
  return [
    [`/** The labels of \`${name}\`. */`, `export enum ${label} {`, ...indent(labels), '}'],
    [
      ...comment,
      '@final',
      `export class ${name} {`,
      ...indent([
        'constructor(',
        ...indent(
          words.flatMap((word, index) => [
            `/** Labels from the one with number ${index * 32}, a bit each. */`,
            `public ${word}: u32 = 0,`,
          ]),
        ),
        ') {}',
        '',
        '/** Whether a label is set. */',
        `has(label: ${label}): bool {`,
        ...indent([
          ...pick((word) => `return ((this.${word} >> (label & 31)) & 1) != 0;`),
          `return ((this.${last} >> (label & 31)) & 1) != 0;`,
        ]),
        '}',
        '',
        '/** Sets or clears a label, and answers these flags. */',
        `set(label: ${label}, on: bool = true): ${name} {`,
        ...indent([
          'const bit: u32 = 1 << (label & 31);',
          ...words.map((word, index) => {
            const test = index === words.length - 1 ? '' : `if (label < ${(index + 1) * 32}) `;
            const other = index === 0 ? '' : 'else ';
            return `${other}${test}this.${word} = on ? this.${word} | bit : this.${word} & ~bit;`;
          }),
          'return this;',
        ]),
        '}',
      ]),
      '}',
    ],
  ];
}
