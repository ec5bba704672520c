import type { HostStatus } from './host.js';
import { PrometheusText } from './prometheus-text.js';
import type { RequestMetric } from './request-metric.js';

/** Upper bounds of the buckets of times, in seconds. */
const bounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30,
];

/** Collects what a host reports, and writes it for Prometheus. */
export interface Prometheus {
  /** For the option of the same name of `createHost`. */
  readonly onRequest: (metric: RequestMetric) => void;
  /** What was collected, with what the host holds at this moment: text exposition format 0.0.4. */
  render(status: HostStatus): string;
}

/**
 * Collects what a host reports for Prometheus: requests by function and outcome, their times, hostcalls by
 * interface, the queue, instances, restores and memory.
 *
 * @example
 * ```ts
 * import { createHost, createPrometheus } from '@org/host-bindings';
 * import { serveMetrics } from '@org/host-bindings/node';
 *
 * const prometheus = createPrometheus();
 * const host = createHost({ onRequest: prometheus.onRequest });
 * const metrics = await serveMetrics(() => prometheus.render(host.status()), { port: 9464 });
 * ```
 */
export function createPrometheus(): Prometheus {
  const functions = new Map<string, FunctionTotals>();
  return {
    onRequest(metric) {
      let totals = functions.get(metric.functionName);
      if (totals === undefined) {
        totals = new FunctionTotals();
        functions.set(metric.functionName, totals);
      }
      totals.add(metric);
    },
    render: (status) => render(functions, status),
  };
}

/** Times in buckets. */
class Histogram {
  readonly buckets = new Float64Array(bounds.length + 1);
  sum = 0;

  add(seconds: number): void {
    let index = 0;
    while (index < bounds.length && seconds > bounds[index]!) index++;
    this.buckets[index]!++;
    this.sum += seconds;
  }
}

/** What one function has done. */
class FunctionTotals {
  readonly outcomes = new Map<string, number>();
  readonly duration = new Histogram();
  readonly wait = new Histogram();
  readonly hostcalls = new Map<string, number>();
  cpu = 0;

  add({ kind, outcome, durationMs, waitMs, cpuMs, hostcalls }: RequestMetric): void {
    const key = `${kind} ${outcome}`;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    this.duration.add(durationMs / 1000);
    this.wait.add(waitMs / 1000);
    this.cpu += cpuMs / 1000;
    for (const [name, count] of hostcalls)
      this.hostcalls.set(name, (this.hostcalls.get(name) ?? 0) + count);
  }
}

function render(functions: ReadonlyMap<string, FunctionTotals>, status: HostStatus): string {
  const text = new PrometheusText();
  text.begin(
    'wajs_requests_total',
    'counter',
    'Requests, and calls of methods and sessions, by how they ended.',
  );
  for (const [name, { outcomes }] of functions) {
    for (const [key, count] of outcomes) {
      const [kind, outcome] = key.split(' ') as [string, string];
      text.add({ function: name, kind, outcome }, count);
    }
  }
  const histograms = [
    ['duration', 'Time until the answer, the wait for an instance included.'],
    ['wait', 'Time that a request waited for an instance.'],
  ] as const;
  for (const [member, help] of histograms) {
    text.begin(`wajs_request_${member}_seconds`, 'histogram', help);
    for (const [name, totals] of functions) {
      const { buckets, sum } = totals[member];
      let count = 0;
      for (const [index, bound] of [...bounds, '+Inf'].entries()) {
        count += buckets[index]!;
        text.add({ function: name, le: String(bound) }, count, '_bucket');
      }
      text.add({ function: name }, sum, '_sum');
      text.add({ function: name }, count, '_count');
    }
  }
  text.begin('wajs_request_cpu_seconds_total', 'counter', 'Time that functions computed.');
  for (const [name, { cpu }] of functions) text.add({ function: name }, cpu);
  text.begin('wajs_hostcalls_total', 'counter', 'Calls of host interfaces.');
  for (const [name, { hostcalls }] of functions)
    for (const [target, count] of hostcalls) text.add({ function: name, interface: target }, count);
  renderStatus(text, status);
  return text.finish();
}

function renderStatus(text: PrometheusText, status: HostStatus): void {
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number): void => {
    text.begin(name, type, help);
    text.add({}, value);
  };
  text.begin('wajs_instances', 'gauge', 'Instances that exist.');
  text.add({ state: 'busy' }, status.live - status.idle);
  text.add({ state: 'idle' }, status.idle);
  one('wajs_functions', 'gauge', 'Functions that are loaded.', status.functions);
  one('wajs_image_bytes', 'gauge', 'Images of functions, unpacked.', status.imageBytes);
  one('wajs_queue_length', 'gauge', 'Requests that wait for an instance.', status.waiting);
  one('wajs_instance_memory_bytes', 'gauge', 'Memory of the instances.', status.memoryBytes);
  one('wajs_instances_created_total', 'counter', 'Instances that were made.', status.created);
  one(
    'wajs_instances_retired_total',
    'counter',
    'Instances that were given up because they had grown.',
    status.retired,
  );
  one(
    'wajs_instances_reclaimed_total',
    'counter',
    'Instances that were given up because nothing needed them.',
    status.reclaimed,
  );
  one('wajs_restores_total', 'counter', 'Instances put back to an image.', status.restores);
}
