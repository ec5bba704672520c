export {
  startThreadedHost,
  type ThreadedHost,
  type ThreadedHostOptions,
  type ThreadStatus,
} from './threaded-host.js';
export type { ThreadContext, ThreadHostOptions, ThreadModule } from './thread-module.js';
export { runThread } from './run-thread.js';
