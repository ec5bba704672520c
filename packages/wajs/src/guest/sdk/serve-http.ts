import { exportDirect, ValueWriter } from '../codegen-v1/index.js';
import { type Error as ErrorRecord, writeError } from '../gen/types.js';
import { Request } from '../web/request.js';
import { Response } from '../web/response.js';
import { asFailure } from './create-handler.js';
import { encodeResponse } from './encode-response.js';
import { adoptResponse } from './foreign-response.js';
import type { Context, Handler } from './handler.js';
import { IncomingRequest } from './incoming-request.js';
import { RequestContext } from './request-context.js';
import { setCurrentTask, type Task, type Tasks } from './tasks.js';

let tasks: Tasks | undefined;

/** Says whose tasks requests are. The engine's entry calls it once. */
export function setHttpTasks(given: Tasks): void {
  tasks = given;
}

/**
 * Serves `http-handler.handle`: what `serveHttpHandler` does over `createHandler`, but that the request
 * is decoded as far as the handler looks at it, and with fewer promises in between. A request of hello
 * takes a third of the time.
 */
export function serveHttp(handler: Handler): void {
  // In the engine the author's global Request and Response are the classes that are imported here.
  const call = handler as unknown as (request: Request, context: Context) => unknown;
  exportDirect('wajs:platform/http-handler@0.1.0#handle', (id, input, text) => {
    const task = tasks!.begin(id);
    const incoming = new IncomingRequest(input, text, task);
    const context = new RequestContext(incoming, task) as unknown as Context;
    let answer: unknown;
    setCurrentTask(task);
    try {
      answer = call(Request.over(incoming), context);
    } catch (error) {
      setCurrentTask(undefined);
      refuse(id, task, error);
      return;
    }
    setCurrentTask(undefined);
    if (answer instanceof Response) finish(id, task, answer);
    else void settle(id, task, answer);
  });
}

async function settle(id: number, task: Task, answer: unknown): Promise<void> {
  let response: Response;
  try {
    const adopted = adoptResponse(await answer);
    response = adopted instanceof Response ? adopted : await adopted;
  } catch (error) {
    refuse(id, task, error);
    return;
  }
  finish(id, task, response);
}

function finish(id: number, task: Task, response: Response): void {
  let encoded;
  try {
    encoded = encodeResponse(response, task);
  } catch (error) {
    refuse(id, task, error);
    return;
  }
  tasks!.finish(id, task, encoded.output, encoded.text);
}

/** Answers the err case; where that cannot be said, the task has failed. */
function refuse(id: number, task: Task, error: unknown): void {
  const writer = new ValueWriter(0);
  try {
    writer.discriminant(1);
    writeError(writer, asFailure(error).payload as ErrorRecord);
  } catch (fault) {
    tasks!.fail(id, task, fault);
    return;
  }
  tasks!.finish(id, task, writer.finish(), writer.text);
}
