import {
  Body,
  cache,
  config,
  Context,
  ErrorCode,
  fetch,
  Headers,
  JsonValue,
  kv,
  KvItem,
  KvListOptions,
  KvPutOptions,
  log,
  LogFields,
  parseJson,
  randomUUID,
  RedirectMode,
  Request,
  RequestInit,
  Response,
  Result,
  rpc,
  RpcContext,
  RpcOptions,
  Unit,
  URL,
  utf8,
  WajsError,
} from '@org/assemblyscript-sdk';

/** What an operation answers: fields, or the text of an error. */
const answers: string[] = [];

function say(text: string): void {
  if (text.length == 0) answers.push('~');
  else answers.push(text == '-' ? '%2D' : encodeURIComponent(text).replaceAll('~', '%7E'));
}

function sayOrNothing(text: string | null): void {
  if (text === null) answers.push('-');
  else say(text);
}

function sayBool(value: bool): void {
  say(value ? 'true' : 'false');
}

/** A number as JavaScript says it. */
function sayNumber(value: f64): void {
  const whole = <i64>value;
  say(<f64>whole == value ? whole.toString() : value.toString());
}

function sayError(error: WajsError): void {
  answers.push('! ' + error.toString());
}

function sayText(result: Result<string>): void {
  if (result.isOk) say(result.value);
  else sayError(result.error);
}

function sayNullable(result: Result<string | null>): void {
  if (result.isOk) sayOrNothing(result.value);
  else sayError(result.error);
}

function sayBytes(result: Result<Uint8Array>): void {
  if (result.isOk) say(utf8.decode(result.value));
  else sayError(result.error);
}

function sayDone(result: Result<Unit>): void {
  if (result.isOk) answers.push('-');
  else sayError(result.error);
}

/** An argument; null where there is none, and where it is empty. */
function given(args: string[], index: i32): string | null {
  return index < args.length && args[index].length > 0 ? args[index] : null;
}

function number(args: string[], index: i32): u32 {
  const text = given(args, index);
  return text === null ? 0 : <u32>parseInt(text);
}

function putOptions(args: string[], from: i32): KvPutOptions {
  return { ttl: number(args, from), metadata: given(args, from + 1) };
}

function runKv(name: string, args: string[]): bool {
  const bucket = kv.open(args[0]);
  if (name == 'kv.get') {
    sayNullable(bucket.getText(args[1]));
  } else if (name == 'kv.put') {
    sayText(bucket.put(args[1], args[2], putOptions(args, 3)));
  } else if (name == 'kv.entry') {
    const entry = bucket.getWithMetadata(args[1]);
    if (entry.isErr) sayError(entry.error);
    else if (entry.value === null) answers.push('-');
    else {
      say(entry.value!.text());
      sayOrNothing(entry.value!.metadata);
      sayNumber(entry.value!.expires);
      say(entry.value!.version);
    }
  } else if (name == 'kv.delete') {
    sayDone(bucket.delete(args[1]));
  } else if (name == 'kv.has') {
    const has = bucket.has(args[1]);
    if (has.isOk) sayBool(has.value);
    else sayError(has.error);
  } else if (name == 'kv.increment') {
    const count = bucket.increment(args[1], args.length > 2 ? parseFloat(args[2]) : 1);
    if (count.isOk) sayNumber(count.value);
    else sayError(count.error);
  } else if (name == 'kv.compareAndSet') {
    sayNullable(bucket.compareAndSet(args[1], args[2], given(args, 3), putOptions(args, 4)));
  } else if (name == 'kv.getMany') {
    const values = bucket.getMany(args.slice(1));
    if (values.isErr) sayError(values.error);
    else {
      for (let index = 0; index < values.value.length; index++) {
        const value = values.value[index];
        sayOrNothing(value === null ? null : utf8.decode(value));
      }
    }
  } else if (name == 'kv.putMany') {
    const items: KvItem[] = [];
    for (let index = 1; index < args.length; index += 2) {
      const options: KvPutOptions = { ttl: 600, metadata: (index - 1).toString() };
      items.push({ key: args[index], value: utf8.encode(args[index + 1]), options });
    }
    const versions = bucket.putMany(items);
    if (versions.isErr) sayError(versions.error);
    else for (let index = 0; index < items.length; index++) say(versions.value[index]);
  } else if (name == 'kv.list') {
    const prefix = args.length > 1 ? args[1] : '';
    const options: KvListOptions = { prefix, limit: number(args, 2), cursor: given(args, 3) };
    const page = bucket.list(options).page();
    if (page.isErr) sayError(page.error);
    else {
      sayOrNothing(page.value.cursor);
      for (let index = 0; index < page.value.keys.length; index++) {
        const key = page.value.keys[index];
        say(key.key + (key.metadata === null ? '' : '=' + key.metadata!));
      }
    }
  } else if (name == 'kv.all') {
    const options: KvListOptions = {
      prefix: args.length > 1 ? args[1] : '',
      limit: 0,
      cursor: null,
    };
    const list = bucket.list(options);
    for (let next = list.next(); next.value !== null; next = list.next()) say(next.value!.key);
  } else return false;
  return true;
}

