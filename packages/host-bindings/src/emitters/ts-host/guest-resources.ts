import { membersOfResource } from '../../model/index.js';
import { indent, quote } from '../../printer/index.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { typeDocs } from '../typescript/type-docs.js';
import type { Module, Project } from '../typescript/project.js';
import { resourcesOf, resourceTypeName } from './resources.js';

/** How members of exported interfaces are printed. */
export interface MemberPrinter {
  /** The plans of the interface's functions. */
  readonly plans: readonly FunctionPlan[];
  /** Docs and signature of a member. */
  readonly method: (plan: FunctionPlan) => string[];
  /** A member of the object that calls it. */
  readonly call: (plan: FunctionPlan) => string[];
}

/** Declares the resources of an export: what the guest's objects are to a host, and how they are made. */
export function declareGuestResources(
  project: Project,
  module: Module,
  { plans, method, call }: MemberPrinter,
): void {
  const { codegen } = project.options;
  for (const resource of resourcesOf(module)) {
    const name = module.typeNames.get(resource.name)!;
    const constant = module.script.names.add(resourceTypeName(name));
    const { methods } = membersOfResource(plans, resource);
    module.script.add([
      ...typeDocs(resource, 'An object lives in the guest, as long as its session.'),
      `export interface ${name} {`,
      ...indent([
        ...methods.flatMap((plan) => method(plan)),
        '/** The host no longer needs the object. Doing it twice has no effect. */',
        '[Symbol.dispose](): void;',
      ]),
      '}',
    ]);
    const type = module.script.type('GuestResourceType', codegen);
    const parameters = methods.length === 0 ? '_call, dispose' : 'call, dispose';
    module.script.add([
      `/** The resource type \`${resource.name}\`, as a runtime makes its objects. */`,
      `export const ${constant}: ${type}<${name}> = {`,
      ...indent([
        `interface: ${quote(module.interface.key.name)},`,
        `name: ${quote(resource.name)},`,
        `bind: (${parameters}) => ({`,
        ...indent([...methods.flatMap((plan) => call(plan)), '[Symbol.dispose]: dispose,']),
        '}),',
      ]),
      '};',
    ]);
  }
}
