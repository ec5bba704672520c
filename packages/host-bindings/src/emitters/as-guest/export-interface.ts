import {
  coreSignature,
  flatten,
  layoutOf,
  liftFlatParts,
  liftMemoryParts,
  lowerFlat,
  lowerMemory,
  slotsOf,
} from '../../abi/index.js';
import { ROOT } from '../../model/index.js';
import { indent, layoutList, NameScope, quote, renderDocComment } from '../../printer/index.js';
import { pascalCase, shortName } from '../typescript/names.js';
import type { AbiPrinter } from './abi-printer.js';
import { CoreValues } from './core-values.js';
import { ExportedResources } from './exported-resources.js';
import { goesOn, taskLines } from './exported-task.js';
import { functionDocs, parameterTexts, planFunction } from './function-plan.js';
import type { FunctionPlan } from './function-plan.js';
import { holdsBorrow } from './holds-borrow.js';
import type { PrintContext } from './print-context.js';
import type { AsModule, AsProject } from './project.js';
import { declareLifted } from './type-text.js';

/** Declares what the author implements of an exported interface, and what the host calls. */
export function declareExports(project: AsProject, module: AsModule, printer: AbiPrinter): void {
  const { script, world } = module;
  const { key, docs, functions } = module.interface;
  const label = pascalCase(key.name === ROOT ? world.name : shortName(key.name));
  const name = script.names.add(label);
  const serve = script.names.add(`serve${label}`);
  const resources = new ExportedResources(project, module);
  const plans = functions.map((func) => planFunction(project, module, func));
  const scope = new NameScope(['constructor']);
  const members = new Map(
    plans
      .filter(({ func }) => func.kind.kind !== 'method')
      .map((plan) => [plan, scope.add(resources.memberOfInterface(plan))]),
  );
  for (const lines of resources.classes(plans)) script.add(lines);
  const source = key.name === ROOT ? world.id : key.name;
  script.add([
    ...renderDocComment([
      docs || `What a guest implements of \`${source}\`.`,
      `Extend it, and pass an object of your class to \`${serve}\`.`,
    ]),
    ...braced(
      `export abstract class ${name} {`,
      [...members].flatMap(([plan, member], index) => [
        ...(index === 0 ? [] : ['']),
        ...functionDocs(plan),
        ...abstractLines(plan, member),
      ]),
    ),
  ]);
  script.add([`let served: ${name} | null = null;`]);
  script.add([
    ...renderDocComment([
      `Makes an object answer what the host calls of \`${source}\`.`,
      'Call it at the top level of the entry file, so that it is done before the first call.',
    ]),
    `export function ${serve}(implementation: ${name}): void {`,
    ...indent(['served = implementation;']),
    '}',
  ]);
  script.add([
    `function implementation(): ${name} {`,
    ...indent([
      'const found = served;',
      `assert(found !== null, ${quote(`call ${serve} at the top level of the entry file`)});`,
      'return found!;',
    ]),
    '}',
  ]);
  for (const plan of plans) {
    const member = members.get(plan);
    const self = new NameScope(plan.parameters.map((one) => one.name)).number('self');
    const object = member === undefined ? self : 'implementation()';
    const callee = `${object}.${member ?? resources.method(plan)}`;
    const exported = { project, module, printer, plan, callee, self };
    for (const lines of exportLines(exported)) script.add(lines);
  }
  for (const lines of resources.destructors()) script.add(lines);
}

/** A method without a body. */
export function abstractLines(plan: FunctionPlan, member: string): string[] {
  return layoutList({
    before: `abstract ${member}(`,
    items: parameterTexts(plan, false),
    after: `): ${plan.resultText};`,
    level: 1,
  });
}

/** Name of a core export. */
export function exportName(module: AsModule, name: string): string {
  const { name: interfaceName } = module.interface.key;
  return interfaceName === ROOT ? name : `${interfaceName}#${name}`;
}

/** An exported function, as its lines are emitted. */
export interface ExportedFunction {
  readonly project: AsProject;
  readonly module: AsModule;
  readonly printer: AbiPrinter;
  readonly plan: FunctionPlan;
  /** Text of what is called. */
  readonly callee: string;
  /** Name of the object that a method is called of. */
  readonly self: string;
}

