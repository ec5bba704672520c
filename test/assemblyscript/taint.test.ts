import type { LoadedFunction } from '@org/host-bindings';
import { type BodyReader, type Fetched, HttpBase } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { canSuspend } from '../../packages/host-bindings/src/runtime/suspending-core.js';
import { ask, startHost } from '../e2e/function-harness.js';
import { secretOf } from '../e2e/planted-secrets.js';
import { buildSource } from './function-source.js';

/**
 * Requests that each plant a secret, and look for all others. Fewer where the guest runs on a thread: each
 * of their hostcalls wakes two threads, and what is put back is the same.
 */
const requestsOf = (waits: Mechanism): number => (waits === 'thread' ? 2000 : 10_000);

/**
 * A function that looks through the whole memory that it has for secrets of other requests, and at its
 * globals, and then leaves its own wherever something can be left.
 */
const SOURCE = `
import { Context, fetch, kv, log, LogFields, Request, Response, URL, utf8 } from '@org/assemblyscript-sdk';

const bucket = kv.open('b');
class Node { constructor(public text: string, public next: Node | null) {} }
let node: Node | null = null;
let mark: i32 = 0;
let large: f64 = 0;
let choice: () => string = () => 'clean';
const list: string[] = [];
const jar = new Map<string, Uint8Array>();
const isKept: StaticArray<i32> = [0, 0, 0];
let answer: Response | null = null;

/** The number behind the beginning of a secret in texts of one or two bytes a character, or -1. */
function numberAt(at: usize, end: usize, width: usize): i32 {
  let number = -1;
  for (at += 7 * width; at < end; at += width) {
    const digit = i32(load<u8>(at)) - 48;
    if (digit < 0 || digit > 9) return number;
    number = (number < 0 ? 0 : number) * 10 + digit;
  }
  return number;
}

function lookAtGlobals(): string {
  if (mark != 0) return 'a global';
  if (large != 0) return 'a global of eight bytes';
  if (choice() != 'clean') return 'a function';
  if (node !== null || answer !== null || list.length > 0 || jar.size > 0) return 'a reference';
  if (isKept[1] != 0) return 'static memory';
  return '';
}

function lookForOthers(own: i32): string {
  const end = usize(memory.size()) << 16;
  let seen = 0;
  for (let at: usize = 0; at + 32 < end; at++) {
    if (load<u8>(at) != 0x73) continue;
    let number = -1;
    if (load<u32>(at) == 0x7263_3373) number = numberAt(at, end, 1);
    else if (load<u64>(at) == 0x0072_0063_0033_0073) number = numberAt(at, end, 2);
    if (number == own) seen++;
    else if (number >= 0) return 'that of ' + number.toString() + ' at ' + at.toString();
  }
  return seen > 0 ? 'only its own' : 'nothing, not even its own';
}

function recurse(depth: i32): i32 {
  return depth < 0 ? 0 : 1 + recurse(depth + 1);
}

export function handle(request: Request, context: Context): Response {
  const url = new URL(request.url);
  const number = i32(parseInt(url.searchParams.get('number')!));
  const end = url.searchParams.get('end')!;
  const secret = request.headers.get('authorization')!;
  let found = end == 'blind' ? '' : lookAtGlobals();
  if (found == '') found = lookForOthers(number);

  mark = number;
  large = f64(number);
  choice = () => 'tainted';
  node = new Node(secret, new Node(secret.toUpperCase() + secret, node));
  list.push(secret + '!');
  jar.set(secret, utf8.encode(secret.repeat(20)));
  isKept[1] = number;
  log.info(secret, new LogFields().set('secret', secret));
  // A body that nobody reads: a handle, and an object of the host behind it.
  answer = fetch('http://up.test/' + secret).value;
  bucket.put(secret, secret);
  // A call that nobody waits for, which is answered in the middle of a later request.
  bucket.getTextAsync('late:' + secret);
  if (end == 'wait' || end == 'abort') assert(bucket.getText('wait:' + secret).isOk);
  if (end == 'trap') unreachable();
  if (end == 'recurse') return Response.text(recurse(0).toString());
  if (end == 'assert') assert(false, secret);
  if (end == 'grow') {
    const pages = memory.grow(3);
    // The very end of the memory, which nothing is known to own.
    store<u64>((usize(pages + 3) << 16) - 16, 0x0072_0063_0033_0073);
    memory.copy((usize(pages + 3) << 16) - 400, changetype<usize>(secret), 2 * secret.length);
  }
  return Response.text(found);
}
`;

