import { expect, test } from 'vitest';
import { ThreadState } from './thread-state.js';

test('a request is begun or taken back, never both', () => {
  const watcher = new ThreadState();
  const thread = new ThreadState(watcher.buffer);
  watcher.offer(3);
  expect(thread.start(3)).toBe(true);
  expect(watcher.takeBack(3)).toBe(false);
  watcher.offer(3);
  expect(watcher.takeBack(3)).toBe(true);
  expect(thread.start(3)).toBe(false);
});

test('the watcher sees signs of life and whose guest runs', () => {
  const watcher = new ThreadState();
  const thread = new ThreadState(watcher.buffer);
  thread.beat();
  thread.running = 7;
  expect([watcher.beats, watcher.running]).toEqual([1, 7]);
});
