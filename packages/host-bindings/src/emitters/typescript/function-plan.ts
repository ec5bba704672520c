import { resolveType, witType } from '../../model/index.js';
import type { Func, Type } from '../../model/index.js';
import { NameScope, renderDocComment } from '../../printer/index.js';
import { isOmittable } from './declare-types.js';
import { functionMember } from './member-names.js';
import { variableName } from './names.js';
import { signatureText } from './type-docs.js';
import type { Module, Project } from './project.js';
import { outcomeOf, typeText } from './type-text.js';

/** A function as TypeScript sees it. */
export interface FunctionPlan {
  /** The function. */
  readonly func: Func;
  /** Its name as a member. */
  readonly member: string;
  /** Its parameters, without a method's `self`. */
  readonly parameters: readonly ParameterPlan[];
  /** Whether it returns a result type, so throws. */
  readonly fallible: boolean;
  /** What it returns: the `ok` side of a result type. */
  readonly ok: Type | undefined;
  /** What its error carries: the `err` side of a result type. */
  readonly err: Type | undefined;
  /** Text of the returned type, without promise. */
  readonly okText: string;
  /** Text of a promise of the returned type. A promise of a future is that future: promises hold none. */
  readonly promiseText: string;
  /** Whether it returns a future: a promise that the function itself does not wait for. */
  readonly isFuture: boolean;
}

/** A parameter as TypeScript sees it. */
export interface ParameterPlan {
  /** Its name. */
  readonly name: string;
  /** Its type. */
  readonly type: Type;
  /** Text of its type. */
  readonly text: string;
  /** Whether it can be left out, being an option with none but such after it. */
  readonly omittable: boolean;
}

/** What functions of emitted modules and of codegen-v1 are called: a parameter must not hide one. */
const MODULE_NAME =
  /^(?:(?:read|write|load|store|lift|lower|pack|unpack|to|create|invoke|serve|[if](?:32|64)To)[A-Z]\w*|\w+(?:Resource|Cases|Interface|StreamType|FutureType)|functions|openPayload|ownError|invoke|post|rethrow|caseIndex|checkCase|charOf|codePointOf|errorPayload|exportFunction|settleAt|unknownCase|checkLength|channels|channelSink|channelSource|futureOf|streamOf|readableEnd|writableEnd)$/;

/** How a function looks in a module. `taken` are the names that the code around it uses. */
export function planFunction(
  project: Project,
  module: Module,
  func: Func,
  taken: NameScope | readonly string[],
): FunctionPlan {
  const outcome = outcomeOf(func.result);
  const scope = taken instanceof NameScope ? taken.child() : new NameScope(taken);
  const own = func.kind.kind === 'method' ? func.parameters.slice(1) : func.parameters;
  const okText = outcome.ok === undefined ? 'void' : typeText(project, module, outcome.ok);
  const isFuture = outcome.ok !== undefined && resolveType(outcome.ok).kind === 'future';
  const lastRequired = own.findLastIndex((one) => !isOmittable(one.type));
  return {
    func,
    member: functionMember(module.interface, func),
    parameters: own.map((one, index) => ({
      name: scope.add(parameterName(one.name)),
      type: one.type,
      text: typeText(project, module, one.type),
      omittable: index > lastRequired,
    })),
    ...outcome,
    okText,
    promiseText: isFuture ? okText : `Promise<${okText}>`,
    isFuture,
  };
}

/** What a function may answer with, at once or later. */
export function awaitableText(project: Project, module: Module, plan: FunctionPlan): string {
  if (plan.isFuture) return plan.okText;
  return `${module.script.type('Awaitable', project.options.codegen)}<${plan.okText}>`;
}

/** Whether a name is one of what emitted modules and codegen-v1 call their functions. */
export function isModuleName(name: string): boolean {
  return MODULE_NAME.test(name);
}

function parameterName(name: string): string {
  const variable = variableName(name);
  return isModuleName(variable) ? `${variable}Value` : variable;
}

/** The doc comment of a function: its docs, its WIT signature, what it throws. */
export function functionDocs(plan: FunctionPlan, thrown: string): string[] {
  const { func, fallible, err } = plan;
  const docs = [func.docs, signatureText(func)];
  if (fallible) docs.push(`@throws ${thrown}${err === undefined ? '' : ` of \`${witType(err)}\``}`);
  return renderDocComment(docs);
}

/** Parameters as text; `all` keeps even omittable ones required, where another parameter follows. */
export function parameterTexts(parameters: readonly ParameterPlan[], all: boolean): string[] {
  return parameters.map((one) => `${one.name}${one.omittable && !all ? '?' : ''}: ${one.text}`);
}
