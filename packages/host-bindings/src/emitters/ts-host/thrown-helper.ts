import type { Type } from '../../model/index.js';
import { indent, layoutList } from '../../printer/index.js';
import type { Module } from '../typescript/project.js';
import { shortLabel } from '../typescript/type-label.js';

/** What `thrownHelper` works on. */
export interface ThrownError {
  /** Type of the error; none where the `err` case has no payload. */
  readonly err: Type | undefined;
  /** Lines that store `error` as an outcome at the address `at`. */
  readonly lines: readonly string[];
  /** Module that emitted code imports. */
  readonly codegen: string;
}

/**
 * Name of the function that stores what a provider threw as the outcome of a call. The calls of a module
 * whose outcomes have it at the same place share one, made on first use.
 */
export function thrownHelper(module: Module, { err, lines, codegen }: ThrownError): string {
  const key = `thrown ${lines.join('\n')}`;
  const known = module.helpers.get(key);
  if (known !== undefined) return known.name;
  const name = module.script.names.number(`storeThrown${err === undefined ? '' : shortLabel(err)}`);
  const guest = module.script.type('DirectGuest', codegen);
  module.helpers.set(key, {
    name,
    order: `999 ${name}`,
    lines: [
      '/** Stores what a provider threw as the outcome of a call. */',
      ...layoutList({
        before: `function ${name}(`,
        items: [`guest: ${guest}`, 'error: unknown', 'at: number'],
        after: '): void {',
      }),
      ...indent(['const { memory } = guest;', 'memory.refresh();', ...lines]),
      '}',
    ],
  });
  return name;
}
