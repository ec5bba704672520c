import { expect, test } from 'vitest';
import { Outbox } from './outbox.js';

function createOutbox(): { outbox: Outbox<unknown>; sent: unknown[]; refused: unknown[] } {
  const sent: unknown[] = [];
  const refused: unknown[] = [];
  const recipient = {
    postMessage: (value: unknown, transfer: readonly ArrayBuffer[]) =>
      void sent.push(structuredClone(value, { transfer: [...transfer] })),
  };
  return { outbox: new Outbox(recipient, (message) => void refused.push(message)), sent, refused };
}

test('what is put in within one turn goes in one piece', async () => {
  const { outbox, sent } = createOutbox();
  outbox.send(1);
  const bytes = new Uint8Array([7]);
  outbox.send(bytes, [bytes.buffer]);
  expect(sent).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([[1, new Uint8Array([7])]]);
  expect(bytes.length).toBe(0);
});

test('a message that cannot be cloned is refused, and the others go', () => {
  const { outbox, sent, refused } = createOutbox();
  const bytes = new Uint8Array([7]);
  const bad = { call: () => 1 };
  for (const message of ['first', bad]) outbox.send(message);
  outbox.send(bytes, [bytes.buffer]);
  outbox.flush();
  outbox.flush();
  expect(sent).toEqual([['first'], [new Uint8Array([7])]]);
  expect(refused).toEqual([bad]);
});
