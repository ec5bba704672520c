import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { askUntil, countOutcomes, startSubject } from './subject.js';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
const post = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n`;

/** What a client sends, and after what it goes: bytes of the answer, or a time. */
const stages: Readonly<Record<string, { send: string; until: 'answer' | number }>> = {
  'once it is connected': { send: '', until: 5 },
  'within the request line': { send: 'GET /fi', until: 5 },
  'within the header fields': { send: 'GET /fine HTTP/1.1\r\nhost: x\r\nacc', until: 5 },
  'before its body': { send: post('/size'), until: 5 },
  'within a body that is collected': { send: post('/size') + 'x'.repeat(70_000), until: 10 },
  'within a body that is echoed': { send: post('/echo') + 'x'.repeat(70_000), until: 'answer' },
  'at once after its request': { send: get('/wait?ms=300'), until: 0 },
  'while the function waits': { send: get('/wait?ms=1000'), until: 30 },
  'while the function computes': { send: get('/loop'), until: 30 },
  'within the answer': { send: get('/lines'), until: 'answer' },
};

async function come(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe.each(['0', '2'])('clients that go, on %s threads', (threads) => {
  it('leave nothing behind, at whatever stage they go', async () => {
    const subject = await startSubject({ flags: ['--threads', threads] });
    const url = new URL(subject.url);
    const goAtEachStage = async (): Promise<void> => {
      let isOver = false;
      const good = askUntil(`${subject.url}/fine`, 2, () => isOver);
      for (const { send, until } of Object.values(stages)) {
        const number = send.includes('/loop') ? 1 : 6;
        const gone = Array.from({ length: number }, async (_, index) => {
          const socket = await come(url);
          socket.write(send);
          if (until === 'answer') await once(socket, 'data');
          else await new Promise((resolve) => setTimeout(resolve, until));
          if (index % 2 === 0) socket.resetAndDestroy();
          else socket.destroy();
        });
        await Promise.all(gone);
      }
      isOver = true;
      expect(Object.keys(countOutcomes(await good))).toEqual(['200 fine']);
    };
    await goAtEachStage();
    const base = await subject.held();
    await goAtEachStage();
    await goAtEachStage();
    await subject.expectRecovery(base);
  });

  it('read nothing of a long answer, and hold back nobody', async () => {
    const subject = await startSubject({ flags: ['--threads', threads] });
    const readNothing = async (): Promise<void> => {
      let isOver = false;
      const good = askUntil(`${subject.url}/fine`, 2, () => isOver);
      const readers = await Promise.all(
        Array.from({ length: 10 }, async () => {
          const socket = await come(new URL(subject.url));
          socket.pause();
          socket.write(get('/lines'));
          return socket;
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (const socket of readers) socket.destroy();
      isOver = true;
      expect(Object.keys(countOutcomes(await good))).toEqual(['200 fine']);
    };
    await readNothing();
    const base = await subject.held();
    await readNothing();
    await readNothing();
    await subject.expectRecovery(base);
  });
});
