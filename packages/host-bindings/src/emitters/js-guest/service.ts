import type { Func } from '../../model/index.js';
import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import {
  awaitableText,
  functionDocs,
  parameterTexts,
  planFunction,
} from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { pascalCase, shortName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { branch } from '../typescript/statements.js';
import type { ValueCodec } from '../typescript/value-codec.js';

/** Names that the code of a served function uses itself. */
const LOCAL_NAMES = ['reader', 'writer', 'implementation', 'value', 'error', 'payload'];

/** Declares what a guest serves: the interface of an implementation, and the function that serves it. */
export function declareService(project: Project, module: Module, codec: ValueCodec): void {
  const { script, interface: found } = module;
  if (found.functions.length === 0) return;
  const short = shortName(
    found.key.name === '$root' ? module.specifier.slice(2, -3) : found.key.name,
  );
  const name = script.names.add(pascalCase(short));
  const serve = script.names.add(`serve${pascalCase(short)}`);
  const plans = found.functions.map((one) => planFunction(project, module, one, LOCAL_NAMES));
  script.add([
    ...renderDocComment([found.docs, `An implementation of \`${module.source}\`.`]),
    ...branch(
      `export interface ${name}`,
      plans.flatMap((plan) => member(project, module, plan)),
    ),
  ]);
  script.add([
    `/** Serves \`${module.source}\`. Once in each guest. */`,
    `export function ${serve}(implementation: ${name}): void {`,
    ...indent(found.functions.flatMap((one) => registration(project, module, codec, one))),
    '}',
  ]);
}

function member(project: Project, module: Module, plan: FunctionPlan): string[] {
  const result = awaitableText(project, module, plan);
  return [
    ...functionDocs(plan, 'WajsError'),
    ...layoutList({
      before: `${plan.member}(`,
      items: parameterTexts(plan.parameters, false),
      after: `): ${result};`,
      level: 1,
    }),
  ];
}

function registration(project: Project, module: Module, codec: ValueCodec, func: Func): string[] {
  const { script } = module;
  const plan = planFunction(project, module, func, LOCAL_NAMES);
  const register = script.value('exportFunction', project.options.codegen);
  const reads = plan.parameters.map((one) => codec.readStatement(module, one.type, one.name));
  // A function that cannot wait answers its future at once.
  const wait = plan.isFuture && !func.async ? '' : 'await ';
  const call = `${wait}implementation.${plan.member}(${plan.parameters.map((one) => one.name).join(', ')})`;
  return [
    `${register}(${quote(`${module.interface.key.name}#${func.name}`)}, async (reader) => {`,
    ...indent([...reads, 'reader.end();', ...answerLines(project, module, codec, plan, call)]),
    '});',
  ];
}

function answerLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
  call: string,
): string[] {
  const { fallible, ok, err } = plan;
  const scope = new NameScope(['writer', 'value', 'payload']);
  const run = ok === undefined ? `${call};` : `const value = ${call};`;
  const write = [
    ...(fallible ? ['writer.discriminant(0);'] : []),
    ...(ok === undefined ? [] : codec.writeStatements(module, ok, 'value', scope)),
  ];
  const answer =
    write.length === 0 ? ['return () => {};'] : ['return (writer) => {', ...indent(write), '};'];
  if (!fallible) return [run, ...answer];
  const wajsError = module.script.value('WajsError', project.options.codegen);
  const payload =
    err === undefined
      ? []
      : [
          `const payload = error.payload as ${typeText(project, module, err)};`,
          'return (writer) => {',
          ...indent([
            'writer.discriminant(1);',
            ...codec.writeStatements(module, err, 'payload', scope),
          ]),
          '};',
        ];
  const failed =
    payload.length > 0 ? payload : ['return (writer) => {', '  writer.discriminant(1);', '};'];
  return [
    ...branch('try', [run, ...answer]).slice(0, -1),
    '} catch (error) {',
    ...indent([`if (!(error instanceof ${wajsError})) throw error;`, ...failed]),
    '}',
  ];
}
