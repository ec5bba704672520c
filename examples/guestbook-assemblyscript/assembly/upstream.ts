import {
  Pending,
  Response,
  Result,
  config,
  fetchAsync,
  log,
  LogFields,
} from '@org/assemblyscript-sdk';

/** How the upstream is, as far as the guestbook can tell. */
@json
export class Upstream {
  /** `not set`, `answers` or `fails`. */
  state: string = '';
}

/** An upstream that answers. */
@json
class AnsweringUpstream extends Upstream {
  status: i32 = 0;
  milliseconds: i32 = 0;
}

/** A question to the upstream that goes on while the function does something else. */
@final
export class UpstreamCall {
  private started: f64 = performance.now();

  constructor(
    private url: string,
    private call: Pending<Response> | null,
  ) {}

  /**
   * Asks the upstream that `UPSTREAM_URL` names. Never fails: the guestbook works without one, and when
   * the host's policy does not allow it.
   */
  static begin(): UpstreamCall {
    const url = config.find('UPSTREAM_URL');
    if (url === null || url == '') return new UpstreamCall('', null);
    return new UpstreamCall(url, fetchAsync(url, { timeout: 2000 }));
  }

  /** How it went. */
  wait(): Upstream {
    const call = this.call;
    if (call === null) return { state: 'not set' };
    const answer = call.wait();
    const text = answer.isOk ? answer.value.text() : Result.err<string>(answer.error);
    if (text.isOk) {
      const milliseconds = <i32>Math.round(performance.now() - this.started);
      return <AnsweringUpstream>{ state: 'answers', status: answer.value.status, milliseconds };
    }
    // Why is for the log: a visitor need not know where the upstream is.
    const reason = text.error.toString();
    log.warn('the upstream fails', new LogFields().set('url', this.url).set('reason', reason));
    return { state: 'fails' };
  }
}
