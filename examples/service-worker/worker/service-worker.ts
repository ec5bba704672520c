import { createHost, type LoadedFunction } from '@org/host-bindings/browser';
import { createMemoryKv } from '@org/host-bindings/providers/memory';

declare const self: ServiceWorkerGlobalScope;

/** Compiles the engine and loads the function: once in the life of this worker. */
async function loadNotes(): Promise<LoadedFunction> {
  const engine = await fetch('/engine.wasm');
  const host = createHost({
    engine: new Uint8Array(await engine.arrayBuffer()),
    providers: { kv: createMemoryKv() },
    policy: { interfaces: ['kv'] },
  });
  return host.load('/notes.wajs');
}

let notes: Promise<LoadedFunction> | undefined;

async function answer(request: Request): Promise<Response> {
  try {
    notes ??= loadNotes();
    return await (await notes).fetch(request);
  } catch (error) {
    // Loading failed, perhaps offline: the next request tries again.
    notes = undefined;
    console.error(error);
    return new Response('the function could not be loaded', { status: 503 });
  }
}

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const isOurs = origin === self.location.origin && pathname.startsWith('/api/');
  if (isOurs) event.respondWith(answer(event.request));
});
