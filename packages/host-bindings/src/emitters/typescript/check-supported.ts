import { Diagnostic } from '../../model/index.js';
import type { Interface, World } from '../../model/index.js';

/**
 * Checks that worlds hold only what the TypeScript emitters handle.
 * @throws Diagnostic `unsupported-type` that names the item.
 */
export function checkSupported(worlds: readonly World[], target: string): void {
  for (const world of worlds) {
    for (const found of [...world.imports, ...world.exports]) checkInterface(found, target);
  }
}

function checkInterface(found: Interface, target: string): void {
  for (const { body, name } of found.types) {
    if (body.kind !== 'resource' || found.key.direction !== 'export') continue;
    throw new Diagnostic({
      code: 'unsupported-type',
      message: `"${name}" of interface "${found.key.name}" uses a resource that a guest exports, which the target "${target}" does not support yet`,
      hint: 'leave the item out of the world, or use a type that is supported',
    });
  }
}
