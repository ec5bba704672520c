import { readSources } from '@org/host-bindings/generator';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** The contract as one text, with one package header. */
export function readContract() {
  const bodies = readSources(join(root, 'wit')).map(({ text }) => text.replace(/^package .*;$/m, ''));
  return `package wajs:platform@0.1.0;\n${bodies.join('\n')}`;
}
