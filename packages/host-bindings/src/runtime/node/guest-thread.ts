import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { GuestThread } from '../guest-thread.js';
import { runGuestThread } from '../guest-thread-program.js';

const program = `
const { receiveMessageOnPort, workerData } = require('node:worker_threads');
(${runGuestThread.toString()})({
  control: workerData.control,
  post: (message) => workerData.port.postMessage(message),
  receive: () => receiveMessageOnPort(workerData.port).message,
});`;

/** Starts a worker thread of Node for guests that wait. */
export function startGuestThread(control: SharedArrayBuffer): GuestThread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(program, {
    eval: true,
    workerData: { control, port: port2 },
    transferList: [port2],
    // A guest reaches neither the environment nor the process: its thread needs nothing of them.
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
  });
  const thread: GuestThread = {
    post: (message) => port1.postMessage(message),
    receive: () => receiveMessageOnPort(port1)?.message as unknown,
    hold: (isHeld) => {
      if (isHeld) worker.ref();
      else worker.unref();
    },
    terminate: () => {
      port1.close();
      void worker.terminate();
    },
    onEnd: undefined,
  };
  port1.unref();
  worker.on('error', (error) => thread.onEnd?.(error));
  worker.on('exit', () => {
    port1.close();
    thread.onEnd?.(new Error('the thread of the guest has ended'));
  });
  return thread;
}
