import { membersOfResource, ROOT } from '../../model/index.js';
import type { Func } from '../../model/index.js';
import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { functionLabel, resourceMember } from '../typescript/member-names.js';
import { functionDocs, parameterTexts, planFunction } from '../typescript/function-plan.js';
import { ABI_VARIABLES } from './abi-function.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { camelCase, pascalCase, shortName, topLevelName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { branch, declareConstant } from '../typescript/statements.js';
import type { ValueCodec } from '../typescript/value-codec.js';
import { directExport } from './direct-export.js';
import { declareGuestResources } from './guest-resources.js';
import { resourcesOf } from './resources.js';

const LOCAL_NAMES = [
  'object',
  'call',
  'writer',
  'reader',
  'guest',
  'core',
  'fromTaskReturn',
  'memory',
  'value',
];

/** Declares an exported interface: what a host calls, and the table that a runtime works on. */
export function declareExports(project: Project, module: Module, codec: ValueCodec): void {
  const { script, interface: found } = module;
  const { codegen } = project.options;
  const short = shortName(found.key.name === ROOT ? module.source : found.key.name);
  const name = script.names.add(pascalCase(short));
  const constant = script.names.add(topLevelName(camelCase(short), ABI_VARIABLES));
  const entries = new Map(
    found.functions.map((one) => [one, script.names.add(functionConstant(one))]),
  );
  // In the object that calls it, a function's constant is what its parameters may not hide.
  const plans = found.functions.map((one) =>
    planFunction(project, module, one, [...LOCAL_NAMES, entries.get(one)!]),
  );
  const call = (plan: FunctionPlan): string[] => binding(plan, entries.get(plan.func)!);
  declareGuestResources(project, module, { plans, method, call });
  const makers = resourcesOf(module).flatMap((resource) => {
    const own = membersOfResource(plans, resource).makers;
    return own.length === 0
      ? []
      : [{ resource, own, member: resourceMember(module.interface, resource) }];
  });
  const free = plans.filter((plan) => plan.func.kind.kind === 'free');
  script.add([
    ...renderDocComment([found.docs, `The exports of \`${module.source}\`, as a host calls them.`]),
    ...branch(`export interface ${name}`, [
      ...free.flatMap((plan) => method(plan)),
      ...makers.flatMap(({ resource, own, member }) => [
        ...renderDocComment([`Makers and statics of \`${resource.name}\`.`]),
        `readonly ${member}: {`,
        ...indent(own.flatMap((plan) => method(plan, 2))),
        '};',
      ]),
    ]),
  ]);
  for (const plan of plans) {
    const type = `${script.type('ExportFunction', codegen)}<${plan.okText}>`;
    script.add([
      `const ${entries.get(plan.func)!}: ${type} = {`,
      ...indent(functionMembers(project, module, codec, plan)),
      '};',
    ]);
  }
  script.add([
    `/** The functions of \`${module.source}\`, as a runtime calls them. */`,
    `export const ${constant}: ${script.type('ExportInterface', codegen)}<${name}> = {`,
    ...indent([
      `name: ${quote(found.key.name)},`,
      ...layoutList({
        before: 'functions: [',
        items: [...entries.values()],
        after: '],',
        level: 1,
      }),
      ...bindMember([
        ...free.flatMap((plan) => call(plan)),
        ...makers.flatMap(({ own, member }) => [
          `${member}: {`,
          ...indent(own.flatMap((plan) => call(plan))),
          '},',
        ]),
      ]),
    ]),
    '};',
  ]);
}

/** A member of the interface that a host calls: docs and signature. */
function method(plan: FunctionPlan, level = 1): string[] {
  return [
    ...functionDocs(plan, 'ResultError'),
    ...layoutList({
      before: `${plan.member}(`,
      items: parameterTexts(plan.parameters, false),
      after: `): ${plan.promiseText};`,
      level,
    }),
  ];
}

function bindMember(members: readonly string[]): string[] {
  if (members.length === 0) return ['bind: () => ({}),'];
  return ['bind: (call) => ({', ...indent(members), '}),'];
}

function binding(plan: FunctionPlan, entry: string): string[] {
  const names = plan.parameters.map((one) => one.name).join(', ');
  return [`${plan.member}: (${names}) => call(${entry}, [${names}]),`];
}

/** Name of the constant that says how a function is called. */
function functionConstant(func: Func): string {
  const label = functionLabel(func);
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}Function`;
}

function functionMembers(
  project: Project,
  module: Module,
  codec: ValueCodec,
  own: FunctionPlan,
): string[] {
  const plan = withSelf(project, module, own);
  return [
    `interface: ${quote(module.interface.key.name)},`,
    `name: ${quote(plan.func.name)},`,
    `async: ${String(plan.func.async)},`,
    ...encodeArguments(module, codec, plan),
    ...decodeResult(project, module, codec, plan),
    ...directExport(project, module, plan),
  ];
}

/** A method's plan with its object as the first parameter, as it travels. */
function withSelf(project: Project, module: Module, plan: FunctionPlan): FunctionPlan {
  if (plan.func.kind.kind !== 'method') return plan;
  const { type } = plan.func.parameters[0]!;
  const self = { name: 'object', type, text: typeText(project, module, type), omittable: false };
  return { ...plan, parameters: [self, ...plan.parameters] };
}

function encodeArguments(module: Module, codec: ValueCodec, plan: FunctionPlan): string[] {
  if (plan.parameters.length === 0) return ['encodeArguments() {},'];
  const scope = new NameScope(['writer', ...plan.parameters.map((one) => one.name)]);
  const lines = plan.parameters.flatMap((one) =>
    codec.writeStatements(module, one.type, one.name, scope),
  );
  const items = ['writer', ...parameterTexts(plan.parameters, true)];
  const isEmpty = lines.length === 0;
  return [
    ...layoutList({
      before: 'encodeArguments(',
      items,
      after: isEmpty ? ') {},' : ') {',
      level: 1,
    }),
    ...(isEmpty ? [] : [...indent(lines), '},']),
  ];
}

function decodeResult(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
): string[] {
  const { fallible, ok, err } = plan;
  const lines: string[] = [];
  if (fallible) {
    const resultError = module.script.value('ResultError', project.options.codegen);
    const payload = err === undefined ? 'undefined' : codec.readExpression(module, err);
    lines.push(
      ...branch('if (reader.discriminant(2) === 1)', [
        declareConstant('payload', payload, () => typeText(project, module, err!)),
        'reader.end();',
        `throw new ${resultError}(payload);`,
      ]),
    );
  }
  if (ok === undefined) lines.push('reader.end();');
  else lines.push(codec.readStatement(module, ok, 'value'), 'reader.end();', 'return value;');
  return ['decodeResult(reader) {', ...indent(lines), '},'];
}
