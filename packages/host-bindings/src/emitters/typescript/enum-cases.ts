import type { TypeDeclaration } from '../../model/index.js';
import { layoutList, quote } from '../../printer/index.js';
import { casesName } from './declare-types.js';
import type { Module } from './project.js';

/** Name of the constant with the cases of an enum, declared on first use. */
export function enumCases(module: Module, declaration: TypeDeclaration): string {
  const { body } = declaration;
  if (body.kind !== 'enum')
    throw new Error(`"${declaration.name}" is no enum; report this as a bug`);
  const key = `cases ${declaration.name}`;
  const known = module.helpers.get(key);
  if (known !== undefined) return known.name;
  const name = module.script.names.add(casesName(module, declaration));
  const type = module.typeNames.get(declaration.name)!;
  const lines = layoutList({
    before: `const ${name}: readonly ${type}[] = [`,
    items: body.cases.map((one) => quote(one.name)),
    after: '];',
  });
  module.helpers.set(key, { name, order: '', lines });
  return name;
}
