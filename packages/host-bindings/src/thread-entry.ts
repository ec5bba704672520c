// What each thread of a threaded host begins with.
import { createHost } from './index.js';
import { runThread } from './runtime/node/threads/index.js';

await runThread(createHost);
