import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { countOutcomes, outcomeOf, startSubject } from './subject.js';

const requests = 10_000;

/** Asks on a connection of its own: the status, and what the answer says of when to come again. */
function ask(url: string): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = httpRequest(url, { agent: false }, (incoming: IncomingMessage) => {
      const { statusCode, headers } = incoming;
      incoming.resume();
      incoming.on('end', () =>
        resolve(
          statusCode === 503 ? `503, retry after ${headers['retry-after']}` : `${statusCode}`,
        ),
      );
      incoming.on('error', () => resolve('truncated'));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(`failed: ${error.code}`));
    outgoing.end();
  });
}

it(
  `${requests} requests at the same time, one in ten of them slow, get one outcome each`,
  { timeout: 120_000 },
  async () => {
    const subject = await startSubject();
    const rush = (number: number): Promise<string[]> =>
      Promise.all(
        Array.from({ length: number }, (_, index) =>
          ask(subject.url + (index % 10 === 0 ? '/wait?ms=1000' : '/fine')),
        ),
      );
    await rush(requests / 10);
    const base = await subject.held();
    const outcomes = await rush(requests);
    const counts = countOutcomes(outcomes);
    expect(outcomes).toHaveLength(requests);
    for (const outcome of Object.keys(counts)) {
      expect(outcome).toMatch(/^(?:200|504|503, retry after \d+|failed: (?:ECONNRESET|EPIPE))$/);
    }
    expect(counts['200']).toBeGreaterThan(requests / 10);
    // The clients share one process, and wait for connections: only the server knows what was late. Ten
    // times the deadline, since this machine may have other things to do, with the clients among them.
    const metrics = await subject.metrics();
    const within = (bound: string): number =>
      Number(new RegExp(`_duration_seconds_bucket\\{.*le="${bound}"\\} (\\d+)`).exec(metrics)![1]);
    expect(within('\\+Inf')).toBeGreaterThanOrEqual(counts['200']!);
    expect(within('30')).toBe(within('\\+Inf'));
    await subject.expectRecovery({
      ...base,
      // What ten thousand connections took of the C library's memory, it keeps for the next ones.
      residentBytes: base.residentBytes + 256 * 1024 * 1024,
    });
  },
);

it('out of descriptors, a server goes on with the connections that it has', async () => {
  const subject = await startSubject({ descriptors: 600 });
  const base = await subject.held();
  const { port, hostname } = new URL(subject.url);
  const idle: Socket[] = [];
  for (let index = 0; index < 900; index++) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    idle.push(socket);
  }
  await Promise.all(
    idle.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
  );
  // One that was accepted before there were no more: it is answered.
  idle[0]!.write('GET /fine HTTP/1.1\r\nhost: x\r\n\r\n');
  const [answer] = (await once(idle[0]!, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  for (const socket of idle) socket.destroy();
  await subject.expectRecovery(base);
});

it.each([3_600_000, -3_600_000])(
  'a clock that jumps by %i ms fails no request',
  async (milliseconds) => {
    const subject = await startSubject();
    const base = await subject.held();
    const waiting = Array.from({ length: 10 }, () => outcomeOf(`${subject.url}/wait?ms=500`));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await subject.shiftClock(milliseconds);
    const after = Array.from({ length: 10 }, () => outcomeOf(`${subject.url}/wait?ms=100`));
    expect(countOutcomes(await Promise.all(after))).toEqual({ '200 waited': 10 });
    expect(countOutcomes(await Promise.all(waiting))).toEqual({ '200 waited': 10 });
    await subject.shiftClock(0);
    await subject.expectRecovery(base);
  },
);
