import { parentPort, workerData } from 'node:worker_threads';
import type { ImportInterface } from '../../../codegen-v1/index.js';
import type { GuestObserver } from '../../guest-observer.js';
import type { Host, HostOptions } from '../../host.js';
import { BodyExchange } from './body-exchange.js';
import { Outbox } from './outbox.js';
import { packError } from './portable-error.js';
import type { FromThread, ThreadData, ToThread } from './protocol.js';
import { ProviderStandIns } from './provider-stand-in.js';
import type { ThreadContext, ThreadHostOptions, ThreadModule } from './thread-module.js';
import { ThreadReport } from './thread-report.js';
import { ThreadState } from './thread-state.js';
import { ThreadWork } from './thread-work.js';

/** Makes the host of a thread: `createHost` with what the thread adds to the module's options. */
export type CreateThreadHost = (
  options: ThreadHostOptions &
    Pick<ThreadData, 'limits'> &
    Pick<HostOptions, 'onRequest'> & { readonly observer: GuestObserver },
) => Host;

/** Runs the thread's end of a threaded host, until it is closed. */
export async function runThread(createHost: CreateThreadHost): Promise<void> {
  const port = parentPort!;
  const data = workerData as ThreadData;
  const outbox = new Outbox<FromThread>(port, (message, error) => {
    if (message.type !== 'ask') throw error;
    const { ask, provider, method } = message;
    const text = `"${method}" of the shared provider of "${provider}" was called with what cannot be sent to another thread: ${error.message}`;
    standIns.receive({ type: 'told-error', ask, error: packError(new Error(text)) });
  });
  const { send } = outbox;
  const standIns = new ProviderStandIns(send);
  const bodies = new BodyExchange(send);
  const state = new ThreadState(data.state);
  const closers: (() => unknown)[] = [];
  const work = new ThreadWork({ state, bodies, send, flush: outbox.flush });
  port.on('message', (messages: readonly ToThread[]) => {
    state.beat();
    for (const message of messages) {
      switch (message.type) {
        case 'ping':
          break;
        case 'told':
        case 'told-error':
          standIns.receive(message);
          break;
        case 'close':
          void close(work, closers, outbox.flush);
          break;
        case 'handle':
        case 'call':
        case 'abort':
        case 'load':
        case 'unload':
          work.receive(message);
          break;
        default:
          bodies.receive(message);
      }
    }
  });
  try {
    const context = createContext(data, standIns, closers);
    const options = await (await importModule(data.module)).hostOptions(context);
    const report = new ThreadReport((metrics) =>
      send({ type: 'report', metrics, status: work.host!.status() }),
    );
    const observers = { observer: work, ...(data.isMeasured && { onRequest: report.add }) };
    work.host = createHost({ ...options, limits: data.limits, ...observers });
    send({ type: 'ready' });
  } catch (error) {
    send({ type: 'unready', error: packError(error) });
  }
}

function createContext(
  { thread, data, limits, shared }: ThreadData,
  standIns: ProviderStandIns,
  closers: (() => unknown)[],
): ThreadContext {
  return {
    thread,
    data,
    limits,
    provider<P>({ name }: ImportInterface<P>): P {
      const methods = Object.hasOwn(shared, name) ? shared[name] : undefined;
      if (methods !== undefined) return standIns.create(name, methods) as P;
      const names = Object.keys(shared).map((one) => `"${one}"`);
      throw new RangeError(
        `there is no shared provider of "${name}": bind one in the option shared, which has ${names.join(', ') || 'none'}`,
      );
    },
    onClose: (closer) => void closers.push(closer),
  };
}

async function importModule(url: string): Promise<ThreadModule> {
  const module = (await import(url)) as Partial<ThreadModule>;
  if (typeof module.hostOptions === 'function') return module as ThreadModule;
  throw new TypeError('it exports no function "hostOptions"');
}

/** Closes what the module opened, and ends the thread. */
async function close(
  work: ThreadWork,
  closers: readonly (() => unknown)[],
  flush: () => void,
): Promise<void> {
  work.host?.dispose();
  try {
    for (const closer of closers.toReversed()) await closer();
  } finally {
    flush();
    // Of this thread alone. What requests still wait for would keep it.
    process.exit();
  }
}
