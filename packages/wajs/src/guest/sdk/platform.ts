import { sleep } from '../gen/clock.js';
import { bytes } from '../gen/random.js';
import { AbortController } from '../web/abort.js';
import type { Platform } from '../web/platform.js';
import { inspect } from '../web/inspect.js';
import { writeLog } from './log.js';
import { assertServing } from './serving.js';

/** The Web API layer's world, made of hostcalls. */
export const hostPlatform: Platform = {
  entropy(length) {
    assertServing('randomness');
    return bytes(length);
  },
  sleep(milliseconds, callback) {
    assertServing('a timer');
    const controller = new AbortController();
    sleep(milliseconds, controller.signal).then(callback, (error: unknown) => {
      if (!controller.signal.aborted) hostPlatform.reportError(error);
    });
    return () => controller.abort();
  },
  log(level, message) {
    writeLog(level, message, undefined);
  },
  reportError(error) {
    writeLog('error', `uncaught ${inspect(error)}`, undefined);
  },
};
