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
  MAX_FLAT_PARAMETERS,
  slotsOf,
} from '../../abi/index.js';
import type { Block, CoreSignature, CoreType } from '../../abi/index.js';
import { indent, layoutList, NameScope } from '../../printer/index.js';
import { parameterTexts } from '../typescript/function-plan.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import type { Module, Project } from '../typescript/project.js';
import { usesName } from '../typescript/uses-name.js';
import { branch } from '../typescript/statements.js';
import { coreText } from './abi-helpers.js';
import { AbiPrinter, isStraight } from './abi-printer.js';
import type { PrintContext } from './print-context.js';
import { casesBlock } from './direct-import.js';

/** The members `lower` and `lift` of an exported function. */
export function directExport(project: Project, module: Module, plan: FunctionPlan): string[] {
  const printer = new AbiPrinter(project);
  return [...lowerMember(project, module, printer, plan), ...liftMember(module, printer, plan)];
}

/** A core function whose arguments are lowered. */
interface ExportedCore {
  readonly plan: FunctionPlan;
  readonly signature: CoreSignature;
  /** Names that are taken. */
  readonly scope: NameScope;
}

function lowerMember(
  project: Project,
  module: Module,
  printer: AbiPrinter,
  plan: FunctionPlan,
): string[] {
  if (plan.parameters.length === 0) return ['lower() {', ...indent(['return [];']), '},'];
  const signature = coreSignature(plan.func, 'export');
  const scope = new NameScope([
    'guest',
    'memory',
    'core',
    ...plan.parameters.map((one) => one.name),
  ]);
  const types = plan.parameters.map((one) => one.type);
  const lines: string[] = [];
  if (signature.indirectParameters) {
    const { size, align } = fieldsLayout(types);
    const offsets = fieldOffsets(types);
    const at = scope.add('at');
    lines.push(`const ${at} = memory.allocate(${size}, ${align});`);
    for (const [index, { name, type }] of plan.parameters.entries()) {
      const context: PrintContext = { module, base: at, root: name, scope };
      lines.push(...printer.print(lowerMemory(type, [], offsets[index]!), context).lines);
    }
    lines.push(`return [${at}];`);
  } else {
    lines.push(...lowerCore(project, module, printer, { plan, signature, scope }));
  }
  const usesMemory = usesName(lines, 'memory');
  const usesGuest = usesMemory || usesName(lines, 'guest');
  const begin = usesMemory
    ? ['const memory = guest.memory.begin();']
    : usesGuest
      ? ['guest.memory.begin();']
      : [];
  const items = [usesGuest ? 'guest' : '_guest', ...parameterTexts(plan.parameters, true)];
  return [
    ...layoutList({ before: 'lower(', items, after: ') {', level: 1 }),
    ...indent([...begin, ...lines]),
    '},',
  ];
}

/** Answers the core values of the arguments: as they stand where each is one expression. */
function lowerCore(
  project: Project,
  module: Module,
  printer: AbiPrinter,
  { plan, signature, scope }: ExportedCore,
): string[] {
  let first = 0;
  const blocks = plan.parameters.map(({ name, type }) => {
    const slots = slotsOf(flatten(type), first);
    first += slots.length;
    return { root: name, block: lowerFlat(type, [], slots) };
  });
  if (blocks.every(({ block }) => isStraight(block))) {
    const results: string[] = [];
    const lines = blocks.flatMap(
      ({ root, block }) => printer.print(block, { module, results, root, scope }).lines,
    );
    return [...lines, ...layoutList({ before: 'return [', items: results, after: '];', level: 2 })];
  }
  const core = (index: number): string => `core[${index}]`;
  const zeros = signature.parameters.map((one) => (one === 'i64' ? '0n' : '0'));
  const coreValue = module.script.type('CoreValue', project.options.codegen);
  const before = `const core: ${coreValue}[] = [`;
  return [
    ...layoutList({ before, items: zeros, after: '];', level: 2 }),
    ...blocks.flatMap(
      ({ root, block }) => printer.print(block, { module, core, root, scope }).lines,
    ),
    'return core;',
  ];
}

function liftMember(module: Module, printer: AbiPrinter, plan: FunctionPlan): string[] {
  const { result, async } = plan.func;
  if (result === undefined) return ['lift() {},'];
  const types = flatten(result);
  const { indirectResult } = coreSignature(plan.func, 'export');
  const isFlatTask = types.length <= MAX_FLAT_PARAMETERS;
  const flat = (): string[] => liftFlatLines(module, printer, plan, types);
  let lines: string[];
  let usesFlag = false;
  if (!indirectResult) {
    lines = flat();
  } else if (async && isFlatTask) {
    usesFlag = true;
    const task = plan.ok === undefined ? [...flat(), 'return;'] : flat();
    lines = [...branch('if (fromTaskReturn)', task), ...liftAreaLines(module, printer, plan)];
  } else {
    lines = liftAreaLines(module, printer, plan);
  }
  const usesMemory = usesName(lines, 'memory');
  const usesGuest = usesMemory || usesName(lines, 'guest');
  const begin = usesMemory
    ? ['const memory = guest.memory.begin();']
    : usesGuest
      ? ['guest.memory.begin();']
      : [];
  const items = [usesGuest ? 'guest' : '_guest', 'core', ...(usesFlag ? ['fromTaskReturn'] : [])];
  return [`lift(${items.join(', ')}) {`, ...indent([...begin, ...lines]), '},'];
}

function liftFlatLines(
  module: Module,
  printer: AbiPrinter,
  plan: FunctionPlan,
  types: readonly CoreType[],
): string[] {
  const core = (index: number): string => `p${index}`;
  const context: PrintContext = { module, core, scope: new NameScope() };
  const block = liftFlat(plan.func.result!, slotsOf(types));
  const lines = outcomeLines(module, printer, plan, block, context);
  const text = lines.join('\n');
  const names = types.map((_, index) =>
    new RegExp(`\\bp${index}\\b`).test(text) ? `p${index}` : '',
  );
  while (names.at(-1) === '') names.pop();
  if (names.length === 0) return lines;
  const tuple = types.slice(0, names.length).map((one) => coreText(one));
  return [`const [${names.join(', ')}] = core as readonly [${tuple.join(', ')}];`, ...lines];
}

function liftAreaLines(module: Module, printer: AbiPrinter, plan: FunctionPlan): string[] {
  const { size, align } = layoutOf(plan.func.result!);
  const context: PrintContext = { module, base: 'at', scope: new NameScope() };
  return [
    `const at = memory.area(core[0] as number, ${align}, ${size});`,
    ...outcomeLines(module, printer, plan, liftMemory(plan.func.result!, 0), context),
  ];
}

/** Returns what the block lifts; where it is a result type, throws its `err` case. */
function outcomeLines(
  module: Module,
  printer: AbiPrinter,
  plan: FunctionPlan,
  block: Block,
  context: PrintContext,
): string[] {
  if (!plan.fallible) return [`return ${printer.expression(block, context)};`];
  const [ok, err] = casesBlock(block);
  const discriminant = printer.expression(block.slice(0, -1), context);
  const error = printer.print(err!, context).stack[0] ?? 'undefined';
  const value = printer.print(ok!, context).stack[0];
  return [
    ...branch(`if (${printer.runtime(module, 'checkCase')}(${discriminant}, 2) === 1)`, [
      `throw new ${printer.runtime(module, 'ResultError')}(${error});`,
    ]),
    ...(value === undefined ? [] : [`return ${value};`]),
  ];
}
