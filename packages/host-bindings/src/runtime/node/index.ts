/**
 * Serving over Node's own HTTP server.
 *
 * @packageDocumentation
 */
export type { HandleOptions, Handler } from './handler.js';
export { serve, type ServeOptions, type Serving } from './serve.js';
export { type MetricsOptions, serveMetrics, type ServingMetrics } from './serve-metrics.js';
