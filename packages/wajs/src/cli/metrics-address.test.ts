import { describe, expect, it } from 'vitest';
import { parseMetricsAddress } from './metrics-address.js';

describe('an address of --metrics', () => {
  it.each([
    ['9464', '127.0.0.1', 9464],
    ['0', '127.0.0.1', 0],
    ['0.0.0.0:9000', '0.0.0.0', 9000],
    ['localhost:9000', 'localhost', 9000],
    ['[::1]:9000', '::1', 9000],
  ])('is read: %s', (text, host, port) => {
    expect(parseMetricsAddress(text)).toEqual({ host, port });
  });

  it.each(['', 'here', '::1:9000', '65536', '127.0.0.1:', ':9000', '-1'])(
    'is refused: "%s"',
    (text) => {
      expect(() => parseMetricsAddress(text)).toThrow('use <port> or <address>:<port>');
    },
  );
});
