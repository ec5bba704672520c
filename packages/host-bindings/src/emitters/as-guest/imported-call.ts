import {
  coreSignature,
  fieldOffsets,
  fieldsLayout,
  flatten,
  layoutOf,
  liftFlat,
  liftMemory,
  lowerFlat,
  lowerMemory,
  slotsOf,
} from '../../abi/index.js';
import type { CoreSignature } from '../../abi/index.js';
import { layoutList, NameScope, quote } from '../../printer/index.js';
import type { AbiPrinter } from './abi-printer.js';
import { CoreValues } from './core-values.js';
import type { FunctionPlan } from './function-plan.js';
import type { PrintContext } from './print-context.js';
import type { AsModule, AsProject } from './project.js';
import { typeText } from './type-text.js';

/** The declaration of the core function that a function calls, or begins with `async-import`. */
export function coreImport(
  module: AsModule,
  plan: FunctionPlan,
  name: string,
  crossing: 'import' | 'async-import' = 'import',
): string[] {
  const signature = coreSignature(plan.func, crossing);
  const { parameters, results } = signature;
  const isAddress = (index: number): boolean =>
    (signature.indirectParameters && index === 0) ||
    (signature.indirectResult && index === parameters.length - 1);
  return [
    `@external(${quote(module.interface.key.name)}, ${quote(crossing === 'import' ? plan.func.name : `[async-lower]${plan.func.name}`)})`,
    ...layoutList({
      before: `declare function ${name}(`,
      items: parameters.map((type, index) => `p${index}: ${isAddress(index) ? 'usize' : type}`),
      after: `): ${results[0] ?? 'void'};`,
    }),
  ];
}

/** Arguments of a core function that are lowered. */
interface LoweredArguments {
  /** Statements that lower them. */
  readonly lines: readonly string[];
  /** The core values. */
  readonly args: readonly string[];
  /** Names that are taken. */
  readonly scope: NameScope;
}

/** What the lowering of arguments depends on. */
interface ArgumentsPlan {
  readonly printer: AbiPrinter;
  readonly module: AsModule;
  readonly plan: FunctionPlan;
  readonly signature: CoreSignature;
  /** Text of memory for those that do not travel as core values. */
  readonly area: (size: number, align: number) => string;
}

function lowerArguments({
  printer,
  module,
  plan,
  signature,
  area,
}: ArgumentsPlan): LoweredArguments {
  const { func } = plan;
  const isMethod = func.kind.kind === 'method';
  const roots = [...(isMethod ? ['this'] : []), ...plan.parameters.map((one) => one.name)];
  const scope = new NameScope(roots);
  const types = func.parameters.map((one) => one.type);
  const lines: string[] = [];
  if (signature.indirectParameters) {
    const { size, align } = fieldsLayout(types);
    const offsets = fieldOffsets(types);
    const given = scope.number('given');
    lines.push(`const ${given} = ${area(size, align)};`);
    for (const [index, type] of types.entries()) {
      const context: PrintContext = { module, base: given, root: roots[index]!, scope };
      lines.push(...printer.print(lowerMemory(type, [], offsets[index]!), context).lines);
    }
    return { lines, args: [given], scope };
  }
  const values = new CoreValues(signature.parameters);
  let first = 0;
  for (const [index, type] of types.entries()) {
    const slots = slotsOf(flatten(type), first);
    first += slots.length;
    const block = lowerFlat(type, [], slots);
    const context: PrintContext = { module, root: roots[index]!, scope, ...values.context };
    lines.push(...printer.print(block, context).lines);
  }
  lines.unshift(...values.declarations());
  return { lines, args: values.expressions().slice(0, first), scope };
}

/** Statements that lower the arguments, call the core function and lift what it answers. */
export function callLines(
  printer: AbiPrinter,
  module: AsModule,
  plan: FunctionPlan,
  coreFunction: string,
): string[] {
  const { func } = plan;
  const signature = coreSignature(func, 'import');
  const area = (size: number, align: number): string => `memory.data(${size}, ${align})`;
  const lowered = lowerArguments({ printer, module, plan, signature, area });
  const { lines, args, scope } = lowered;
  if (signature.indirectResult) {
    const { size, align } = layoutOf(func.result!);
    const at = scope.number('at');
    const context: PrintContext = { module, base: at, scope };
    return [
      ...lines,
      `const ${at} = memory.data(${size}, ${align});`,
      `${coreFunction}(${[...args, at].join(', ')});`,
      `return ${printer.expression(liftMemory(func.result!, 0), context)};`,
    ];
  }
  const call = `${coreFunction}(${args.join(', ')})`;
  if (func.result === undefined) return [...lines, `${call};`];
  if (signature.results.length === 0) {
    return [
      ...lines,
      `${call};`,
      `return ${printer.expression(liftFlat(func.result, []), { module, scope })};`,
    ];
  }
  const context: PrintContext = { module, core: () => call, scope };
  const value = printer.expression(liftFlat(func.result, slotsOf(signature.results)), context);
  return [...lines, `return ${value};`];
}

/** A call that is begun. */
export interface StartedCall {
  readonly project: AsProject;
  readonly printer: AbiPrinter;
  readonly module: AsModule;
  /** The form of the function that begins the call. */
  readonly plan: FunctionPlan;
  /** Name of the core function. */
  readonly coreFunction: string;
  /** Name of the function that lifts the result. */
  readonly lift: string;
}

/** Statements that begin a call, and answer the object that it is waited for by. */
export function startLines(call: StartedCall): string[] {
  const { project, printer, module, plan, coreFunction, lift } = call;
  const { result } = plan.func;
  const signature = coreSignature(plan.func, 'async-import');
  // The host may look at them later, and writes the result later: no other call may use the place.
  const area = (size: number): string => `${project.runtime(module, 'allocate')}(${size})`;
  const { lines, args, scope } = lowerArguments({ printer, module, plan, signature, area });
  const [at, state] = [scope.number('at'), scope.number('state')];
  const place = result === undefined ? [] : [at];
  return [
    ...lines,
    ...place.map((name) => `const ${name} = ${area(layoutOf(result!).size)};`),
    `const ${state} = ${coreFunction}(${[...args, ...place].join(', ')});`,
    `return new ${plan.resultText}(${[state, place[0] ?? '0', lift].join(', ')});`,
  ];
}

/**
 * Name of the function that lifts the result of a call that was begun: that of the result's type, or else
 * one whose lines go to `imports`.
 */
export function resultLift(
  project: AsProject,
  printer: AbiPrinter,
  { module, plan, imports }: { module: AsModule; plan: FunctionPlan; imports: string[][] },
): string {
  const { result } = plan.func;
  if (result === undefined) return project.runtime(module, 'liftUnit');
  const context: PrintContext = { module, scope: new NameScope(['at']) };
  const value = printer.expression(liftMemory(result, 0), context);
  const reading = /^(\w+)\(at\)$/.exec(value);
  if (reading !== null) return reading[1]!;
  const name = module.script.names.add(`lift${plan.label}Result`);
  imports.push([
    ...layoutList({
      before: `function ${name}(`,
      items: ['at: usize'],
      after: `): ${pendingText(project, module, plan)} {`,
    }),
    `  return ${value};`,
    '}',
  ]);
  return name;
}

/** Text of what a call comes to that is waited for. */
export function pendingText(project: AsProject, module: AsModule, plan: FunctionPlan): string {
  const { result } = plan.func;
  return result === undefined ? project.runtime(module, 'Unit') : typeText(project, module, result);
}
