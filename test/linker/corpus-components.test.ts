import { componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { parseWit, readSources } from '@org/host-bindings/generator';
import { linkComponent } from '@org/host-bindings/linker';
import { afterAll, expect, test } from 'vitest';
import { createDummyModule } from '../codegen/core-signatures.js';
import { corpusWorlds } from '../codegen/corpus.js';

let linked = 0;

afterAll(() => expect(linked).toBeGreaterThan(15));

test.each(corpusWorlds())('a component of the world $title is linked', async ({ path, world }) => {
  const wit = await parseWit(readSources(path), world);
  let component: Uint8Array;
  try {
    component = await componentNew(await createDummyModule(wit));
  } catch (error) {
    console.log(`SKIPPED: wasm-tools makes no component of "${world}": ${String(error)}`);
    return;
  }
  const { plan } = linkComponent(component);
  const resources = wit.world.exports.flatMap(({ key, types }) =>
    types.flatMap(({ name, body }) => (body.kind === 'resource' ? [`${key.name}#${name}`] : [])),
  );
  expect(plan.resources.map((one) => `${one.interface}#${one.name}`).toSorted()).toEqual(
    resources.toSorted(),
  );
  linked += 1;
});
