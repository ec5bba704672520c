import { getSystemErrorMap } from 'node:util';
import { Diagnostic } from '../generator/index.js';

/**
 * What a user is told of a file or folder that the system refuses to read, make or write. Undefined for
 * what is no error of the system.
 */
export function diagnoseSystemError(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errno, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined || syscall === undefined) return undefined;
  const reason = getSystemErrorMap().get(errno)?.[1] ?? 'refused';
  return new Diagnostic({
    code: 'system-error',
    message: `"${path ?? syscall}" cannot be used: ${reason} (${code})`,
    hint: 'check the path, and who may read and write there',
    cause: error,
  });
}
