import type { TypeDeclaration } from '../../model/index.js';
import { indent, layoutList, quote } from '../../printer/index.js';
import { typeDocs } from '../typescript/type-docs.js';
import type { Module, Project } from '../typescript/project.js';

/** Name of the constant for a resource that the guest exports. */
export function exportedName(typeName: string): string {
  return `${typeName.charAt(0).toLowerCase()}${typeName.slice(1)}Resource`;
}

/** A resource that a guest exports, with the lines of its methods. */
export interface ServedResource {
  /** The resource. */
  readonly resource: TypeDeclaration;
  /** Docs and signatures of its methods. */
  readonly members: readonly string[];
}

/** Declares what a guest's objects have to be, and the constant that knows which of them the host holds. */
export function declareServedResource(
  project: Project,
  module: Module,
  { resource, members }: ServedResource,
): void {
  const { script, typeNames } = module;
  const name = typeNames.get(resource.name)!;
  const constant = script.names.add(exportedName(name));
  const dispose = ['/** The host no longer holds the object. */', '[Symbol.dispose]?(): void;'];
  script.add([
    ...typeDocs(resource),
    `export interface ${name} {`,
    ...indent([...members, ...dispose]),
    '}',
  ]);
  const create = script.value('ExportedResource', project.options.codegen);
  script.add([
    `/** The resource type \`${resource.name}\`, with the objects that the host holds. */`,
    `export const ${constant} = /* @__PURE__ */ new ${create}<${name}>(${quote(resource.name)});`,
  ]);
}

/** The statement that serves the end of a resource's objects. */
export function dropRegistration(
  project: Project,
  module: Module,
  resource: TypeDeclaration,
): string[] {
  const register = module.script.value('exportResource', project.options.codegen);
  const constant = exportedName(module.typeNames.get(resource.name)!);
  const name = `${module.interface.key.name}#[resource-drop]${resource.name}`;
  return layoutList({
    before: `${register}(`,
    items: [quote(name), constant],
    after: ');',
    level: 1,
  });
}
