import type { FunctionPlan } from '../typescript/function-plan.js';
import type { Module, Project } from '../typescript/project.js';

export function directImport(_project: Project, _module: Module, _plan: FunctionPlan): string[] {
  return [
    'direct() {',
    "  throw new TypeError('the direct carrier comes with the next commit');",
    '},',
  ];
}

export function directDrop(_constant: string): string[] {
  return [
    'direct() {',
    "  throw new TypeError('the direct carrier comes with the next commit');",
    '},',
  ];
}