/** Answers with a body that nobody reads, and counts how many are open. */
class UnreadHttp extends HttpBase {
  open = 0;

  override fetch(): Promise<Fetched> {
    this.open++;
    let isOpen = true;
    const val: BodyReader = {
      read: () => Promise.resolve(undefined),
      [Symbol.dispose]: () => {
        if (isOpen) this.open--;
        isOpen = false;
      },
    };
    const response = { status: 200, headers: [], body: { tag: 'stream' as const, val } };
    return Promise.resolve({ response, url: 'http://up.test/', redirected: false });
  }
}

const ends = ['answer', 'wait', 'answer', 'trap', 'wait', 'answer', 'grow', 'answer', 'assert'];
type Mechanism = 'asyncify' | 'thread' | 'stack-switching';
const mechanisms: readonly Mechanism[] = [
  'asyncify',
  'thread',
  ...(canSuspend ? (['stack-switching'] as const) : []),
];

let component: Uint8Array;

beforeAll(async () => {
  ({ component } = await buildSource(SOURCE, { optimize: 'speed' }));
}, 60_000);

describe.each(mechanisms)('secrets of requests to AssemblyScript that waits by %s', (waits) => {
  const requests = requestsOf(waits);
  const http = new UnreadHttp();
  /** Signals of calls that were pending when their request ended. */
  const pending = new Set<AbortSignal>();
  /** Clients that go while their request waits, by its secret. */
  const clients = new Map<string, AbortController>();
  let fn: LoadedFunction;

  beforeAll(async () => {
    const kv = createMemoryKv();
    const { get } = kv;
    kv.get = async (bucket, key, call) => {
      const [kind, secret = ''] = key.split(':');
      if (kind === 'late') {
        const { signal } = call!;
        pending.add(signal);
        signal.addEventListener('abort', () => pending.delete(signal));
      }
      clients.get(secret)?.abort();
      await new Promise((resolve) => setTimeout(resolve, kind === 'late' ? 10 : 0));
      return get.call(kv, bucket, key, call);
    };
    const { host } = await startHost({
      providers: { kv, http },
      instances: { minimum: 2, maximum: 2 },
      waits,
    });
    fn = await host.load(component, { name: 'tainted' });
  });

  async function plant(number: number): Promise<string | undefined> {
    const end =
      number % 100 === 50 ? 'recurse' : number % 30 === 7 ? 'abort' : ends[number % ends.length]!;
    const secret = secretOf(number);
    const client = new AbortController();
    if (end === 'abort') clients.set(secret, client);
    let text: string;
    try {
      const { signal } = client;
      const headers = { authorization: secret };
      const response = await fn.fetch(ask(`/?number=${number}&end=${end}`, { headers, signal }));
      text = `${response.status} ${await response.text()}`;
    } catch (error) {
      text = (error as Error).name;
    }
    clients.delete(secret);
    const isFailure = ['trap', 'recurse', 'assert', 'abort'].includes(end);
    const isRight = isFailure
      ? !text.startsWith('200') && !text.includes('s3cr3t')
      : text === '200 only its own';
    return isRight ? undefined : `${number}, ${end}: ${text}`;
  }

  it(`are in no later one of ${requests}, over two instances`, { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    let next = 1;
    const client = async (): Promise<void> => {
      for (let number = next++; number <= requests; number = next++) {
        const fault = await plant(number);
        if (fault !== undefined) wrong.push(fault);
      }
    };
    await Promise.all([client(), client(), client()]);
    expect(wrong).toEqual([]);
    expect(http.open).toBe(0);
    expect([...pending].filter(({ aborted }) => !aborted)).toEqual([]);
  });
});

it('secrets are found where they are, in a sandbox that is not restored', async () => {
  const kv = createMemoryKv();
  const { host } = await startHost({ providers: { kv, http: new UnreadHttp() }, instances: 1 });
  const fn = await host.load(component, { name: 'shared', isolation: 'shared' });
  const get = async (number: number, end: string): Promise<string> => {
    const headers = { authorization: secretOf(number) };
    return (await fn.fetch(ask(`/?number=${number}&end=${end}`, { headers }))).text();
  };
  expect(await get(1, 'answer')).toBe('only its own');
  expect(await get(2, 'blind')).toMatch(/^that of 1 at \d+$/);
  expect(await get(3, 'answer')).toBe('a global');
});
