import {
  indent,
  layoutList,
  NameScope,
  quote,
  renderDocComment,
  wrapSentence,
} from '../../printer/index.js';
import { functionDocs, parameterTexts, planFunction } from './function-plan.js';
import type { FunctionPlan } from './function-plan.js';
import { pascalCase, shortName } from './names.js';
import type { Module, Project } from './project.js';
import { leftOutText, methodName } from './rpc-functions.js';
import type { RpcFunctions } from './rpc-functions.js';
import { branch } from './statements.js';
import { typeText } from './type-text.js';
import type { ValueCodec } from './value-codec.js';

/** Names that the code of a server uses itself. */
const LOCAL_NAMES = [
  'writer',
  'reader',
  'implementation',
  'context',
  'payload',
  'value',
  'error',
  'problem',
];

/** Declares the server of an interface, in a module of its own beside that of the interface. */
export function declareRpcServer(project: Project, codec: ValueCodec, found: RpcFunctions): void {
  const module = project.companion(found.module, 'server');
  const { script } = module;
  const { codegen } = project.options;
  const { docs, key } = module.interface;
  const short = pascalCase(shortName(key.name));
  const name = script.names.add(`${short}Implementation`);
  const create = script.names.add(`create${short}Server`);
  const plans = found.travelling.map((one) => planFunction(project, module, one, LOCAL_NAMES));
  const awaitable = script.type('Awaitable', codegen);
  const context = script.type('RpcCallContext', codegen);
  script.add([
    ...renderDocComment([
      docs,
      `What serves \`${module.source}\` to other functions.`,
      leftOutText(found.left),
    ]),
    ...branch(
      `export interface ${name}`,
      plans.flatMap((plan) => [
        ...functionDocs(plan, 'ResultError'),
        ...layoutList({
          before: `${plan.member}(`,
          items: [...parameterTexts(plan.parameters, true), `context: ${context}`],
          after: `): ${awaitable}<${plan.okText}>;`,
          level: 1,
        }),
      ]),
    ),
  ]);
  script.add([
    ...renderDocComment([
      wrapSentence(
        `The methods of \`${module.source}\`, by the names under which clients call them.`,
      ),
    ]),
    ...layoutList({
      before: `export function ${create}(`,
      items: [`implementation: ${name}`],
      after: `): Record<string, ${script.type('ServedMethod', codegen)}> {`,
    }),
    '  return {',
    ...indent(
      plans.flatMap((plan) => methodLines(project, module, codec, plan)),
      2,
    ),
    '  };',
    '}',
  ]);
}

function methodLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
): string[] {
  const open = module.script.value('openPayload', project.options.codegen);
  const names = plan.parameters.map((one) => one.name);
  const call = `await implementation.${plan.member}(${[...names, 'context'].join(', ')})`;
  return [
    `${quote(methodName(module.interface, plan.func))}: async (payload, context) => {`,
    ...indent([
      `const reader = ${open}(payload);`,
      ...plan.parameters.map((one) => codec.readStatement(module, one.type, one.name)),
      'reader.end();',
      ...answerLines(project, module, codec, { plan, call }),
    ]),
    '},',
  ];
}

function answerLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  { plan, call }: { readonly plan: FunctionPlan; readonly call: string },
): string[] {
  const { script } = module;
  const { codegen } = project.options;
  const { fallible, ok, err } = plan;
  const create = `const writer = ${script.value('createPayload', codegen)}();`;
  const scope = new NameScope([...LOCAL_NAMES, ...plan.parameters.map((one) => one.name)]);
  const answer = [
    ok === undefined ? `${call};` : `const value = ${call};`,
    create,
    ...(fallible ? ['writer.discriminant(0);'] : []),
    ...(ok === undefined ? [] : codec.writeStatements(module, ok, 'value', scope)),
    'return writer.finish();',
  ];
  if (!fallible) return answer;
  const own = `${script.value('ownError', codegen)}(error)`;
  const failure = [
    err === undefined ? `${own};` : `const problem = ${own} as ${typeText(project, module, err)};`,
    create,
    'writer.discriminant(1);',
    ...(err === undefined ? [] : codec.writeStatements(module, err, 'problem', scope)),
    'return writer.finish();',
  ];
  return [...branch('try', answer).slice(0, -1), ...branch('} catch (error)', failure)];
}
