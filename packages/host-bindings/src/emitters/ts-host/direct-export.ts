import type { FunctionPlan } from '../typescript/function-plan.js';
import type { Module, Project } from '../typescript/project.js';

export function directExport(_project: Project, _module: Module, _plan: FunctionPlan): string[] {
  return [
    'lower() {',
    "  throw new TypeError('the direct carrier comes with the next commit');",
    '},',
    'lift() {',
    "  throw new TypeError('the direct carrier comes with the next commit');",
    '},',
  ];
}
