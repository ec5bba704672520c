import { indent } from '../../printer/index.js';

/** Most items of a tuple that the runtime module has a class for. */
export const MAX_TUPLE = 16;

/** The class of tuples of so many items. */
export function tupleClass(name: string, count: number): string[] {
  const items = Array.from({ length: count }, (_, index) => index);
  return [
    `/** ${count} values, as WIT's \`tuple\` has them. */`,
    '@final',
    `export class ${name}<`,
    ...indent(items.map((index) => `T${index},`)),
    '> {',
    ...indent([
      'constructor(',
      ...indent(items.map((index) => `public item${index}: T${index},`)),
      ') {}',
    ]),
    '}',
  ];
}
