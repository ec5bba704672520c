import { expect, test } from 'vitest';
import { renderDocs, renderSentence } from './docs-text.js';
import { renderTable } from './table.js';

const many = 200_000;

/** Docs whose cost would grow with the square of their length, were they read without care. */
const costly: Record<string, string> = {
  'blanks before a row': `a | b\n${' '.repeat(many)}x`,
  'blanks after a rule': `a | b\n---${' '.repeat(many)}x`,
  'blanks in a heading': `# a${' '.repeat(many)}b`,
  'runs of backticks of all lengths': Array.from({ length: 600 }, (_, at) =>
    '`'.repeat(at + 1),
  ).join(' '),
  'backticks without a partner': '`` ` '.repeat(many / 5),
  brackets: '['.repeat(many),
  stars: '*a **b '.repeat(many / 7),
  'many lines of code': `\`\`\`\n${'` `` ```\n'.repeat(many)}`,
  'many items': '- a\n'.repeat(many),
};

test.each(Object.entries(costly))('%s cost no more than their length', (_, docs) => {
  const started = performance.now();
  expect(renderDocs(docs).join('\n').length).toBeLessThan(20 * docs.length);
  renderSentence(docs);
  // With squares it would be minutes; a busy machine takes a second.
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a long cell does not lengthen every row', () => {
  const rows = [['a', 'x'.repeat(many)], ...Array.from({ length: 1000 }, () => ['b', 'y'])];
  expect(renderTable(['name', 'text'], rows).at(-1)!.length).toBeLessThan(2000);
  expect(renderTable(['a', 'b'], [['\\'.repeat(many), '']]).join('').length).toBeLessThan(3 * many);
  const short = Array.from({ length: many }, () => ['b', 'y']);
  expect(renderTable(['name', 'text'], short)).toHaveLength(many + 2);
});
