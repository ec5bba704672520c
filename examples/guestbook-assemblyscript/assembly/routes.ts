import {
  Body,
  Headers,
  log,
  LogFields,
  Request,
  Response,
  ResponseInit,
  URL,
} from '@org/assemblyscript-sdk';
import {
  addEntry,
  countOf,
  countSignatures,
  exportEntries,
  listEntries,
  recordSignature,
} from './entries';
import { problem } from './problem';
import { renderPage } from './render-page';
import { isForm, readSignature } from './signature';
import { Upstream, UpstreamCall } from './upstream';

type Handler = (request: Request, url: URL) => Response;

/** What answers a path: a handler for each method. */
@final
class Route {
  constructor(
    readonly path: string,
    readonly get: Handler,
    readonly post: Handler | null = null,
  ) {}
}

const routes = [
  new Route('/', showPage),
  new Route('/api/entries', getEntries, postEntry),
  new Route('/api/entries.ndjson', getExport),
  new Route('/api/status', getStatus),
];

/** Answers a request by its path and method. HEAD is answered as GET; the host leaves the body out. */
export function route(request: Request): Response {
  const url = new URL(request.url);
  const path = url.pathname;
  for (let index = 0; index < routes.length; index++) {
    const found = routes[index];
    if (found.path != path) continue;
    const method = request.method;
    if (method == 'GET' || method == 'HEAD') return found.get(request, url);
    const post = found.post;
    if (post !== null && method == 'POST') return post(request, url);
    const allow = post === null ? 'GET' : 'GET, POST';
    return problem(405, '"' + path + '" takes ' + allow, 'allow', allow);
  }
  return problem(404, 'there is nothing at "' + path + '"');
}

/** The page. Its entries and the number of signatures are read at the same time. */
function showPage(_request: Request, url: URL): Response {
  const cursor = url.searchParams.get('cursor');
  const count = countSignatures();
  const page = listEntries(cursor, 10);
  const signed = countOf(count.wait());
  if (page === null) return wrongCursor(cursor!);
  return renderPage({ page, signed, newest: cursor === null });
}

function getEntries(_request: Request, url: URL): Response {
  const query = url.searchParams;
  const text = query.get('limit');
  const limit = readLimit(text);
  if (limit == 0) {
    const detail = '"limit" is "' + text! + '"; give a whole number from 1 to 100';
    return problem(400, detail);
  }
  const cursor = query.get('cursor');
  const page = listEntries(cursor, limit);
  return page === null ? wrongCursor(cursor!) : Response.json(page);
}

function wrongCursor(cursor: string): Response {
  return problem(400, '"cursor" is "' + cursor + '"; give one of a listing');
}

/** Signs. The number of signatures is counted before the visitor has the answer. */
function postEntry(request: Request, _url: URL): Response {
  const form = isForm(request);
  const read = readSignature(request);
  if (read.problem !== null) return read.problem!;
  const entry = addEntry(read.signature, form ? 'form' : 'json');
  const signed = recordSignature();
  log.info('signed', new LogFields().set('id', entry.id).set('form', form).set('signed', signed));
  if (form) return Response.redirect('/#entries', 303);
  return Response.json(entry, 201);
}

/** All entries, a line of JSON each. */
function getExport(_request: Request, _url: URL): Response {
  const headers = new Headers();
  headers.set('content-type', 'application/x-ndjson; charset=utf-8');
  headers.set('content-disposition', 'attachment; filename="guestbook.ndjson"');
  const init: ResponseInit = { status: 200, headers };
  return new Response(Body.text(exportEntries()), init);
}

/** What `/api/status` says. */
@json
class Status {
  signed: i32 = 0;
  upstream: Upstream = new Upstream();
}

/** The upstream and the store are asked at the same time. */
function getStatus(_request: Request, _url: URL): Response {
  const call = UpstreamCall.begin();
  const count = countSignatures();
  const status: Status = { upstream: call.wait(), signed: countOf(count.wait()) };
  return Response.json(status);
}

/** The limit that a query asks for; 20 where it says nothing, 0 where it is none. */
function readLimit(text: string | null): i32 {
  if (text === null) return 20;
  if (text.length == 0 || text.length > 3) return 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 48 || unit > 57) return 0;
  }
  const limit = I32.parseInt(text);
  return limit <= 100 ? limit : 0;
}
