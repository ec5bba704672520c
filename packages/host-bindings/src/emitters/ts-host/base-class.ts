import { membersOfResource } from '../../model/index.js';
import { indent, layoutList, quote, renderDocComment, wrapSentence } from '../../printer/index.js';
import { awaitableText, parameterTexts } from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { resourceMember } from '../typescript/member-names.js';
import type { Module, Project } from '../typescript/project.js';
import { branch } from '../typescript/statements.js';
import { resourcesOf } from './resources.js';

/** What {@link declareBaseClass} works on. */
export interface BaseClassOptions {
  /** All modules. */
  readonly project: Project;
  /** The module of the imported interface. */
  readonly module: Module;
  /** Name of the provider's interface, which the class implements. */
  readonly providerName: string;
  /** The functions of the interface. */
  readonly plans: readonly FunctionPlan[];
}

/**
 * Declares the class that a provider can extend: it answers every call with `unavailable`, until the
 * embedder overrides what they offer.
 */
export function declareBaseClass({ project, module, providerName, plans }: BaseClassOptions): void {
  const { script } = module;
  const free = plans.filter((plan) => plan.func.kind.kind === 'free');
  const makers = resourcesOf(module).flatMap((resource) => {
    const own = membersOfResource(plans, resource).makers;
    if (own.length === 0) return [];
    const member = resourceMember(module.interface, resource);
    return [
      `readonly ${member}: ${providerName}[${quote(member)}] = {`,
      ...indent(own.flatMap((plan) => maker(project, module, plan))),
      '};',
      '',
    ];
  });
  const name = script.names.add(`${providerName}Base`);
  script.add([
    ...renderDocComment([
      wrapSentence(
        `A provider of \`${module.source}\` that offers nothing yet: extend it, and override what you offer. Every other call fails as \`unavailable\`, with the name of its function.`,
      ),
    ]),
    ...branch(
      `export class ${name} implements ${providerName}`,
      [...makers, ...free.flatMap((plan) => method(project, module, plan))].slice(0, -1),
    ),
  ]);
}

/** A method with the types of its parameters: an override is checked against them. */
function method(project: Project, module: Module, plan: FunctionPlan): string[] {
  const { codegen } = project.options;
  const call = module.script.type('CallContext', codegen);
  const result = plan.func.async ? awaitableText(project, module, plan) : plan.okText;
  const parameters = parameterTexts(plan.parameters, true).map((one) => `_${one}`);
  return [
    ...layoutList({
      before: `${plan.member}(`,
      items: [...parameters, `_call: ${call}`],
      after: `): ${result} {`,
      level: 1,
    }),
    ...indent(refusal(project, module, plan)),
    '}',
    '',
  ];
}

/** A function of an object whose type says all of its parameters already. */
function maker(project: Project, module: Module, plan: FunctionPlan): string[] {
  return [`${plan.member}() {`, ...indent(refusal(project, module, plan)), '},'];
}

function refusal(project: Project, module: Module, { func }: FunctionPlan): string[] {
  const error = module.script.value('UnavailableError', project.options.codegen);
  return layoutList({
    before: `throw new ${error}(`,
    items: [quote(module.source), quote(func.name)],
    after: ');',
    level: 3,
  });
}
