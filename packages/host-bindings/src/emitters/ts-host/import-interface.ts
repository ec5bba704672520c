import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { membersOfResource, ROOT } from '../../model/index.js';
import type { Func, Interface } from '../../model/index.js';
import { planFunction } from '../typescript/function-plan.js';
import { ABI_VARIABLES } from './abi-function.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { resourceMember } from '../typescript/member-names.js';
import { camelCase, pascalCase, shortName, topLevelName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { branch } from '../typescript/statements.js';
import type { ValueCodec } from '../typescript/value-codec.js';
import { declareBaseClass } from './base-class.js';
import { directDrop, directImport } from './direct-import.js';
import {
  declareResources,
  METHOD_NAMES,
  providerMember,
  resourcesOf,
  resourceTypeName,
} from './resources.js';

/** Names that the code of an imported function uses itself. */
const LOCAL_NAMES = [
  'provider',
  'reader',
  'call',
  'object',
  'guest',
  'memory',
  'value',
  'error',
  'payload',
  'at',
  'area',
  'core',
  ...Array.from({ length: 18 }, (_, index) => `p${index}`),
];

/** Declares an imported interface: what a provider has to be, and the table that a runtime works on. */
export function declareImports(project: Project, module: Module, codec: ValueCodec): void {
  const { script, interface: found } = module;
  declareResources(project, module);
  const short = shortName(found.key.name === ROOT ? module.source : found.key.name);
  const providerName = script.names.add(pascalCase(short));
  const constant = script.names.add(topLevelName(camelCase(short), ABI_VARIABLES));
  declareProvider(project, module, providerName);
  const type = script.type('ImportInterface', project.options.codegen);
  const entries = [
    ...found.functions.flatMap((one) => functionEntry(project, module, codec, one)),
    ...resourcesOf(module).flatMap((one) => dropEntry(module, one.name)),
  ];
  script.add([
    `/** The functions of \`${module.source}\`, as a runtime dispatches over them. */`,
    `export const ${constant}: ${type}<${providerName}> = {`,
    ...indent([`name: ${quote(found.key.name)},`, 'functions: [', ...indent(entries), '],']),
    '};',
  ]);
}

function declareProvider(project: Project, module: Module, name: string): void {
  const { script, interface: found } = module;
  const plans = found.functions.map((one) => planFunction(project, module, one, METHOD_NAMES));
  const free = plans
    .filter((plan) => plan.func.kind.kind === 'free')
    .flatMap((plan) => providerMember(project, module, plan));
  const statics = resourcesOf(module).flatMap((resource) => {
    const own = membersOfResource(plans, resource).makers;
    if (own.length === 0) return [];
    return [
      ...renderDocComment([`Makers and statics of \`${resource.name}\`.`]),
      `readonly ${resourceMember(module.interface, resource)}: {`,
      ...indent(own.flatMap((plan) => providerMember(project, module, plan))),
      '};',
    ];
  });
  script.add([
    ...renderDocComment([found.docs, `A provider of \`${module.source}\`.`]),
    ...branch(`export interface ${name}`, [...free, ...statics]),
  ]);
  declareBaseClass({ project, module, providerName: name, plans });
}

function functionEntry(project: Project, module: Module, codec: ValueCodec, func: Func): string[] {
  const plan = planFunction(project, module, func, LOCAL_NAMES);
  return [
    '{',
    ...indent([
      `name: ${quote(func.name)},`,
      `async: ${String(func.async)},`,
      ...invokeMember(module, codec, plan),
      ...encodeMembers(project, module, codec, plan),
      ...directImport(project, module, plan),
    ]),
    '},',
  ];
}

function invokeMember(module: Module, codec: ValueCodec, plan: FunctionPlan): string[] {
  const reads = plan.parameters.map((one) => codec.readStatement(module, one.type, one.name));
  const self = selfOf(plan);
  if (self !== undefined) {
    reads.unshift(codec.readStatement(module, self, 'object'));
  }
  const args = [...plan.parameters.map((one) => one.name), 'call'];
  return [
    `invoke(${self === undefined ? 'provider' : '_provider'}, reader, call) {`,
    ...indent([
      ...reads,
      'reader.end();',
      ...layoutList({
        before: `return ${calleeOf(module.interface, plan)}(`,
        items: args,
        after: ');',
        level: 4,
      }),
    ]),
    '},',
  ];
}

function encodeMembers(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
): string[] {
  const scope = new NameScope(['writer', 'value', 'payload']);
  const { ok, err, fallible } = plan;
  const prefix = fallible ? ['writer.discriminant(0);'] : [];
  const lines = [
    ...prefix,
    ...(ok === undefined ? [] : codec.writeStatements(module, ok, 'value', scope)),
  ];
  const head =
    ok === undefined
      ? `encode(${lines.length === 0 ? '' : 'writer'}) {`
      : `encode(writer, value: ${typeText(project, module, ok)}) {`;
  const encode = lines.length === 0 ? ['encode() {},'] : [head, ...indent(lines), '},'];
  if (!fallible) return encode;
  const payload = err === undefined ? '' : `, payload: ${typeText(project, module, err)}`;
  const write = err === undefined ? [] : codec.writeStatements(module, err, 'payload', scope);
  return [
    ...encode,
    `encodeError(writer${payload}) {`,
    ...indent(['writer.discriminant(1);', ...write]),
    '},',
  ];
}

function dropEntry(module: Module, resource: string): string[] {
  const constant = resourceTypeName(module.typeNames.get(resource)!);
  return [
    '{',
    ...indent([
      `name: ${quote(`[resource-drop]${resource}`)},`,
      'async: false,',
      'invoke(_provider, reader) {',
      ...indent([`reader.drop(${constant});`, 'reader.end();']),
      '},',
      'encode() {},',
      ...directDrop(constant),
    ]),
    '},',
  ];
}

/** What a call of a provider calls: a method of the host object, of the provider, or of a resource's makers. */
export function calleeOf(found: Interface, plan: FunctionPlan): string {
  const { kind } = plan.func;
  if (kind.kind === 'free') return `provider.${plan.member}`;
  if (kind.kind === 'method') return `object.${plan.member}`;
  return `provider.${resourceMember(found, kind.resource)}.${plan.member}`;
}

/** Type of a method's `self`. */
export function selfOf(plan: FunctionPlan): Func['parameters'][number]['type'] | undefined {
  return plan.func.kind.kind === 'method' ? plan.func.parameters[0]!.type : undefined;
}
