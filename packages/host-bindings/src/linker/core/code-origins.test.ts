import { expect, test } from 'vitest';
import { OriginNotes } from './code-origins.js';

test('finds what code was, before and behind what was put in between', () => {
  const notes = new OriginNotes();
  // A body of 40 bytes at 100, with 6 bytes put in at 10 and an index that takes one byte less at 20.
  notes.begin(5, 100, 140);
  notes.add(16, 110);
  notes.add(28, 123);
  notes.begin(60, 0, 0);
  const origins = notes.finish(1000);
  const at = (offset: number): number | undefined => origins.find(1005 + offset)?.offset;
  expect(origins.find(1004)).toBeUndefined();
  expect(at(0)).toBe(100);
  expect(at(9)).toBe(109);
  // Of what was put in, the next instruction of the author's.
  expect([10, 12, 15].map(at)).toEqual([110, 110, 110]);
  expect(at(16)).toBe(110);
  expect(at(28)).toBe(123);
  expect(origins.find(1005 + 30)).toEqual({ offset: 125, start: 100, end: 140 });
  expect(at(54)).toBe(140);
  // Code of the linker's own.
  expect(at(55)).toBeUndefined();
});

test('knows nothing of a module without code', () => {
  expect(new OriginNotes().finish(10).find(10)).toBeUndefined();
});
