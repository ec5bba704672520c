import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { errors, raw, respond, start } from './serve-harness.js';

function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Connections that have sent a request each, all of which arrive in the same turn of the event loop. */
async function sendAtOnce(port: number, requests: readonly string[]): Promise<Socket[]> {
  const sockets = requests.map(() => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const [index, request] of requests.entries()) sockets[index]!.write(request);
  return sockets;
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const keep = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
const last = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;

describe('answers that go out together', () => {
  it('are all there, in the order of their requests on one connection', async () => {
    const server = await start(async (request) => {
      const path = new URL(request.url).pathname;
      // Some answer at once, some later, and some hold up the whole turn.
      if (path.endsWith('3')) await nextTurn();
      if (path.endsWith('5')) compute(5);
      return respond(`[${path}]`);
    });
    const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
    const answer = await raw(server, paths.map(keep).join('') + last('/last'), 5000);
    expect(answer.match(/\[\/\w+\]/g)).toEqual([...paths, '/last'].map((path) => `[${path}]`));
    expect(errors).toEqual([]);
  });

  it('reach those that stay, where others go while their answers wait', async () => {
    let sockets: Socket[] = [];
    let answered = 0;
    const server = await start(() => {
      answered++;
      // The first answer waits for the end of the turn; every other client goes meanwhile.
      if (answered === 1) for (let index = 1; index < 20; index += 2) sockets[index]!.destroy();
      return respond('fine');
    });
    sockets = await sendAtOnce(
      server.port,
      Array.from({ length: 20 }, () => last('/')),
    );
    const staying = sockets.filter((_, index) => index % 2 === 0);
    for (const text of await Promise.all(staying.map(readToEnd))) expect(text).toMatch(/fine$/);
    // The server goes on, and nobody was told of an error.
    expect(await raw(server, last('/'))).toMatch(/fine$/);
    expect(errors).toEqual([]);
  });

  it('are whole where the server drains while they wait', async () => {
    let closing: Promise<void> | undefined;
    let asked = 0;
    const server = await start(() => {
      asked++;
      closing ??= server.close();
      return respond('x'.repeat(30_000));
    });
    const sockets = await sendAtOnce(
      server.port,
      Array.from({ length: 10 }, () => keep('/')),
    );
    // A connection whose request had not been read yet is closed without an answer.
    const texts = await Promise.all(sockets.map(readToEnd));
    const answers = texts.filter((text) => text !== '');
    for (const text of answers) expect(text).toMatch(/[^x]x{30000}$/);
    expect(answers).toHaveLength(asked);
    expect(asked).toBeGreaterThan(0);
    await closing;
    expect(errors).toEqual([]);
  });
});
