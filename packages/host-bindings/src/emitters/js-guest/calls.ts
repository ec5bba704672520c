import { membersOfResource } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { functionDocs, parameterTexts, planFunction } from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import { camelCase, shortName, topLevelName } from '../typescript/names.js';
import { typeDocs } from '../typescript/type-docs.js';
import type { Module, Project } from '../typescript/project.js';
import { resultReader } from '../typescript/result-reader.js';
import type { ValueCodec } from '../typescript/value-codec.js';

/** Names that the code of a call uses itself. */
const LOCAL_NAMES = ['writer', 'reader', 'signal'];

/** Declares what a guest calls: one function for each of an interface's, and classes for its resources. */
export function declareCalls(project: Project, module: Module, codec: ValueCodec): void {
  const { script, interface: found } = module;
  const { codegen } = project.options;
  const resources = found.types.filter((one) => one.body.kind === 'resource');
  if (found.functions.length === 0 && resources.length === 0) return;
  const free = found.functions.filter((one) => one.kind.kind === 'free');
  const functionNames = new Map(
    free.map((one) => [one.name, script.names.add(topLevelName(camelCase(one.kind.name)))]),
  );
  const target = script.names.add(`${camelCase(shortName(found.key.name))}Interface`);
  const taken = new NameScope([...LOCAL_NAMES, target, ...functionNames.values()]);
  const create = script.value('importInterface', codegen);
  script.add([
    ...renderDocComment([
      found.docs,
      `The interface \`${module.source}\`: needed where it is called.`,
    ]),
    `export const ${target} = /* @__PURE__ */ ${create}(${quote(found.key.name)});`,
  ]);
  for (const [index, resource] of resources.entries()) {
    const drop = found.functions.length + index;
    script.add(resourceClass(project, module, codec, { resource, target, drop, taken }));
  }
  for (const func of free) {
    const plan = planFunction(project, module, func, taken);
    const name = functionNames.get(func.name)!;
    script.add([
      ...functionDocs(plan, 'WajsError'),
      ...callLines(project, module, codec, plan, { head: `export function ${name}`, target }),
    ]);
  }
}

/** Members of the class Resource, and of functions, which classes are: a class may not have its own. */
const TAKEN_MEMBERS = {
  method: ['handle', 'release'],
  static: ['arguments', 'caller', 'length', 'name'],
};

function classMember({ func, member }: FunctionPlan): string {
  const isMethod = func.kind.kind === 'method';
  const taken = isMethod ? TAKEN_MEMBERS.method : TAKEN_MEMBERS.static;
  const free = taken.includes(member) ? `${member}_` : member;
  return isMethod ? free : `static ${free}`;
}

interface ResourceParts {
  readonly resource: TypeDeclaration;
  readonly target: string;
  readonly drop: number;
  /** Names of the module's functions and constants, which parameters may not hide. */
  readonly taken: NameScope;
}

function resourceClass(
  project: Project,
  module: Module,
  codec: ValueCodec,
  parts: ResourceParts,
): string[] {
  const { resource, target, drop, taken } = parts;
  const { script, interface: found } = module;
  const name = module.typeNames.get(resource.name)!;
  const members = membersOfResource(found.functions, resource).all.flatMap((func) => {
    const plan = planFunction(project, module, func, taken);
    const head = classMember(plan);
    return [
      '',
      ...functionDocs(plan, 'WajsError'),
      ...callLines(project, module, codec, plan, { head, target }),
    ];
  });
  return [
    ...typeDocs(resource),
    `export class ${name} extends ${script.value('Resource', project.options.codegen)} {`,
    ...indent([
      '/** Wraps a handle that the host gave. */',
      'constructor(handle: number) {',
      `  super(handle, ${target}, /* drop */ ${drop});`,
      '}',
      ...members,
    ]),
    '}',
  ];
}

interface CallParts {
  /** Text before the parameters: `export function get`. */
  readonly head: string;
  /** Name of the constant of the interface. */
  readonly target: string;
}

function callLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
  { head, target }: CallParts,
): string[] {
  const { script } = module;
  const { codegen } = project.options;
  const { func } = plan;
  const scope = new NameScope([...LOCAL_NAMES, ...plan.parameters.map((one) => one.name)]);
  const items = parameterTexts(plan.parameters, false);
  if (func.async) items.push(`signal?: ${script.type('CallSignal', codegen)}`);
  const createWriter = script.value('createWriter', codegen);
  const index = module.interface.functions.indexOf(func);
  const self =
    func.kind.kind === 'method'
      ? codec.writeStatements(module, func.parameters[0]!.type, 'this', scope)
      : [];
  const body = [
    `const writer = ${createWriter}(/* ${func.name} */ ${index});`,
    ...self,
    ...plan.parameters.flatMap((one) => codec.writeStatements(module, one.type, one.name, scope)),
    ...sendLines(project, module, codec, plan, target),
  ];
  const result = func.async ? plan.promiseText : plan.okText;
  const level = head.startsWith('export') ? 0 : 1;
  return [
    ...layoutList({ before: `${head}(`, items, after: `): ${result} {`, level }),
    ...indent(body),
    '}',
  ];
}

function sendLines(
  project: Project,
  module: Module,
  codec: ValueCodec,
  plan: FunctionPlan,
  target: string,
): string[] {
  const { script } = module;
  const { codegen } = project.options;
  if (!plan.func.async && plan.func.result === undefined) {
    return [`${script.value('post', codegen)}(${target}, writer);`];
  }
  const verb = script.value(plan.func.async ? 'invoke' : 'invokeNow', codegen);
  const last = plan.func.async ? ', signal' : '';
  const read = resultReader({ project, module, codec, plan, error: 'WajsError' });
  return [`return ${verb}(${target}, writer, ${read}${last});`];
}
