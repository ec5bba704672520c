import type { Server } from 'node:http';

/**
 * Listens, and says in words why that is not possible.
 *
 * @throws {Error} with the code of Node's own error.
 */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, host)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // An error of one connection attempt (out of file descriptors) must not end the process.
      server.on('error', () => {});
      resolve();
    });
  });
}

function explain(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  const messages: Record<string, string> = {
    EADDRINUSE: `port ${port} on "${host}" is in use: stop what uses it, or choose another port (0 takes a free one)`,
    EACCES: `port ${port} on "${host}" is not allowed for this user: choose one from 1024 up`,
    EADDRNOTAVAIL: `"${host}" is no address of this machine: use "127.0.0.1" or "0.0.0.0"`,
  };
  const message =
    messages[cause.code ?? ''] ?? `cannot listen on port ${port} of "${host}": ${cause.message}`;
  return Object.assign(new Error(message, { cause }), { code: cause.code });
}
