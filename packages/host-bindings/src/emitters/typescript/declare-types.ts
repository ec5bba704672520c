import { isUse, resolveType } from '../../model/index.js';
import type { Interface, Type, TypeDeclaration } from '../../model/index.js';
import { COLUMNS, indent, quote, renderDocComment } from '../../printer/index.js';
import { fieldName } from './member-names.js';
import type { Module, Project } from './project.js';
import { typeDocs } from './type-docs.js';
import { caseText, isOption, typeText } from './type-text.js';

/** Whether a value of a type can be left out: an option that is `undefined` when there is none. */
export function isOmittable(type: Type): boolean {
  const resolved = resolveType(type);
  return resolved.kind === 'option' && !isOption(resolved.some);
}

/** Declares the types of a module's interface, except resources, which each target declares its way. */
export function declareTypes(project: Project, module: Module): void {
  for (const declaration of module.interface.types) {
    if (isUse(declaration) || declaration.body.kind === 'resource') continue;
    module.script.add([
      ...typeDocs(declaration),
      ...declarationLines(project, module, declaration),
    ]);
  }
}

/** Name of the constant that holds the cases of an enum. */
export function casesName(module: Module, declaration: TypeDeclaration): string {
  const name = module.typeNames.get(declaration.name)!;
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}Cases`;
}

function declarationLines(
  project: Project,
  module: Module,
  declaration: TypeDeclaration,
): string[] {
  const name = module.typeNames.get(declaration.name)!;
  const text = (type: Type): string => typeText(project, module, type);
  const { body } = declaration;
  switch (body.kind) {
    case 'record': {
      const fields = body.fields.flatMap((field) => {
        const mark = isOmittable(field.type) ? '?: ' : ': ';
        const line = `${fieldName(declaration, field.name)}${mark}${text(field.type)};`;
        return [...renderDocComment([field.docs]), line];
      });
      return block(`export interface ${name} {`, fields);
    }
    case 'flags': {
      const labels = body.labels.flatMap((label) => [
        ...renderDocComment([label.docs]),
        `${fieldName(declaration, label.name)}: boolean;`,
      ]);
      return block(`export interface ${name} {`, labels);
    }
    case 'variant':
      return unionLines(
        name,
        body.cases.map((one) => ({ docs: one.docs, text: caseText(one.name, one.type, text) })),
      );
    case 'enum':
      return unionLines(
        name,
        body.cases.map((one) => ({ docs: one.docs, text: quote(one.name) })),
      );
    case 'alias': {
      const target = text(body.target);
      return [`export type ${name} = ${target};`];
    }
    case 'resource':
      return [];
  }
}

function unionLines(name: string, cases: readonly { docs: string; text: string }[]): string[] {
  const line = `export type ${name} = ${cases.map((one) => one.text).join(' | ')};`;
  const isPlain = cases.every((one) => one.docs === '');
  if (isPlain && (cases.length === 1 || line.length <= COLUMNS)) return [line];
  const rest = `${cases.map((one) => one.text).join(' | ')};`;
  const onlyFirst = cases[0]!.docs !== '' && cases.slice(1).every((one) => one.docs === '');
  if (onlyFirst && !rest.includes('{') && rest.length <= COLUMNS - 2) {
    return [`export type ${name} =`, ...indent([...renderDocComment([cases[0]!.docs]), rest])];
  }
  const lines = cases.flatMap((one) => [...renderDocComment([one.docs]), `| ${one.text}`]);
  lines[lines.length - 1] += ';';
  return [`export type ${name} =`, ...indent(lines)];
}

function block(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${head}}`] : [head, ...indent(lines), '}'];
}

/** Whether an interface declares a resource. */
export function hasResource(found: Interface): boolean {
  return found.types.some((one) => one.body.kind === 'resource');
}