function runConfig(name: string, args: string[]): bool {
  if (name == 'config.get') {
    sayText(config.get(args[0]));
  } else if (name == 'config.find') {
    sayOrNothing(config.find(args[0]));
  } else if (name == 'config.names') {
    const names = config.names();
    for (let index = 0; index < names.length; index++) say(names[index]);
  } else if (name == 'config.secret') {
    const secret = config.secret(args[0]);
    if (secret.isErr) sayError(secret.error);
    else {
      say(secret.value.toString());
      say(secret.value.reveal());
    }
  } else return false;
  return true;
}

function writeLog(level: string, message: string, text: string | null): void {
  let fields: LogFields | null = null;
  if (text !== null) {
    fields = new LogFields().set('text', text).set('number', 1.5).set('yes', true);
    fields.set('json', parseJson<JsonValue>('[1,"two"]').value);
  }
  if (level == 'trace') log.trace(message, fields);
  else if (level == 'debug') log.debug(message, fields);
  else if (level == 'info') log.info(message, fields);
  else if (level == 'warn') log.warn(message, fields);
  else log.error(message, fields);
}

function writeConsole(level: string, message: string): void {
  if (level == 'debug') console.debug(message);
  else if (level == 'info') console.info(message);
  else if (level == 'warn') console.warn(message);
  else if (level == 'error') console.error(message);
  else console.log(message);
}

function runAmbient(name: string, args: string[]): bool {
  if (name == 'log') {
    writeLog(args[0], args[1], args.length > 2 ? args[2] : null);
    answers.push('-');
  } else if (name == 'log.half') {
    // Half of a character, which no text of the contract has.
    log.info('a\ud83cb', new LogFields().set('n\udf0d', '\ud800').set('json', ['\udbff']));
    console.log('\udc00');
    answers.push('-');
  } else if (name == 'console') {
    writeConsole(args[0], args[1]);
    answers.push('-');
  } else if (name == 'clock.now') {
    say(Date.now().toString());
  } else if (name == 'clock.date') {
    say(new Date(Date.now()).toISOString());
  } else if (name == 'clock.monotonic') {
    const before = performance.now();
    sayBool(performance.now() >= before);
  } else if (name == 'random.bytes') {
    const bytes = new Uint8Array(number(args, 0));
    crypto.getRandomValues(bytes);
    sayNumber(bytes.length);
  } else if (name == 'random.differ') {
    sayBool(randomUUID() != randomUUID());
  } else if (name == 'random.number') {
    const value = Math.random();
    sayBool(value >= 0 && value < 1);
  } else return false;
  return true;
}

function runCache(name: string, args: string[]): bool {
  if (name == 'cache.get') sayNullable(cache.getText(args[0]));
  else if (name == 'cache.put') sayDone(cache.put(args[0], args[1], { ttl: number(args, 2) }));
  else if (name == 'cache.delete') sayDone(cache.delete(args[0]));
  else return false;
  return true;
}

function runRpc(name: string, args: string[]): bool {
  if (name == 'rpc.call') {
    const payload = args.length > 2 ? utf8.encode(args[2]) : null;
    const options: RpcOptions = { timeout: number(args, 3), idempotencyKey: given(args, 4) };
    sayBytes(rpc.call(args[0], args[1], payload, options));
  } else if (name == 'rpc.submit') {
    sayText(rpc.submit(args[0], args[1], utf8.encode(args[2])));
  } else if (name == 'rpc.collect') {
    sayBytes(rpc.collect(args[0], number(args, 1)));
  } else if (name == 'rpc.cancel') {
    sayDone(rpc.cancel(args[0]));
  } else if (name == 'rpc.both') {
    const one = rpc.callAsync(args[0], args[1], utf8.encode(args[2]));
    const other = rpc.callAsync(args[0], args[1], utf8.encode(args[3]));
    const last = other.wait();
    sayBytes(one.wait());
    sayBytes(last);
  } else return false;
  return true;
}

