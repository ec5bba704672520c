import type { Type } from '../../model/index.js';
import { indent, layoutList, quote } from '../../printer/index.js';
import { isOption } from './type-text.js';

/** A constant, with its type where the compiler would find a wider one for the expression. */
export function declareConstant(name: string, value: string, type: () => string): string {
  const isWidened = /\btag: |(?:^|[ (])\[/.test(value);
  return `const ${name}${isWidened ? `: ${type()}` : ''} = ${value};`;
}

/** A `switch` over the tag of `value`. */
export function switchOnTag(
  cases: readonly { readonly tag: string; readonly lines: readonly string[] }[],
  otherwise: string,
): string[] {
  return [
    'switch (value.tag) {',
    ...indent(cases.flatMap((one) => caseLines(one))),
    ...indent(['default:', ...indent([otherwise])]),
    '}',
  ];
}

function caseLines({ tag, lines }: { tag: string; lines: readonly string[] }): string[] {
  const body = indent([...lines, 'break;']);
  // A declaration inside a case needs a block around it.
  return lines.some((line) => line.startsWith('const '))
    ? [`case ${quote(tag)}: {`, ...body, '}']
    : [`case ${quote(tag)}:`, ...body];
}

/** `return { ... };` of an object with these members. */
export function returnObject(members: readonly (readonly [string, string])[]): string[] {
  const items = members.map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  return layoutList({ before: 'return {', items, after: '};', padded: true, level: 2 });
}

/** A loop around statements. */
export function loop(head: string, lines: readonly string[]): string[] {
  return branch(head, lines);
}

/** A statement with a block. */
export function branch(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...indent(lines), '}'];
}

/** An `if` with both sides. */
export function choice(test: string, yes: readonly string[], no: readonly string[]): string[] {
  return [`if (${test}) {`, ...indent(yes), '} else {', ...indent(no), '}'];
}

/** Returns the first side of an option or a result type where the test holds, else the second one. */
export function returnSides(
  test: string,
  type: Extract<Type, { kind: 'option' | 'result' }>,
  values: readonly (string | undefined)[],
): string[] {
  const isBare = type.kind === 'option' && !isOption(type.some);
  const [first, second] = (type.kind === 'option' ? ['none', 'some'] : ['ok', 'err']).map(
    (tag, index) => {
      const value = values[index];
      if (isBare) return [`return ${value ?? 'undefined'};`];
      return returnObject([
        ['tag', quote(tag)],
        ...(value === undefined ? [] : [['val', value] as const]),
      ]);
    },
  );
  return [...branch(`if (${test})`, first!), ...second!];
}

/** Text of a number times a size in bytes. */
export function scaled(count: string, size: number): string {
  return size === 1 ? count : `${count} * ${size}`;
}
