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
import { layoutList, NameScope, quote } from '../../printer/index.js';
import type { AbiPrinter } from './abi-printer.js';
import { CoreValues } from './core-values.js';
import type { FunctionPlan } from './function-plan.js';
import type { PrintContext } from './print-context.js';
import type { AsModule } from './project.js';

/** The declaration of the core function that a function calls. */
export function coreImport(module: AsModule, plan: FunctionPlan, name: string): string[] {
  const signature = coreSignature(plan.func, 'import');
  const { parameters, results } = signature;
  const isAddress = (index: number): boolean =>
    (signature.indirectParameters && index === 0) ||
    (signature.indirectResult && index === parameters.length - 1);
  return [
    `@external(${quote(module.interface.key.name)}, ${quote(plan.func.name)})`,
    ...layoutList({
      before: `declare function ${name}(`,
      items: parameters.map((type, index) => `p${index}: ${isAddress(index) ? 'usize' : type}`),
      after: `): ${results[0] ?? 'void'};`,
    }),
  ];
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
  const isMethod = func.kind.kind === 'method';
  const roots = [...(isMethod ? ['this'] : []), ...plan.parameters.map((one) => one.name)];
  const scope = new NameScope(roots);
  const types = func.parameters.map((one) => one.type);
  const lines: string[] = [];
  let args: string[];
  if (signature.indirectParameters) {
    const { size, align } = fieldsLayout(types);
    const offsets = fieldOffsets(types);
    const given = scope.number('given');
    lines.push(`const ${given} = memory.data(${size}, ${align});`);
    for (const [index, type] of types.entries()) {
      const context: PrintContext = { module, base: given, root: roots[index]!, scope };
      lines.push(...printer.print(lowerMemory(type, [], offsets[index]!), context).lines);
    }
    args = [given];
  } else {
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
    args = values.expressions().slice(0, first);
  }
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
