import type { Case, TypeDeclaration } from '../../model/index.js';
import { indent, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { caseNames, typeName } from './names.js';
import type { AsModule, AsProject } from './project.js';
import { isNullable, isReference, typeText } from './type-text.js';

/** A variant that is to be declared. */
export interface VariantPlan {
  /** Its declaration. */
  readonly declaration: TypeDeclaration;
  /** Its cases. */
  readonly cases: readonly Case[];
  /** Lines of its doc comment. */
  readonly comment: readonly string[];
}

/** One case, with the names that it has in the class. */
interface CasePlan {
  readonly one: Case;
  /** `ShapeTag.Circle`. */
  readonly tag: string;
  /** The function that makes it, and the getter of what it carries. */
  readonly own: string;
  /** The getter that tells whether it is this case. */
  readonly is: string;
  /** The field that holds what it carries. */
  readonly field: string;
  /** Type of what it carries. */
  readonly text: string | undefined;
  /** Whether the field is `T | null` where the type is `T`. */
  readonly isChecked: boolean;
}

/**
 * The enum of a variant's cases, and its class: one final class with a tag, a function that makes each
 * case, and for each case `isX` and a getter that checks.
 */
export function variantClass(
  project: AsProject,
  module: AsModule,
  { declaration, cases, comment }: VariantPlan,
): string[][] {
  const name = module.typeNames.get(declaration.name)!;
  const tagName = module.tagNames.get(declaration.name)!;
  const tags = caseNames(cases, 'enum');
  const own = caseNames(cases, 'member');
  const scope = new NameScope(['tag', ...own.values()]);
  const plans = cases.map((one): CasePlan => {
    const { type } = one;
    return {
      one,
      tag: `${tagName}.${tags.get(one.name)!}`,
      own: own.get(one.name)!,
      is: scope.add(`is${typeName(one.name)}`),
      field: type === undefined ? '' : scope.add(`${own.get(one.name)!.replace(/_$/, '')}Value`),
      text: type === undefined ? undefined : typeText(project, module, type),
      isChecked: type !== undefined && isReference(type) && !isNullable(type),
    };
  });
  const fields = plans.flatMap(({ field, text, isChecked }) =>
    text === undefined ? [] : [`private ${field}: ${text}${isChecked ? ' | null' : ''};`],
  );
  const members = [
    ...fields,
    ...(fields.length === 0 ? [] : ['']),
    'private constructor(',
    ...indent(['/** Which case it is. */', `readonly tag: ${tagName},`]),
    ') {}',
    ...plans.flatMap((plan) => ['', ...makerLines(name, plan)]),
    ...plans.flatMap((plan) => ['', ...getterLines(plan)]),
  ];
  const tagLines = cases.flatMap((one) => [
    ...renderDocComment([one.docs]),
    `${tags.get(one.name)!},`,
  ]);
  return [
    [
      `/** The cases of \`${declaration.name}\`. */`,
      `export enum ${tagName} {`,
      ...indent(tagLines),
      '}',
    ],
    [...comment, '@final', `export class ${name} {`, ...indent(members), '}'],
  ];
}

function makerLines(name: string, { one, tag, own, field, text }: CasePlan): string[] {
  const comment = renderDocComment([one.docs || `Makes the case \`${one.name}\`.`]);
  if (text === undefined) {
    return [
      ...comment,
      `static ${own}(): ${name} {`,
      ...indent([`return new ${name}(${tag});`]),
      '}',
    ];
  }
  const lines = [`const made = new ${name}(${tag});`, `made.${field} = value;`, 'return made;'];
  return [...comment, `static ${own}(value: ${text}): ${name} {`, ...indent(lines), '}'];
}

function getterLines({ one, tag, own, is, field, text, isChecked }: CasePlan): string[] {
  const test = [
    `/** Whether it is the case \`${one.name}\`. */`,
    `get ${is}(): bool {`,
    ...indent([`return this.tag == ${tag};`]),
    '}',
  ];
  if (text === undefined) return test;
  return [
    ...test,
    '',
    `/** What the case \`${one.name}\` carries; ends the guest where it is another case. */`,
    `get ${own}(): ${text} {`,
    ...indent([
      `assert(this.${is}, ${quote(`this is another case; look at its tag first`)});`,
      `return this.${field}${isChecked ? '!' : ''};`,
    ]),
    '}',
  ];
}
