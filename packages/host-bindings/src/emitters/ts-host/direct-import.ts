import {
  coreSignature,
  fieldsLayout,
  layoutOf,
  liftFlatParts,
  liftMemoryParts,
  lowerFlat,
  lowerMemory,
  slotsOf,
} from '../../abi/index.js';
import type { Block, CoreSignature, Instruction } from '../../abi/index.js';
import { indent, layoutList, NameScope } from '../../printer/index.js';
import type { FunctionPlan } from '../typescript/function-plan.js';
import type { Module, Project } from '../typescript/project.js';
import { usesName } from '../typescript/uses-name.js';
import { typeText } from '../typescript/type-text.js';
import { declareConstant } from '../typescript/statements.js';
import { coreText } from './abi-helpers.js';
import { AbiPrinter, isStraight } from './abi-printer.js';
import type { PrintContext } from './print-context.js';
import { calleeOf } from './import-interface.js';
import { thrownHelper } from './thrown-helper.js';

const LOCAL_NAMES = [
  'guest',
  'provider',
  'memory',
  'value',
  'error',
  'payload',
  'at',
  'area',
  'core',
  'object',
  'answer',
  'onValue',
  'onError',
];

/**
 * The members of an imported function that make the core functions which a guest imports: `direct`, and
 * `start` where that has other parameters.
 */
export function directImport(project: Project, module: Module, plan: FunctionPlan): string[] {
  const signature = coreSignature(plan.func, 'import');
  const direct = coreMember(project, module, { plan, signature, member: 'direct' });
  if (!plan.func.async) return direct;
  const started = coreSignature(plan.func, 'async-import');
  if (
    started.indirectParameters === signature.indirectParameters &&
    started.indirectResult === signature.indirectResult
  ) {
    return direct;
  }
  const own = { plan, signature: { ...started, results: [] }, member: 'start' };
  return [...direct, ...coreMember(project, module, own)];
}

/** A core function that is to be emitted. */
interface ImportedCore {
  readonly plan: FunctionPlan;
  readonly signature: CoreSignature;
  /** Name of the member that makes it. */
  readonly member: string;
}

