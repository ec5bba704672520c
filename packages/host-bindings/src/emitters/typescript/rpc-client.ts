import {
  COLUMNS,
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
import { resultReader } from './result-reader.js';
import type { ValueCodec } from './value-codec.js';

/** Names that the code of a client uses itself. */
const LOCAL_NAMES = ['writer', 'reader', 'options', 'send', 'service', 'defaults', 'rpcInterface'];

/** How a target's clients reach the service. */
export interface RpcClientWay {
  /** Sections that come before the client. */
  readonly sections: (module: Module) => string[][];
  /** Type of the parameter `service`. */
  readonly service: (module: Module) => string;
  /** What goes to `createRpcSender`. */
  readonly target: readonly string[];
  /** Class of the errors of a call that failed on its way. */
  readonly failure: string;
}

/** Declares the client of an interface, in a module of its own beside that of the interface. */
export function declareRpcClient(
  project: Project,
  codec: ValueCodec,
  found: RpcFunctions,
  way: RpcClientWay,
): void {
  const module = project.companion(found.module, 'client');
  const { script } = module;
  const { codegen } = project.options;
  const { docs, key } = module.interface;
  const short = pascalCase(shortName(key.name));
  const name = script.names.add(`${short}Client`);
  const create = script.names.add(`create${short}Client`);
  const options = script.type('RpcCallOptions', codegen);
  const plans = found.travelling.map((one) => planFunction(project, module, one, LOCAL_NAMES));
  script.add([
    ...renderDocComment([
      docs,
      wrapSentence(
        `Calls \`${module.source}\` of another function. A call that fails on its way rejects with ${way.failure}.`,
      ),
      leftOutText(found.left),
    ]),
    ...branch(
      `export interface ${name}`,
      plans.flatMap((plan) => [
        ...functionDocs(plan, 'ResultError'),
        ...layoutList({
          before: `${plan.member}(`,
          items: [...parameterTexts(plan.parameters, false), `options?: ${options}`],
          after: `): Promise<${plan.okText}>;`,
          level: 1,
        }),
      ]),
    ),
  ]);
  for (const section of way.sections(module)) script.add(section);
  const target = layoutList({
    before: `const send = ${script.value('createRpcSender', codegen)}({`,
    items: way.target,
    after: '});',
    padded: true,
    level: 1,
  });
  script.add([
    `/** A client of a service; \`defaults\` are for calls that give no options. */`,
    ...layoutList({
      before: `export function ${create}(`,
      items: [`service: ${way.service(module)}`, `defaults: ${options} = {}`],
      after: `): ${name} {`,
    }),
    ...indent([
      ...target,
      'return {',
      ...indent(plans.flatMap((plan) => methodLines(project, module, codec, plan))),
      '};',
    ]),
    '}',
  ]);
}

function methodLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
): string[] {
  const { script } = module;
  const names = plan.parameters.map((one) => one.name);
  const scope = new NameScope([...LOCAL_NAMES, ...names]);
  const read = resultReader({
    project,
    module,
    codec,
    plan,
    error: 'ResultError',
  });
  return [
    `async ${plan.member}(${[...names, 'options'].join(', ')}) {`,
    ...indent([
      `const writer = ${script.value('createPayload', project.options.codegen)}();`,
      ...plan.parameters.flatMap((one) => codec.writeStatements(module, one.type, one.name, scope)),
      ...sendLines(quote(methodName(module.interface, plan.func)), read),
    ]),
    '},',
  ];
}

/** The statement that sends a call, broken as the formatter does. */
function sendLines(method: string, read: string): string[] {
  const items = ['writer', `read: ${read}`, 'options'];
  const head = `return send(${method}, {`;
  return head.length > COLUMNS - 6
    ? ['return send(', ...indent([`${method},`, `{ ${items.join(', ')} },`]), ');']
    : layoutList({ before: head, items, after: '});', padded: true, level: 3 });
}
