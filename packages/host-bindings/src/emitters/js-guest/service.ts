import { membersOfResource, resolveType, ROOT } from '../../model/index.js';
import type { Func, Interface, Type } from '../../model/index.js';
import {
  COLUMNS,
  indent,
  layoutList,
  NameScope,
  quote,
  renderDocComment,
} from '../../printer/index.js';
import {
  awaitableText,
  functionDocs,
  parameterTexts,
  planFunction,
} from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { resourceMember } from '../typescript/member-names.js';
import { pascalCase, shortName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { branch } from '../typescript/statements.js';
import type { ValueCodec } from '../typescript/value-codec.js';
import { declareServedResource, dropRegistration } from './served-resources.js';

/** Names that the code of a served function uses itself. */
const LOCAL_NAMES = ['object', 'reader', 'writer', 'implementation', 'value', 'error', 'payload'];

/** Declares what a guest serves: the interface of an implementation, and the function that serves it. */
export function declareService(project: Project, module: Module, codec: ValueCodec): void {
  const { script, interface: found } = module;
  const resources = found.types.filter((one) => one.body.kind === 'resource');
  if (found.functions.length === 0 && resources.length === 0) return;
  const short = shortName(found.key.name === ROOT ? module.source : found.key.name);
  const name = script.names.add(pascalCase(short));
  const serve = script.names.add(`serve${pascalCase(short)}`);
  const plans = found.functions.map((one) => planFunction(project, module, one, LOCAL_NAMES));
  for (const resource of resources) {
    const { methods } = membersOfResource(plans, resource);
    declareServedResource(project, module, {
      resource,
      members: methods.flatMap((plan) => member(project, module, plan)),
    });
  }
  const makers = resources.flatMap((resource) => {
    const own = membersOfResource(plans, resource).makers;
    if (own.length === 0) return [];
    return [
      ...renderDocComment([`Makers and statics of \`${resource.name}\`.`]),
      `readonly ${resourceMember(module.interface, resource)}: {`,
      ...indent(own.flatMap((plan) => member(project, module, plan, 2))),
      '};',
    ];
  });
  const free = plans.filter((plan) => plan.func.kind.kind === 'free');
  const parts = [...free.flatMap((plan) => member(project, module, plan)), ...makers];
  script.add([
    ...renderDocComment([found.docs, `An implementation of \`${module.source}\`.`]),
    ...branch(`export interface ${name}`, parts),
  ]);
  const body = [
    ...found.functions.flatMap((one) => registration(project, module, codec, one)),
    ...resources.flatMap((resource) => dropRegistration(project, module, resource)),
  ];
  const parameter = body.some((line) => line.includes('implementation.'))
    ? 'implementation'
    : '_implementation';
  script.add([
    `/** Serves \`${module.source}\`. Once in each guest. */`,
    `export function ${serve}(${parameter}: ${name}): void {`,
    ...indent(body),
    '}',
  ]);
}

function member(project: Project, module: Module, plan: FunctionPlan, level = 1): string[] {
  const result = awaitableText(project, module, plan);
  return [
    ...functionDocs(plan, 'WajsError'),
    ...layoutList({
      before: `${plan.member}(`,
      items: parameterTexts(plan.parameters, false),
      after: `): ${result};`,
      level,
    }),
  ];
}

function registration(project: Project, module: Module, codec: ValueCodec, func: Func): string[] {
  const { script } = module;
  const plan = planFunction(project, module, func, LOCAL_NAMES);
  const register = script.value('exportFunction', project.options.codegen);
  const reads = plan.parameters.map((one) => codec.readStatement(module, one.type, one.name));
  const { kind } = func;
  if (kind.kind === 'method') {
    reads.unshift(codec.readStatement(module, func.parameters[0]!.type, 'object'));
  }
  // A function that cannot wait answers its future at once.
  const wait = plan.isFuture && !func.async ? '' : 'await ';
  const call = `${wait}${calleeOf(module.interface, plan)}(${plan.parameters.map((one) => one.name).join(', ')})`;
  const name = quote(`${module.interface.key.name}#${func.name}`);
  const body = [...reads, 'reader.end();', ...answerLines(project, module, codec, plan, call)];
  const head = `${register}(${name}, async (reader) => {`;
  if (head.length + 2 <= COLUMNS) return [head, ...indent(body), '});'];
  return [
    `${register}(`,
    ...indent([`${name},`, 'async (reader) => {', ...indent(body), '},']),
    ');',
  ];
}

/** What a served function calls: the implementation, a resource's makers, or its object. */
function calleeOf(found: Interface, { func: { kind }, member: name }: FunctionPlan): string {
  if (kind.kind === 'method') return `object.${name}`;
  if (kind.kind === 'free') return `implementation.${name}`;
  return `implementation.${resourceMember(found, kind.resource)}.${name}`;
}

function answerLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
  call: string,
): string[] {
  const { fallible, ok, err } = plan;
  const names = plan.parameters.map((one) => one.name);
  const scope = new NameScope(['writer', 'value', 'payload', ...names]);
  const run = ok === undefined ? `${call};` : `const value = ${call};`;
  const write = [
    ...(fallible ? ['writer.discriminant(0);'] : []),
    ...(ok === undefined ? [] : codec.writeStatements(module, ok, 'value', scope)),
  ];
  const answer =
    write.length === 0 ? ['return () => {};'] : ['return (writer) => {', ...indent(write), '};'];
  if (!fallible) return [run, ...answer];
  const { codegen } = project.options;
  // Where the err type is the contract's own, an error of a hostcall is one of its values.
  const isOfContract = err !== undefined && isContractError(err);
  const wajsError = isOfContract ? module.script.value('WajsError', codegen) : '';
  const own = isOfContract ? 'error.payload' : `${module.script.value('ownError', codegen)}(error)`;
  const payload =
    err === undefined
      ? []
      : [
          `const payload = ${own} as ${typeText(project, module, err)};`,
          'return (writer) => {',
          ...indent([
            'writer.discriminant(1);',
            ...codec.writeStatements(module, err, 'payload', scope),
          ]),
          '};',
        ];
  const failed =
    payload.length > 0
      ? payload
      : [`${own};`, 'return (writer) => {', '  writer.discriminant(1);', '};'];
  const guard = isOfContract ? [`if (!(error instanceof ${wajsError})) throw error;`] : [];
  return [
    ...branch('try', [run, ...answer]).slice(0, -1),
    '} catch (error) {',
    ...indent([...guard, ...failed]),
    '}',
  ];
}

/** Whether a type is the one error that the contract's own functions answer. */
function isContractError(type: Type): boolean {
  const resolved = resolveType(type);
  if (resolved.kind !== 'named') return false;
  const { name, owner } = resolved.declaration;
  return name === 'error' && owner.name.startsWith('wajs:platform/types@');
}