function coreMember(
  project: Project,
  module: Module,
  { plan, signature, member }: ImportedCore,
): string[] {
  const printer = new AbiPrinter(project);
  const { func } = plan;
  const scope = new NameScope([...LOCAL_NAMES, ...plan.parameters.map((one) => one.name)]);
  const names = signature.parameters.map((_, index) => `p${index}`);
  const context: PrintContext = { module, base: 'area', core: (index) => names[index]!, scope };
  const types = func.parameters.map((one) => one.type);
  const lifted = signature.indirectParameters
    ? printer.print(liftMemoryParts(types, 0), context).stack
    : printer.print(liftFlatParts(types, slotsOf(signature.parameters)), context).stack;
  const variables =
    func.kind.kind === 'method'
      ? ['object', ...plan.parameters.map((one) => one.name)]
      : plan.parameters.map((one) => one.name);
  const lines: string[] = [];
  if (signature.indirectParameters) {
    const { size, align } = fieldsLayout(types);
    lines.push(`const area = memory.area(p0, ${align}, ${size});`);
  }
  lines.push(
    ...variables.map((name, index) =>
      declareConstant(name, lifted[index]!, () => typeText(project, module, types[index]!)),
    ),
  );
  if (signature.indirectResult) {
    const { size, align } = layoutOf(func.result!);
    lines.push(`const at = memory.area(${names.at(-1)!}, ${align}, ${size});`);
  }
  const { outer, inner } = answerLines(project, module, printer, { plan, signature }, scope);
  lines.push(...inner);
  // What is lifted by functions alone needs the memory as it is now too, and the whole of the limits.
  const isLiftedByFunctions = lifted.some((one) => /\(guest\b(?!\.)/.test(one));
  const begin = usesName(lines, 'memory')
    ? ['const memory = guest.memory.begin();']
    : isLiftedByFunctions
      ? ['guest.memory.begin();']
      : [];
  const body = [...begin, ...lines];
  const all = [...outer, ...body];
  const isOfProvider = usesName(all, 'provider');
  return [
    `${member}(${usesName(all, 'guest') ? 'guest' : '_guest'}${isOfProvider ? ', provider' : ''}) {`,
    ...indent([
      ...outer,
      ...layoutList({
        before: 'return (',
        items: names.map((name, index) => `${name}: ${coreText(signature.parameters[index]!)}`),
        after: ') => {',
        level: 4,
      }),
      ...indent(body),
      '};',
    ]),
    '},',
  ];
}

/** The `direct` member of a `[resource-drop]`. */
export function directDrop(constant: string): string[] {
  return [
    'direct(guest) {',
    ...indent([
      'return (handle: number) => {',
      ...indent([`guest.handles.drop(${constant}, handle);`]),
      '};',
    ]),
    '},',
  ];
}

/** How a provider is called, and what becomes of its answer. */
interface AnswerLines {
  /** Lines that run once for an instance. */
  readonly outer: readonly string[];
  /** Lines that run for each call. */
  readonly inner: readonly string[];
}

function answerLines(
  project: Project,
  module: Module,
  printer: AbiPrinter,
  core: Pick<ImportedCore, 'plan' | 'signature'>,
  scope: NameScope,
): AnswerLines {
  const { plan } = core;
  const { func, fallible, err } = plan;
  const call = `${calleeOf(module.interface, plan)}(${[...plan.parameters.map((one) => one.name), 'guest.call'].join(', ')})`;
  const ok = lowerOutcome(printer, module, core, 0, scope);
  const failed = fallible
    ? [
        ...(err === undefined
          ? [`${printer.runtime(module, 'errorPayload')}(guest, error);`]
          : [
              `const payload = ${printer.runtime(module, 'errorPayload')}(guest, error) as ${typeText(project, module, err)};`,
            ]),
        ...lowerOutcome(printer, module, core, 1, scope),
      ]
    : [];
  const usesValue = usesName(ok, 'value');
  const isStored = fallible && core.signature.indirectResult;
  const thrown = isStored
    ? `${thrownHelper(module, { err, lines: failed, codegen: printer.codegen })}(guest, error, at)`
    : '';
  if (func.async) {
    const onError = !fallible
      ? [`const onError = ${printer.runtime(module, 'rethrow')};`]
      : isStored
        ? [`const onError = (error: unknown, at: number) => ${thrown};`]
        : outcomeLines('onError', 'error: unknown', failed);
    return {
      outer: [...outcomeLines('onValue', `value: ${plan.okText}`, ok), ...onError],
      inner: [
        'let answer;',
        'try {',
        ...indent([`answer = ${call};`]),
        '} catch (error) {',
        ...indent([`return onError(error${fallible && usesName(failed, 'at') ? ', at' : ''});`]),
        '}',
        `return ${printer.runtime(module, 'settleAt')}(guest, answer, ${core.signature.indirectResult ? 'at' : 0}, onValue, onError);`,
      ],
    };
  }
  if (!fallible) {
    return { outer: [], inner: [usesValue ? `const value = ${call};` : `${call};`, ...ok] };
  }
  const isLate = !failed.some((line) => line.startsWith('return ')) || failed.length === 0;
  const caught = isStored ? [`return ${thrown};`] : [...failed, ...(isLate ? ['return;'] : [])];
  const declare = usesValue ? [`let value: ${plan.okText};`] : [];
  const inner = [
    ...declare,
    'try {',
    ...indent([usesValue ? `value = ${call};` : `${call};`]),
    '} catch (error) {',
    ...indent(caught),
    '}',
    ...ok,
  ];
  return { outer: [], inner };
}

/** A function that lowers an outcome at an address; it may run after the guest was suspended. */
function outcomeLines(name: string, parameter: string, lines: readonly string[]): string[] {
  const usesMemory = usesName(lines, 'memory');
  const refresh = usesMemory
    ? ['const { memory } = guest;', 'memory.refresh();']
    : usesName(lines, 'guest')
      ? ['guest.memory.refresh();']
      : [];
  const isUsed = usesName(lines, parameter.slice(0, parameter.indexOf(':')));
  const usesAddress = usesName(lines, 'at');
  const items = [
    ...(isUsed || usesAddress ? [isUsed ? parameter : `_${parameter}`] : []),
    ...(usesAddress ? ['at: number'] : []),
  ];
  if (lines.length === 0) return [`const ${name} = () => {};`];
  const header = { before: `const ${name} = (`, items, after: ') => {', level: 4 };
  return [...layoutList(header), ...indent([...refresh, ...lines]), '};'];
}

/** Lowers a result: `side` 0 is what was returned, 1 what was thrown. */
function lowerOutcome(
  printer: AbiPrinter,
  module: Module,
  { plan, signature }: Pick<ImportedCore, 'plan' | 'signature'>,
  side: 0 | 1,
  outer: NameScope,
): string[] {
  const { result } = plan.func;
  if (result === undefined) return [];
  const { indirectResult, results } = signature;
  const scope = outer.child();
  // Inside a result type, the code around has the payload alone.
  const given = plan.fallible ? { payload: side === 0 ? 'value' : 'payload' } : {};
  const block = indirectResult
    ? lowerMemory(result, [], 0)
    : lowerFlat(result, [], slotsOf(results));
  const chosen = plan.fallible ? casesBlock(block)[side]! : block;
  if (indirectResult) return printer.print(chosen, { module, base: 'at', ...given, scope }).lines;
  if (results.length === 0) return [];
  if (isStraight(chosen)) {
    const values: string[] = [];
    const { lines } = printer.print(chosen, { module, results: values, ...given, scope });
    return [...lines, `return ${values[0]!};`];
  }
  const core = (index: number): string => `core[${index}]`;
  return [
    `const core: ${module.script.type('CoreValue', printer.codegen)}[] = [0];`,
    ...printer.print(chosen, { module, core, ...given, scope }).lines,
    'return core[0];',
  ];
}

/** The blocks of a lower of a result type, one a case. */
export function casesBlock(block: Block): readonly Block[] {
  const last: Instruction = block.at(-1)!;
  if (last.op !== 'lower-cases' && last.op !== 'lift-cases') {
    throw new Error('a result type has cases; report this as a bug');
  }
  return last.blocks;
}