/** The function that the host calls, and the one that it calls when it has taken the result. */
function exportLines(exported: ExportedFunction): string[][] {
  const { project, module, plan } = exported;
  const external = exportName(module, plan.func.name);
  if (goesOn(plan.func)) {
    const lines = argumentLines(exported);
    return taskLines({ exported, external, argumentLines: lines, ...callOf(exported) });
  }
  const signature = coreSignature(plan.func, 'export');
  const name = module.script.names.add(`export${plan.label}`);
  const post = module.script.names.add(`post${plan.label}`);
  const [result] = signature.results;
  return [
    [
      `@exportAs(${quote(external)})`,
      ...layoutList({
        before: `export function ${name}(`,
        items: signature.parameters.map((type, index) => `p${index}: ${type}`),
        after: `): ${signature.indirectResult ? 'usize' : (result ?? 'void')} {`,
      }),
      ...indent([...argumentLines(exported), ...answerLines(exported)]),
      '}',
    ],
    [
      `@exportAs(${quote(`cabi_post_${external}`)})`,
      `export function ${post}(${result === undefined ? '' : `_result: ${result}`}): void {`,
      ...indent([`${project.runtime(module, 'afterReturn')}();`]),
      '}',
    ],
  ];
}

function argumentLines({ module, printer, plan, self }: ExportedFunction): string[] {
  const signature = coreSignature(plan.func, 'export');
  const types = plan.func.parameters.map((one) => one.type);
  const context: PrintContext = {
    module,
    base: 'p0',
    core: (index) => `p${index}`,
    scope: new NameScope(),
  };
  const block = signature.indirectParameters
    ? liftMemoryParts(types, 0)
    : liftFlatParts(types, slotsOf(signature.parameters));
  const values = printer.print(block, context).stack;
  const isMethod = plan.func.kind.kind === 'method';
  return values.map((value, index) => {
    const one = plan.parameters[isMethod ? index - 1 : index];
    return one === undefined
      ? `const ${self} = ${value};`
      : declareLifted(one.name, one.text, value);
  });
}

/** The text that calls the author's function, and the lines that give back what it borrowed. */
function callOf({ project, module, plan, callee }: ExportedFunction): {
  readonly call: string;
  readonly end: readonly string[];
} {
  const isBorrowing = plan.func.parameters.some((one) => holdsBorrow(one.type));
  return {
    call: `${callee}(${plan.parameters.map((one) => one.name).join(', ')})`,
    end: isBorrowing ? [`${project.runtime(module, 'endBorrows')}();`] : [],
  };
}

function answerLines(exported: ExportedFunction): string[] {
  const { module, printer, plan } = exported;
  const { result } = plan.func;
  const signature = coreSignature(plan.func, 'export');
  const names = plan.parameters.map((one) => one.name);
  const { call, end } = callOf(exported);
  if (result === undefined) return [`${call};`, ...end];
  const scope = new NameScope([...names, exported.self]);
  const root = scope.number('answer');
  const declared = `const ${root} = ${call};`;
  const context: PrintContext = { module, root, scope };
  if (signature.indirectResult) {
    const { size, align } = layoutOf(result);
    const at = scope.number('at');
    const { lines } = printer.print(lowerMemory(result, [], 0), { ...context, base: at });
    const area = `const ${at} = memory.data(${size}, ${align});`;
    return [declared, ...end, area, ...lines, `return ${at};`];
  }
  const values = new CoreValues(signature.results);
  const block = lowerFlat(result, [], slotsOf(flatten(result)));
  const { lines } = printer.print(block, { ...context, ...values.context });
  const isAsItIs = lines.length === 0 && end.length === 0 && values.expressions()[0] === root;
  if (isAsItIs) return [`return ${call};`];
  return [
    declared,
    ...end,
    ...values.declarations(),
    ...lines,
    `return ${values.expressions()[0] ?? ''};`,
  ];
}

function braced(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${head}}`] : [head, ...indent(lines), '}'];
}
