import { membersOfResource, isUse } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import { indent, NameScope, quote } from '../../printer/index.js';
import { typeDocs } from '../typescript/type-docs.js';
import { abstractLines, exportName } from './export-interface.js';
import { functionDocs } from './function-plan.js';
import type { FunctionPlan } from './function-plan.js';
import { typeName } from './names.js';
import type { AsModule, AsProject } from './project.js';

/** The resources that a guest exports in one interface. */
export class ExportedResources {
  readonly #project: AsProject;
  readonly #module: AsModule;
  readonly #resources: readonly TypeDeclaration[];
  readonly #methods = new Map<FunctionPlan, string>();

  constructor(project: AsProject, module: AsModule) {
    this.#project = project;
    this.#module = module;
    this.#resources = module.interface.types.filter(
      (one) => one.body.kind === 'resource' && !isUse(one),
    );
  }

  /** Name of a function that is no method, as a member of the interface's class. */
  memberOfInterface({ func: { kind }, member }: FunctionPlan): string {
    if (kind.kind === 'free') return member;
    const resource = typeName(kind.resource.name);
    if (kind.kind === 'constructor') return `create${resource}`;
    return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}${typeName(kind.name)}`;
  }

  /** Name of the method that a function stands for. */
  method(plan: FunctionPlan): string {
    return this.#methods.get(plan)!;
  }

  /** The classes that the author extends, one a resource. */
  classes(plans: readonly FunctionPlan[]): string[][] {
    return this.#resources.map((resource) => {
      const name = this.#module.typeNames.get(resource.name)!;
      const base = this.#project.runtime(this.#module, 'ExportedResource');
      const scope = new NameScope(['constructor', 'drop', 'handle', 'owners', 'release']);
      const { methods } = membersOfResource(plans, resource);
      for (const plan of methods) this.#methods.set(plan, scope.add(plan.member));
      const drop = this.#module.script.names.add(`import${typeName(resource.name)}Drop`);
      const release = [
        '/** Lets go of an object that the host gave to the guest. */',
        'release(): void {',
        ...indent([`if (this.handle != 0) ${drop}(this.handle);`, 'this.handle = 0;']),
        '}',
      ];
      return [
        external(this.#module, resource, 'drop'),
        `declare function ${drop}(handle: i32): void;`,
        '',
        ...typeDocs(
          resource,
          'Extend it; override `drop()` to clean up when the last owner has let go of an object.',
        ),
        `export abstract class ${name} extends ${base} {`,
        ...indent([
          ...methods.flatMap((plan) => [
            ...functionDocs(plan),
            ...abstractLines(plan, this.#methods.get(plan)!),
            '',
          ]),
          ...release,
        ]),
        '}',
      ];
    });
  }

  /** The destructors, which the host calls when it lets go of an object. */
  destructors(): string[][] {
    const module = this.#module;
    return this.#resources.map((resource) => {
      const name = module.script.names.add(`export${typeName(resource.name)}Destructor`);
      const text = module.typeNames.get(resource.name)!;
      return [
        `@exportAs(${quote(exportName(module, `[dtor]${resource.name}`))})`,
        `export function ${name}(rep: usize): void {`,
        ...indent([`${this.#project.runtime(module, 'letGo')}(changetype<${text}>(rep));`]),
        '}',
      ];
    });
  }
}

/** The function that finds the object behind a handle which the guest owns from now on. */
export function liftExported(module: AsModule, resource: TypeDeclaration, name: string): string[] {
  const text = module.typeNames.get(resource.name)!;
  const rep = module.script.names.add(`import${text}Rep`);
  return [
    external(module, resource, 'rep'),
    `declare function ${rep}(handle: i32): usize;`,
    '',
    `export function ${name}(handle: i32): ${text} {`,
    ...indent([
      `const found = changetype<${text}>(${rep}(handle));`,
      'found.handle = handle;',
      'return found;',
    ]),
    '}',
  ];
}

/** The function that makes a handle for an object, or hands on the one that the guest owns. */
export function lowerExported(
  project: AsProject,
  module: AsModule,
  { resource, name }: { readonly resource: TypeDeclaration; readonly name: string },
): string[] {
  const text = module.typeNames.get(resource.name)!;
  const make = module.script.names.add(`import${text}New`);
  return [
    external(module, resource, 'new'),
    `declare function ${make}(rep: usize): i32;`,
    '',
    `export function ${name}(value: ${text}): i32 {`,
    ...indent([
      'const handle = value.handle;',
      `if (handle == 0) return ${make}(${project.runtime(module, 'held')}(value));`,
      'value.handle = 0;',
      'return handle;',
    ]),
    '}',
  ];
}

function external(module: AsModule, resource: TypeDeclaration, verb: string): string {
  const from = quote(`[export]${module.interface.key.name}`);
  return `@external(${from}, ${quote(`[resource-${verb}]${resource.name}`)})`;
}
