import type { Awaitable, CallContext } from '../codegen-v1/index.js';
import { answersAtOnce, doesAnswerAtOnce } from '../contract/answers-at-once.js';
import type {
  BodyReader,
  BodyWriter,
  Fetched,
  FetchOptions,
  Http,
  Request,
} from '../contract/gen/http.js';
import type { Rpc } from '../contract/gen/rpc.js';
import type { Limits } from '../contract/limits.js';
import { usagesOf } from './call.js';
import { countUse } from './request-usage.js';

/** Holds requests to `subrequests` in their calls of other functions, whatever the provider. */
export function limitRpc(provider: Rpc, limits: Limits): Rpc {
  const count = (call: CallContext): void => {
    const usages = usagesOf(call);
    if (usages !== undefined) countUse(usages, 'subrequests', limits);
  };
  const limited = {
    ...guardMethods(provider, ['call', 'submit'], count),
    ...guardMethods(provider, ['collect', 'cancel'], () => undefined),
  };
  return doesAnswerAtOnce(provider) ? answersAtOnce(limited) : limited;
}

/** Holds requests to `subrequests` and `subrequestsAtOnce`, whatever the provider. */
export class LimitedHttp implements Http {
  readonly #provider: Http;
  readonly #limits: Limits;

  constructor(provider: Http, limits: Limits) {
    this.#provider = provider;
    this.#limits = limits;
  }

  pipe(call: CallContext): [BodyWriter, BodyReader] {
    return this.#provider.pipe(call);
  }

  fetch(request: Request, options: FetchOptions, call: CallContext): Awaitable<Fetched> {
    const usages = usagesOf(call);
    if (usages === undefined) return this.#provider.fetch(request, options, call);
    try {
      countUse(usages, 'subrequests', this.#limits);
    } catch (error) {
      discardBody(request);
      throw error;
    }
    // In a shared instance a request may use a place of another one that is in flight with it.
    let { slots } = usages[0]!;
    for (const usage of usages) if (usage.slots.size < slots.size) slots = usage.slots;
    const send = (): Awaitable<Fetched> => {
      let answer: Awaitable<Fetched> | undefined;
      try {
        answer = this.#provider.fetch(request, options, call);
      } finally {
        if (!(answer instanceof Promise)) slots.leave();
      }
      return answer instanceof Promise ? answer.finally(() => slots.leave()) : answer;
    };
    const turn = slots.take(this.#limits.subrequestsAtOnce, () => call.signal);
    if (turn === undefined) return send();
    return turn.then(send, (error: unknown) => {
      discardBody(request);
      throw error;
    });
  }
}

/** A request that is not sent: whoever writes its body need not wait for a reader. */
function discardBody({ body }: Request): void {
  if (body.tag === 'stream') body.val[Symbol.dispose]?.();
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Methods of a provider, each behind a guard that sees the context, which is the last argument. */
function guardMethods<P extends object, K extends keyof P & string>(
  provider: P,
  names: readonly K[],
  guard: (call: CallContext) => void,
): Pick<P, K> {
  const target = provider as unknown as Methods;
  const guarded: Methods = {};
  for (const name of names) {
    guarded[name] = (...args) => {
      guard(args.at(-1) as CallContext);
      return target[name]!(...args);
    };
  }
  if (doesAnswerAtOnce(provider)) answersAtOnce(guarded);
  return guarded as unknown as Pick<P, K>;
}
