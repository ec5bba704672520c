import { expect, test } from 'vitest';
import { groupFunctions, splitExport } from './interface-functions.js';

test('the end of an object is no function to people', () => {
  const names = ['a:b/c#[constructor]x', 'a:b/c#[resource-drop]x', 'a:b/d#[resource-drop]y', 'run'];
  expect(groupFunctions(names.map(splitExport))).toEqual([
    { interface: 'a:b/c', functions: ['[constructor]x'] },
    { interface: '$root', functions: ['run'] },
  ]);
});
