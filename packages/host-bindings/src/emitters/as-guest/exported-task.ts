import {
  coreSignature,
  flatten,
  layoutOf,
  lowerFlat,
  lowerMemory,
  MAX_FLAT_PARAMETERS,
  slotsOf,
} from '../../abi/index.js';
import type { Func } from '../../model/index.js';
import { indent, layoutList, NameScope, quote } from '../../printer/index.js';
import { channelsIn } from './channel-place.js';
import { CoreValues } from './core-values.js';
import type { ExportedFunction } from './export-interface.js';
import type { PrintContext } from './print-context.js';

/** Whether an exported function goes on after its answer: until what it has written to it is read. */
export function goesOn(func: Func): boolean {
  return func.async && channelsIn(func.result).length > 0;
}

/** What is emitted of such a function. */
export interface TaskPlan {
  readonly exported: ExportedFunction;
  /** Name of its interface, with the function's: `a:b/c#d`. */
  readonly external: string;
  /** Lines that lift the arguments. */
  readonly argumentLines: readonly string[];
  /** Text that calls the author's function. */
  readonly call: string;
  /** Lines that give back what it borrowed. */
  readonly end: readonly string[];
}

/**
 * A function that goes on after its answer: what the host calls first, what it calls once something has
 * happened, and what takes the answer (component-model CanonicalABI.md, `callback`).
 */
export function taskLines(task: TaskPlan): string[][] {
  const { project, module, plan } = task.exported;
  const { names } = module.script;
  const name = names.add(`export${plan.label}`);
  const callback = names.add(`export${plan.label}Resumed`);
  const answer = names.add(`import${plan.label}Answer`);
  const external = `[async-lift]${task.external}`;
  const types = answerTypes(plan.func);
  return [
    [
      `@exportAs(${quote(external)})`,
      ...layoutList({
        before: `export function ${name}(`,
        items: coreSignature(plan.func, 'export').parameters.map((type, at) => `p${at}: ${type}`),
        after: '): i32 {',
      }),
      ...indent([
        `${project.runtime(module, 'beginTask')}();`,
        ...task.argumentLines,
        ...answerLines(task, answer),
        `return ${project.runtime(module, 'endTask')}();`,
      ]),
      '}',
    ],
    [
      `@exportAs(${quote(`[callback]${external}`)})`,
      `export function ${callback}(code: i32, handle: i32, status: i32): i32 {`,
      ...indent([`return ${project.runtime(module, 'resumeTask')}(code, handle, status);`]),
      '}',
    ],
    [
      `@external(${quote(`[export]${module.interface.key.name}`)}, ${quote(`[task-return]${plan.func.name}`)})`,
      ...layoutList({
        before: `declare function ${answer}(`,
        items: types.map((type, at) => `p${at}: ${type}`),
        after: '): void;',
      }),
    ],
  ];
}

function answerLines({ exported, call, end }: TaskPlan, answer: string): string[] {
  const { project, module, printer, plan, self } = exported;
  const result = plan.func.result!;
  const scope = new NameScope([...plan.parameters.map((one) => one.name), self]);
  const root = scope.number('answer');
  const context: PrintContext = { module, root, scope };
  const begin = [`const ${root} = ${call};`, ...end];
  const flat = flatten(result);
  if (flat.length > MAX_FLAT_PARAMETERS) {
    const { size } = layoutOf(result);
    const at = scope.number('at');
    const { lines } = printer.print(lowerMemory(result, [], 0), { ...context, base: at });
    const area = `const ${at} = ${project.runtime(module, 'allocate')}(${size});`;
    return [...begin, area, ...lines, `${answer}(${at});`];
  }
  const values = new CoreValues(flat);
  const { lines } = printer.print(lowerFlat(result, [], slotsOf(flat)), {
    ...context,
    ...values.context,
  });
  const told = layoutList({ before: `${answer}(`, items: values.expressions(), after: ');' });
  return [...begin, ...values.declarations(), ...lines, ...told];
}

/** Core parameters of what takes the answer. */
function answerTypes(func: Func): readonly string[] {
  const flat = flatten(func.result!);
  return flat.length > MAX_FLAT_PARAMETERS ? ['usize'] : flat;
}
