// Loaded into the process under test, and into each of its threads, by --import: says what they hold,
// and moves the clock of the process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

/** Milliseconds for a thread to say what it holds. One that computes does not; it is asked again later. */
const patienceMs = 2000;

/** Collects what this thread left. What the engine keeps beside its heap counts too: memories, code. */
function heapBytes() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

if (!isMainThread) {
  const channel = new BroadcastChannel('probe');
  channel.onmessage = ({ data: { ask } }) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    if (ask !== undefined) channel.postMessage({ told: ask, threadId, heapBytes: heapBytes() });
  };
  channel.unref();
} else if (process.send !== undefined) {
  const now = Date.now.bind(Date);
  let shift = 0;
  Date.now = () => now() + shift;

  const threads = new Set();
  const channel = new BroadcastChannel('probe');
  channel.unref();
  process.on('worker', (worker) => {
    const { threadId: id } = worker;
    threads.add(id);
    worker.once('exit', () => threads.delete(id));
  });

  /** Bytes that each thread holds, or undefined where one does not answer. */
  const askThreads = (id) =>
    new Promise((resolve) => {
      const silent = new Set(threads);
      let bytes = 0;
      const end = (result) => {
        clearTimeout(timer);
        channel.onmessage = null;
        resolve(result);
      };
      const timer = setTimeout(() => end(undefined), patienceMs);
      channel.onmessage = ({ data: { told, threadId: from, heapBytes: more } }) => {
        if (told !== id || !silent.delete(from)) return;
        bytes += more;
        if (silent.size === 0) end(bytes);
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
      channel.postMessage({ ask: id });
      if (silent.size === 0) end(0);
    });

  const answer = async ({ id, shiftMs }) => {
    if (shiftMs !== undefined) shift = shiftMs;
    const ofThreads = await askThreads(id);
    const own = heapBytes();
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    process.send({ id, timers, heapBytes: ofThreads === undefined ? null : ofThreads + own });
  };
  process.on('message', (message) => void answer(message));
  process.channel?.unref();
}
