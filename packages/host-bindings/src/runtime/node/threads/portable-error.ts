import { ResultError, UnavailableError } from '../../../codegen-v1/index.js';
import { HostError, type HostErrorCode, type HostErrorDetail } from '../../../contract/errors.js';
import { LinkError } from '../../../linker/index.js';
import { EvaluationError } from '../../engine.js';
import { isLogged, markLogged } from '../../function-log.js';

/** An error as it crosses between threads: structured clone keeps no classes of ours. */
export type PortableError = {
  readonly message: string;
  readonly stack: string | undefined;
  /** Whether a function's log has the reason already. */
  readonly isLogged: boolean;
} & (
  | { readonly kind: 'host'; readonly code: HostErrorCode; readonly detail: HostErrorDetail }
  | { readonly kind: 'result'; readonly payload: unknown }
  | {
      readonly kind: 'link';
      readonly code: LinkError['code'];
      readonly rawMessage: string;
      readonly hint: string | undefined;
    }
  | { readonly kind: 'evaluation' }
  | { readonly kind: 'other'; readonly name: string; readonly code: string | undefined }
);

/** An error, for another thread. */
export function packError(error: unknown): PortableError {
  if (!(error instanceof Error)) {
    const message = String(error);
    return {
      kind: 'other',
      name: 'Error',
      code: undefined,
      message,
      stack: undefined,
      isLogged: false,
    };
  }
  const { message, stack } = error;
  const common = { message, stack, isLogged: isLogged(error) };
  if (error instanceof UnavailableError) return packError(HostError.from(error));
  if (error instanceof HostError) {
    const { code, detail } = error as HostError;
    return { ...common, kind: 'host', code, detail };
  }
  if (error instanceof ResultError) return { ...common, kind: 'result', payload: error.payload };
  if (error instanceof LinkError) {
    const { code, hint, rawMessage } = error;
    return { ...common, kind: 'link', code, hint, rawMessage };
  }
  if (error instanceof EvaluationError) return { ...common, kind: 'evaluation' };
  const { name } = error;
  const { code } = error as NodeJS.ErrnoException;
  return { ...common, kind: 'other', name, code: typeof code === 'string' ? code : undefined };
}

/** An error of another thread; its stack there is the cause's. */
export function unpackError(packed: PortableError): Error {
  const cause = new Error(packed.message);
  if (packed.stack !== undefined) cause.stack = packed.stack;
  const error = create(packed, cause);
  if (packed.isLogged) markLogged(error);
  return error;
}

function create(packed: PortableError, cause: Error): Error {
  switch (packed.kind) {
    case 'host':
      return new HostError<HostErrorCode>(packed.code, packed.detail, { cause });
    case 'result':
      return new ResultError(packed.payload);
    case 'link': {
      const { code, rawMessage, hint } = packed;
      return new LinkError(code, rawMessage, { cause, ...(hint !== undefined && { hint }) });
    }
    case 'evaluation':
      return new EvaluationError(packed.message, { cause });
    default: {
      const { message, name, code } = packed;
      return Object.assign(new Error(message, { cause }), { name }, code !== undefined && { code });
    }
  }
}
