import { membersOfResource, isUse } from '../../model/index.js';
import type { Func, TypeDeclaration } from '../../model/index.js';
import { indent, layoutList, NameScope, quote } from '../../printer/index.js';
import { typeDocs } from '../typescript/type-docs.js';
import type { AbiPrinter } from './abi-printer.js';
import { functionDocs, parameterTexts, planFunction } from './function-plan.js';
import type { FunctionPlan } from './function-plan.js';
import { callLines, coreImport, pendingText, resultLift, startLines } from './imported-call.js';
import { startName, typeName } from './names.js';
import type { AsModule, AsProject } from './project.js';

/** Declares the functions and resources of an imported interface. */
export function declareImports(project: AsProject, module: AsModule, printer: AbiPrinter): void {
  const imports: string[][] = [];
  const start = (plan: FunctionPlan): string[] => {
    const coreFunction = module.script.names.add(`import${plan.label}Async`);
    imports.push(coreImport(module, plan, coreFunction, 'async-import'));
    const lift = resultLift(project, printer, { module, plan, imports });
    return startLines({ project, printer, module, plan, coreFunction, lift });
  };
  const call = (plan: FunctionPlan): string[] => {
    const name = module.script.names.add(`import${plan.label}`);
    imports.push(coreImport(module, plan, name));
    return callLines(printer, module, plan, name);
  };
  for (const declaration of module.interface.types) {
    if (declaration.body.kind !== 'resource' || isUse(declaration)) continue;
    const drop = module.script.names.add(`import${typeName(declaration.name)}Drop`);
    imports.push([
      `@external(${quote(module.interface.key.name)}, ${quote(`[resource-drop]${declaration.name}`)})`,
      `declare function ${drop}(handle: i32): void;`,
    ]);
    const members = functionsOf(module, declaration).flatMap((func) => {
      const plan = planFunction(project, module, func);
      const member = memberLines(plan, plan.member, call);
      if (!func.async) return [member];
      return [member, memberLines(asStarted(project, module, plan), startName(plan.member), start)];
    });
    module.script.add(resourceClass(project, module, { declaration, drop, members }));
  }
  for (const func of module.interface.functions) {
    if (func.kind.kind !== 'free') continue;
    const plan = planFunction(project, module, func);
    const name = module.functionNames.get(func.kind.name)!;
    module.script.add(functionLines(plan, name, call));
    if (!func.async) continue;
    const started = module.startNames.get(func.kind.name)!;
    module.script.add(functionLines(asStarted(project, module, plan), started, start));
  }
  for (const lines of imports) module.script.add(lines);
}

function functionLines(
  plan: FunctionPlan,
  name: string,
  body: (plan: FunctionPlan) => string[],
): string[] {
  return [
    ...functionDocs(plan),
    ...layoutList({
      before: `export function ${name}(`,
      items: parameterTexts(plan, true),
      after: `): ${plan.resultText} {`,
    }),
    ...indent(body(plan)),
    '}',
  ];
}

/** The form of a function that begins the call, and answers an object to wait for it by. */
function asStarted(project: AsProject, module: AsModule, plan: FunctionPlan): FunctionPlan {
  const text = `${project.runtime(module, 'Pending')}<${pendingText(project, module, plan)}>`;
  return { ...plan, isStarted: true, resultText: text };
}

/** The functions of a resource, in order. */
export function functionsOf(module: AsModule, resource: TypeDeclaration): readonly Func[] {
  return membersOfResource(module.interface.functions, resource).all;
}

function memberLines(
  plan: FunctionPlan,
  member: string,
  call: (plan: FunctionPlan) => string[],
): MemberLines {
  return {
    plan,
    member,
    print: (name) => [
      ...functionDocs(plan),
      ...layoutList({
        before: `${plan.func.kind.kind === 'method' ? '' : 'static '}${name}(`,
        items: parameterTexts(plan, true),
        after: `): ${plan.resultText} {`,
        level: 1,
      }),
      ...indent(call(plan)),
      '}',
    ],
  };
}

interface MemberLines {
  readonly plan: FunctionPlan;
  /** The name that it would have. */
  readonly member: string;
  readonly print: (name: string) => string[];
}

interface ResourcePlan {
  readonly declaration: TypeDeclaration;
  readonly drop: string;
  readonly members: readonly MemberLines[];
}

function resourceClass(
  project: AsProject,
  module: AsModule,
  { declaration, drop, members }: ResourcePlan,
): string[] {
  const name = module.typeNames.get(declaration.name)!;
  const base = project.runtime(module, 'Resource');
  const scopes = { method: new NameScope(['drop', 'handle']), static: new NameScope() };
  const printed = members.flatMap(({ plan, member, print }) => {
    const scope = plan.func.kind.kind === 'method' ? scopes.method : scopes.static;
    return ['', ...print(scope.add(member))];
  });
  return [
    ...typeDocs(declaration, 'The host holds it: call `drop()` when it is no longer needed.'),
    '@final',
    `export class ${name} extends ${base} {`,
    ...indent([
      '/** Takes over a handle that the host gave. */',
      'constructor(handle: i32) {',
      ...indent(['super(handle);']),
      '}',
      ...printed,
      '',
      '/** Lets the host forget it. Dropping it again does nothing. */',
      'drop(): void {',
      ...indent([`if (this.handle != 0) ${drop}(this.handle);`, 'this.handle = 0;']),
      '}',
    ]),
    '}',
  ];
}
