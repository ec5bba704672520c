import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from './listen.js';

/** Where metrics are served. */
export interface MetricsOptions {
  /** Port to listen on, 9464 by default; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Address to listen on, `127.0.0.1` by default: what they say is not for everybody. */
  readonly host?: string | undefined;
}

/** Metrics that are served. */
export interface ServingMetrics {
  /** Where they are: `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  /** Stops serving them. */
  close(): Promise<void>;
}

/**
 * Serves metrics to Prometheus, at `/metrics` of a listener of its own.
 *
 * @param render What is answered: text exposition format 0.0.4, as `createPrometheus` renders it.
 * @throws {Error} where the address cannot be taken; a port in use has the code `EADDRINUSE`.
 * @example
 * ```ts
 * import { createHost, createPrometheus } from '@org/host-bindings';
 * import { serveMetrics } from '@org/host-bindings/node';
 *
 * const prometheus = createPrometheus();
 * const host = createHost({ onRequest: prometheus.onRequest });
 * const metrics = await serveMetrics(() => prometheus.render(host.status()));
 * console.log(metrics.url);
 * ```
 */
export async function serveMetrics(
  render: () => string,
  { port = 9464, host = '127.0.0.1' }: MetricsOptions = {},
): Promise<ServingMetrics> {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000 },
    (incoming, outgoing) => {
      incoming.resume();
      if (incoming.url?.split('?')[0] !== '/metrics') {
        outgoing.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end('the metrics are at /metrics\n');
      } else if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
        outgoing.writeHead(405, { allow: 'GET, HEAD' });
        outgoing.end();
      } else {
        outgoing.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        outgoing.end(render());
      }
    },
  );
  server.maxConnections = 16;
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
