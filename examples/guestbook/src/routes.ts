import { log, type Context } from '@org/wajs';
import {
  addEntry,
  countSignatures,
  exportEntries,
  listEntries,
  recordSignature,
} from './entries.js';
import { Problem } from './problem.js';
import { renderPage } from './render-page.js';
import { isForm, readSignature } from './signature.js';
import { askUpstream } from './upstream.js';

type Handler = (request: Request, url: URL, context: Context) => Response | Promise<Response>;

const routes: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/': { GET: showPage },
  '/api/entries': { GET: getEntries, POST: postEntry },
  '/api/entries.ndjson': { GET: getExport },
  '/api/status': { GET: getStatus },
};

/** Answers a request by its path and method. HEAD is answered as GET; the host leaves the body out. */
export async function route(request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const methods = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
  if (methods === undefined) throw new Problem(404, `there is nothing at "${url.pathname}"`);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    const allow = Object.keys(methods).join(', ');
    throw new Problem(405, `"${url.pathname}" takes ${allow}`, { headers: { allow } });
  }
  return handler(request, url, context);
}

/** The page. Its entries and the number of signatures are read at the same time. */
async function showPage(_request: Request, url: URL): Promise<Response> {
  const cursor = url.searchParams.get('cursor');
  const [page, signed] = await Promise.all([listEntries(cursor, 10), countSignatures()]);
  return renderPage({ ...page, signed, newest: cursor === null });
}

async function getEntries(_request: Request, url: URL): Promise<Response> {
  const limit = readLimit(url.searchParams.get('limit'));
  return Response.json(await listEntries(url.searchParams.get('cursor'), limit));
}

/** Signs. The number of signatures is counted after the visitor has the answer. */
async function postEntry(request: Request, _url: URL, context: Context): Promise<Response> {
  const form = isForm(request);
  const entry = await addEntry(await readSignature(request), form ? 'form' : 'json');
  context.waitUntil(
    recordSignature().then((signed) => log.info('signed', { id: entry.id, form, signed })),
  );
  if (form) return new Response(null, { status: 303, headers: { location: '/#entries' } });
  return Response.json(entry, { status: 201 });
}

/** All entries as they are read, a line of JSON each. */
function getExport(): Response {
  return new Response(exportEntries(), {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="guestbook.ndjson"',
    },
  });
}

/** The upstream and the store are asked at the same time. */
async function getStatus(): Promise<Response> {
  const [upstream, signed] = await Promise.all([askUpstream(), countSignatures()]);
  return Response.json({ signed, upstream });
}

function readLimit(text: string | null): number {
  if (text === null) return 20;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  throw new Problem(400, `"limit" is "${text}"; give a whole number from 1 to 100`);
}
