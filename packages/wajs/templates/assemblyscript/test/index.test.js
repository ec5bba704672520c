import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost } from '@org/host-bindings';
import { buildAssemblyScript } from '@org/wajs/build';

let host;
let fn;

before(async () => {
  host = createHost();
  const { component } = await buildAssemblyScript({ entry: 'assembly/index.ts', optimize: 'none' });
  fn = await host.load(component);
});

after(() => host.dispose());

test('greets by name', async () => {
  const response = await fn.fetch(new Request('http://localhost/?name=Ada'));
  assert.equal(response.status, 200);
  assert.equal(await response.text(), 'Hello, Ada!\n');
});

test('greets the world without one', async () => {
  const response = await fn.fetch(new Request('http://localhost/'));
  assert.equal(await response.text(), 'Hello, world!\n');
});
