import { isServing, WajsError } from '../codegen-v1/index.js';

let isEngine = false;

/** Says that this is the engine, where there is a host to call. */
export function enterEngine(): void {
  isEngine = true;
}

/**
 * Refuses what needs the host while no request is being served. Thrown at once and not by way of a
 * promise, so that a call at module level fails the build even where nobody awaits it.
 *
 * @throws WajsError `invalid`
 */
export function assertServing(what: string): void {
  if (isServing()) return;
  throw WajsError.of(
    'invalid',
    isEngine
      ? `${what} works only while a request is being served; move it into the handler`
      : `${what} works only in the engine, where there is a host; replace it in unit tests`,
  );
}
