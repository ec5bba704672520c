import { InvalidArgumentError } from 'commander';

/** Where metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** Where Prometheus looks for exporters of applications by convention, on this machine alone. */
export const defaultMetricsAddress: MetricsAddress = { host: '127.0.0.1', port: 9464 };

/**
 * An address of the option `--metrics`: `9464`, `127.0.0.1:9464` or `[::1]:9464`.
 *
 * @throws {InvalidArgumentError} where it is none.
 */
export function parseMetricsAddress(text: string): MetricsAddress {
  const parts = /^(?:(?:\[(?<six>[^\]]+)\]|(?<host>[^:]+)):)?(?<port>\d{1,5})$/.exec(text)?.groups;
  const port = Number(parts?.['port']);
  if (parts === undefined || port > 65_535) {
    throw new InvalidArgumentError('use <port> or <address>:<port>, such as 127.0.0.1:9464');
  }
  return { host: parts['six'] ?? parts['host'] ?? defaultMetricsAddress.host, port };
}
