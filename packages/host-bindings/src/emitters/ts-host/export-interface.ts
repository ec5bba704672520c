import type { Func } from '../../model/index.js';
import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { functionDocs, parameterTexts, planFunction } from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { camelCase, pascalCase, shortName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { branch, declareConstant } from '../typescript/statements.js';
import type { ValueCodec } from '../typescript/value-codec.js';
import { directExport } from './direct-export.js';

const LOCAL_NAMES = [
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
  const short = shortName(
    found.key.name === '$root' ? module.specifier.slice(2, -3) : found.key.name,
  );
  const name = script.names.add(pascalCase(short));
  const constant = script.names.add(camelCase(short));
  const list = script.names.add('functions');
  const plans = found.functions.map((one) => planFunction(project, module, one, LOCAL_NAMES));
  script.add([
    ...renderDocComment([found.docs, `The exports of \`${module.source}\`, as a host calls them.`]),
    ...branch(
      `export interface ${name}`,
      plans.flatMap((plan) => method(plan)),
    ),
  ]);
  script.add([
    `const ${list}: readonly ${script.type('ExportFunction', codegen)}[] = [`,
    ...indent(found.functions.flatMap((one) => functionEntry(project, module, codec, one))),
    '];',
  ]);
  script.add([
    `/** The functions of \`${module.source}\`, as a runtime calls them. */`,
    `export const ${constant}: ${script.type('ExportInterface', codegen)}<${name}> = {`,
    ...indent([
      `name: ${quote(found.key.name)},`,
      list === 'functions' ? 'functions,' : `functions: ${list},`,
      'bind: (call) => ({',
      ...indent(plans.flatMap((plan, index) => binding(plan, `${list}[${index}]!`))),
      '}),',
    ]),
    '};',
  ]);
}

function method(plan: FunctionPlan): string[] {
  return [
    ...functionDocs(plan, 'ResultError'),
    ...layoutList({
      before: `${plan.member}(`,
      items: parameterTexts(plan.parameters, false),
      after: `): ${resultText(plan)};`,
      level: 1,
    }),
  ];
}

function binding(plan: FunctionPlan, entry: string): string[] {
  const names = plan.parameters.map((one) => one.name).join(', ');
  return [`${plan.member}: (${names}) => call(${entry}, [${names}]) as ${resultText(plan)},`];
}

function resultText(plan: FunctionPlan): string {
  return plan.func.async ? plan.promiseText : plan.okText;
}

function functionEntry(project: Project, module: Module, codec: ValueCodec, func: Func): string[] {
  const plan = planFunction(project, module, func, LOCAL_NAMES);
  return [
    '{',
    ...indent([
      `interface: ${quote(module.interface.key.name)},`,
      `name: ${quote(func.name)},`,
      `async: ${String(func.async)},`,
      ...encodeArguments(module, codec, plan),
      ...decodeResult(project, module, codec, plan),
      ...directExport(project, module, plan),
    ]),
    '},',
  ];
}

function encodeArguments(module: Module, codec: ValueCodec, plan: FunctionPlan): string[] {
  if (plan.parameters.length === 0) return ['encodeArguments() {},'];
  const scope = new NameScope(['writer', ...plan.parameters.map((one) => one.name)]);
  const lines = plan.parameters.flatMap((one) =>
    codec.writeStatements(module, one.type, one.name, scope),
  );
  const items = ['writer', ...parameterTexts(plan.parameters, true)];
  return [
    ...layoutList({ before: 'encodeArguments(', items, after: ') {', level: 2 }),
    ...indent(lines),
    '},',
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
