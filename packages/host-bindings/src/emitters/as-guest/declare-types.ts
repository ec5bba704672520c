import { isUse } from '../../model/index.js';
import type { Label, Type, TypeDeclaration } from '../../model/index.js';
import { indent, renderDocComment } from '../../printer/index.js';
import { flagsClass } from './flags-class.js';
import { typeDocs } from '../typescript/type-docs.js';
import { caseNames, fieldName } from './names.js';
import type { AsModule, AsProject } from './project.js';
import { isNullable, typeText } from './type-text.js';
import { variantClass } from './variant-class.js';

/** Declares the types of a module's interface, except resources. */
export function declareTypes(project: AsProject, module: AsModule): void {
  for (const declaration of module.interface.types) {
    if (isUse(declaration) || declaration.body.kind === 'resource') continue;
    for (const section of sections(project, module, declaration)) module.script.add(section);
  }
}

function sections(
  project: AsProject,
  module: AsModule,
  declaration: TypeDeclaration,
): (readonly string[])[] {
  const { body } = declaration;
  const name = module.typeNames.get(declaration.name)!;
  const comment = typeDocs(declaration);
  switch (body.kind) {
    case 'record': {
      const fields = body.fields.flatMap((field) => [
        ...renderDocComment([field.docs]),
        fieldText(
          fieldName(declaration, field.name),
          field.type,
          typeText(project, module, field.type),
        ),
      ]);
      return [[...comment, `export class ${name} {`, ...indent(fields), '}']];
    }
    case 'enum':
      return [[...comment, ...enumLines(name, body.cases)]];
    case 'flags':
      return body.labels.length > 32
        ? flagsClass({ name, label: module.tagNames.get(declaration.name)!, comment, body })
        : [[...comment, ...flagsLines(name, body.labels)]];
    case 'variant':
      return variantClass(project, module, { declaration, cases: body.cases, comment });
    case 'alias': {
      return [[...comment, `export type ${name} = ${typeText(project, module, body.target)};`]];
    }
    case 'resource':
      return [];
  }
}

/** A field; what may be missing from an object literal says what it is then. */
function fieldText(name: string, type: Type, text: string): string {
  return isNullable(type) ? `${name}: ${text} = null;` : `${name}: ${text};`;
}

/** An enum whose members count from 0. */
export function enumLines(name: string, cases: readonly Label[]): string[] {
  const names = caseNames(cases, 'enum');
  const members = cases.flatMap((one) => [
    ...renderDocComment([one.docs]),
    `${names.get(one.name)!},`,
  ]);
  return enumOf(name, members);
}

function enumOf(name: string, members: readonly string[]): string[] {
  return members.length === 0
    ? [`export enum ${name} {}`]
    : [`export enum ${name} {`, ...indent(members), '}'];
}

function flagsLines(name: string, labels: readonly Label[]): string[] {
  const names = caseNames(labels, 'enum');
  const members = labels.flatMap((label, index) => [
    ...renderDocComment([label.docs]),
    `${names.get(label.name)!} = 1 << ${index},`,
  ]);
  return enumOf(name, members);
}
