import type { Func, Type } from '../../model/index.js';
import { NameScope, renderDocComment } from '../../printer/index.js';
import { signatureText } from '../typescript/type-docs.js';
import { memberName, parameterName, typeName } from './names.js';
import type { AsModule, AsProject } from './project.js';
import { isNullable, typeText } from './type-text.js';

/** A function as AssemblyScript sees it. */
export interface FunctionPlan {
  /** The function. */
  readonly func: Func;
  /** Its name as a member. */
  readonly member: string;
  /** A part of the names of functions that belong to it: `SessionRead`. */
  readonly label: string;
  /** Its parameters, without a method's `self`. */
  readonly parameters: readonly ParameterPlan[];
  /** Text of what it returns. */
  readonly resultText: string;
  /** Whether it only begins the call. */
  readonly isStarted?: boolean;
}

/** A parameter as AssemblyScript sees it. */
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

/** How a function looks in a module. */
export function planFunction(project: AsProject, module: AsModule, func: Func): FunctionPlan {
  const { kind } = func;
  const own = kind.kind === 'method' ? func.parameters.slice(1) : func.parameters;
  const lastRequired = own.findLastIndex((one) => !isNullable(one.type));
  const scope = new NameScope();
  return {
    func,
    member: kind.kind === 'constructor' ? 'create' : memberName(kind.name),
    label:
      kind.kind === 'free'
        ? typeName(kind.name)
        : typeName(kind.resource.name) +
          (kind.kind === 'constructor' ? 'Create' : typeName(kind.name)),
    parameters: own.map((one, index) => ({
      name: scope.add(parameterName(one.name)),
      type: one.type,
      text: typeText(project, module, one.type),
      omittable: index > lastRequired,
    })),
    resultText: func.result === undefined ? 'void' : typeText(project, module, func.result),
  };
}

/** The doc comment of a function: its docs and its WIT signature. */
export function functionDocs({ func, isStarted = false }: FunctionPlan): string[] {
  const begins = isStarted ? 'Begins the call; `wait()` of what it answers gives the result.' : '';
  return renderDocComment([func.docs, begins, signatureText(func)]);
}

/** Parameters as text; those that can be left out get a default where `defaults` says so. */
export function parameterTexts(plan: FunctionPlan, defaults: boolean): string[] {
  return plan.parameters.map(
    (one) => `${one.name}: ${one.text}${one.omittable && defaults ? ' = null' : ''}`,
  );
}