function runFetch(args: string[]): void {
  const headers = new Headers();
  headers.set('X-One', '1');
  headers.set('accept', 'text/plain');
  const text = given(args, 2);
  let body: Body | null = null;
  if (text !== null) body = Body.text(text);
  const mode = given(args, 3);
  let redirect = RedirectMode.Follow;
  if (mode !== null) redirect = mode == 'manual' ? RedirectMode.Manual : RedirectMode.Error;
  const init: RequestInit = { method: args[0], headers, body, redirect, timeout: number(args, 4) };
  const answer = fetch(args[1], init);
  if (answer.isErr) {
    sayError(answer.error);
    return;
  }
  const response = answer.value;
  sayNumber(response.status);
  say(response.url);
  sayBool(response.redirected);
  say(listOf(response.headers));
  sayText(response.text());
}

function listOf(headers: Headers): string {
  const entries = headers.entries();
  const lines: string[] = [];
  for (let index = 0; index < entries.length; index++) {
    lines.push(entries[index].name + ': ' + entries[index].value);
  }
  return lines.join('; ');
}

function made(): Response {
  const headers = new Headers();
  headers.append('X-Name', ' value ');
  headers.append('x-empty', '');
  headers.append('set-cookie', 'a=1; Path=/');
  headers.append('Set-Cookie', 'b="2, 3"');
  headers.append('vary', 'accept');
  headers.append('Vary', 'origin');
  headers.set('x-latin', 'é');
  headers.append('x-gone', '1');
  headers.delete('X-Gone');
  return new Response(null, { status: 299, headers });
}

export function handle(request: Request, context: Context): Response {
  const url = new URL(request.url);
  const path = url.pathname;
  if (path == '/echo') {
    const headers = new Headers();
    headers.set('content-type', 'x/y');
    return new Response(Body.bytes(request.bytes().value), { status: 200, headers });
  }
  if (path == '/through') {
    return new Response(Body.stream(request.body), { status: 202, headers: null });
  }
  if (path == '/made') return made();
  if (path == '/redirect') return Response.redirect('http://function.test/there?a=1', 307);
  if (path == '/throw') throw new Error('it broke');
  const args = request
    .text()
    .value.split(' ')
    .map<string>((one) => decodeURIComponent(one));
  const name = args.shift();
  if (name == 'context') {
    const address = context.clientAddress;
    const isLater = context.deadline > <f64>Date.now();
    return Response.text(
      context.requestId + ' ' + (address === null ? '-' : address) + (isLater ? ' true' : ' false'),
    );
  }
  answers.length = 0;
  if (name == 'request') {
    say(request.method);
    say(path);
    sayOrNothing(url.searchParams.get('q'));
    say(listOf(request.headers));
  } else if (name == 'fetch') {
    runFetch(args);
  } else if (!runAmbient(name, args) && !runCache(name, args) && !runConfig(name, args)) {
    assert(runRpc(name, args) || runKv(name, args), 'there is no operation "' + name + '"');
  }
  return Response.text(answers.join(' '));
}

export function call(method: string, payload: Uint8Array, context: RpcContext): Result<Uint8Array> {
  if (method == 'echo') return Result.ok<Uint8Array>(payload);
  if (method == 'context') {
    const caller = context.caller;
    const key = context.idempotencyKey;
    const words = [context.requestId, caller === null ? '-' : caller, key === null ? '-' : key];
    const isLater = context.deadline > <f64>Date.now();
    return Result.ok<Uint8Array>(utf8.encode(words.join(' ') + (isLater ? ' true' : ' false')));
  }
  if (method == 'count') {
    const count = kv.open('methods').increment('count').expect('count');
    return Result.ok<Uint8Array>(utf8.encode((<i32>count).toString()));
  }
  if (method == 'fail') {
    return Result.err<Uint8Array>(new WajsError(codeOf(utf8.decode(payload)), 'it is so, 世界'));
  }
  if (method == 'break') throw new Error('broken on purpose');
  return Result.err<Uint8Array>(
    new WajsError(ErrorCode.NotFound, 'there is no method "' + method + '"'),
  );
}

function codeOf(name: string): ErrorCode {
  if (name == 'denied') return ErrorCode.Denied;
  if (name == 'invalid') return ErrorCode.Invalid;
  if (name == 'not-found') return ErrorCode.NotFound;
  if (name == 'conflict') return ErrorCode.Conflict;
  if (name == 'timeout') return ErrorCode.Timeout;
  if (name == 'unavailable') return ErrorCode.Unavailable;
  return ErrorCode.Cancelled;
}
