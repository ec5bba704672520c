import { createDeferred } from './deferred.js';
import type { UnderlyingSource } from './readable-core.js';
import type {
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
} from './readable-stream.js';

type Branch<R> = UnderlyingSource<ReadableStreamDefaultController<R>>;

/** The sources of the two branches of a `tee`. */
export function teeCore<R>(reader: ReadableStreamDefaultReader<R>): [Branch<R>, Branch<R>] {
  const controllers: ReadableStreamDefaultController<R>[] = [];
  const reasons: [unknown, unknown] = [undefined, undefined];
  const cancelled = [false, false];
  const bothCancelled = createDeferred<unknown>();
  let reading: Promise<void> | undefined;

  const forward = async (): Promise<void> => {
    const next = await reader.read();
    reading = undefined;
    for (const [index, controller] of controllers.entries()) {
      if (cancelled[index]) continue;
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    }
    if (next.done) bothCancelled.resolve(undefined);
  };
  const branch = (index: 0 | 1): Branch<R> => ({
    start(controller) {
      controllers[index] = controller;
    },
    pull: () => (reading ??= forward()),
    cancel(reason) {
      cancelled[index] = true;
      reasons[index] = reason;
      if (cancelled[0] && cancelled[1]) bothCancelled.resolve(reader.cancel(reasons));
      return bothCancelled.promise;
    },
  });
  reader.closed.catch((error: unknown) => {
    for (const controller of controllers) controller.error(error);
    bothCancelled.resolve(undefined);
  });
  return [branch(0), branch(1)];
}
