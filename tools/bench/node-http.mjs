import { createServer } from 'node:http';

/**
 * Listens with node:http alone, the baseline of what is measured over HTTP. Answers with its URL.
 * @param {(send: (body: string | Uint8Array) => void) => void} answer Hands over hello's text, now or later.
 * @returns {Promise<string>}
 */
export function listenBare(answer) {
  const head = { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '14' };
  const server = createServer((_request, response) => {
    answer((body) => {
      response.writeHead(200, head);
      response.end(body);
    });
  });
  // As long as the host's own server keeps connections that are idle.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
