import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askUntil, countOutcomes, outcomeOf, startSubject } from './subject.js';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';

/** What each upstream does with a connection that has asked something. */
const upstreams: Readonly<Record<string, (socket: Socket) => void>> = {
  'is slow': (socket) => {
    socket.write(`${head}content-length: 1000\r\n\r\n`);
    const timer = setInterval(() => socket.write('x'), 100);
    socket.on('close', () => clearInterval(timer));
  },
  'says nothing': (socket) => void socket.pause(),
  'ends its side without a word': (socket) => void socket.end(),
  'resets within its answer': (socket) => {
    socket.write(`${head}content-length: 100000\r\n\r\n${'x'.repeat(5000)}`, () =>
      socket.resetAndDestroy(),
    );
  },
  'ends within its answer': (socket) =>
    void socket.end(`${head}content-length: 100000\r\n\r\n${'x'.repeat(5000)}`),
  'sends garbage': (socket) => void socket.end('\u0000\u0001 this is no HTTP \r\n\r\n\r\n'),
  'sends lengths that contradict each other': (socket) =>
    void socket.end(`${head}content-length: 5\r\ncontent-length: 7\r\n\r\nhello, you`),
  'sends heads without end': (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(`x-${'y'.repeat(1000)}: z\r\n`), 1);
    socket.on('close', () => clearInterval(timer));
  },
};

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('upstreams that fail in any way cost those that ask them, and nobody else', async () => {
  const authorities = await Promise.all(Object.values(upstreams).map(listen));
  const flags = authorities.flatMap((authority) => ['--allow', authority]);
  const subject = await startSubject({ flags });
  const makeFaults = async (): Promise<void> => {
    let isOver = false;
    const good = askUntil(`${subject.url}/fine`, 2, () => isOver);
    const asked = authorities.flatMap((authority) => {
      const url = `${subject.url}/ask?url=${encodeURIComponent(`http://${authority}/`)}`;
      return Array.from({ length: 4 }, () => outcomeOf(url));
    });
    const outcomes = await Promise.all(asked);
    isOver = true;
    for (const [index, outcome] of outcomes.entries()) {
      expect(outcome, Object.keys(upstreams)[Math.floor(index / 4)]).toMatch(/^50[034]$/);
    }
    expect(Object.keys(countOutcomes(await good))).toEqual(['200 fine']);
  };
  await makeFaults();
  const base = await subject.held();
  await makeFaults();
  await makeFaults();
  await subject.expectRecovery(base);
});
