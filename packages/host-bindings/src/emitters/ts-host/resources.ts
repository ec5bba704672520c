import { membersOfResource } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import { indent, layoutList, quote } from '../../printer/index.js';
import {
  awaitableText,
  functionDocs,
  parameterTexts,
  planFunction,
} from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { typeDocs } from '../typescript/type-docs.js';
import type { Module, Project } from '../typescript/project.js';

/** Names that a provider's method may not use for its parameters. */
export const METHOD_NAMES = ['call'] as const;

/** Name of the constant that stands for a resource type. */
export function resourceTypeName(typeName: string): string {
  return `${typeName.charAt(0).toLowerCase()}${typeName.slice(1)}Resource`;
}

/** The resources that a module declares. */
export function resourcesOf(module: Module): TypeDeclaration[] {
  return module.interface.types.filter((one) => one.body.kind === 'resource');
}

/** Declares the resources of an import: what a host object has to be, and the type's identity. */
export function declareResources(project: Project, module: Module): void {
  const { codegen } = project.options;
  for (const resource of resourcesOf(module)) {
    const name = module.typeNames.get(resource.name)!;
    const constant = module.script.names.add(resourceTypeName(name));
    const methods = membersOfResource(module.interface.functions, resource).methods.map((one) =>
      planFunction(project, module, one, METHOD_NAMES),
    );
    const lines = methods.flatMap((plan) => providerMember(project, module, plan));
    const dispose = ['/** The guest no longer holds the object. */', '[Symbol.dispose]?(): void;'];
    module.script.add([
      ...typeDocs(resource),
      `export interface ${name} {`,
      ...indent([...lines, ...dispose]),
      '}',
    ]);
    const type = module.script.type('ResourceType', codegen);
    module.script.add([
      `/** Identity of the resource type \`${resource.name}\`. */`,
      ...layoutList({
        before: `export const ${constant}: ${type}<${name}> = {`,
        items: [`interface: ${quote(module.interface.key.name)}`, `name: ${quote(resource.name)}`],
        after: '};',
        padded: true,
      }),
    ]);
  }
}

/** A member of a provider, or of a host object: docs and signature. */
export function providerMember(project: Project, module: Module, plan: FunctionPlan): string[] {
  const { codegen } = project.options;
  const call = module.script.type('CallContext', codegen);
  const result = plan.func.async ? awaitableText(project, module, plan) : plan.okText;
  return [
    ...functionDocs(plan, 'ResultError'),
    ...layoutList({
      before: `${plan.member}(`,
      items: [...parameterTexts(plan.parameters, true), `call: ${call}`],
      after: `): ${result};`,
      level: 1,
    }),
  ];
}
