import { readFileSync } from 'node:fs';
import { bindInterface } from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { expect, it } from 'vitest';
import { wrapModule } from '../linker/guests.js';
import { emitWorld } from './emitted-world.js';
import { startHost } from './function-harness.js';

interface ClicksModules {
  readonly clicks: {
    readonly clicks: ImportInterface<{ tick(by: number): number }>;
    readonly ClicksBase: new () => { tick(by: number, call: unknown): number };
  };
  readonly 'exported-clicks': {
    readonly clicks: ExportInterface<{ run(n: number): Promise<number> }>;
  };
}

it('a component calls and serves functions of its world, outside of any interface', async () => {
  const wit = readFileSync(new URL('clicks.wit', import.meta.url), 'utf8').replace(
    'world clicks',
    'world guest',
  );
  const component = await wrapModule(
    `(module (import "$root" "tick" (func $tick (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "run") (param i32) (result i32)
        (i32.add (call $tick (local.get 0)) (i32.const 1))))`,
    wit,
  );
  const { host: modules } = await emitWorld<ClicksModules>('clicks.wit', 'clicks');
  const { clicks, ClicksBase } = modules.clicks;
  let ticks = 0;
  class Counted extends ClicksBase {
    override tick(by: number): number {
      ticks += by;
      return ticks;
    }
  }
  const { host } = await startHost({
    interfaces: [bindInterface(clicks, new Counted())],
    policy: { interfaces: ['$root'] },
  });
  const fn = await host.load(component, { name: 'clicks' });
  using session = await fn.open();
  const { run } = session.bind(modules['exported-clicks'].clicks);
  expect([await run(5), await run(6)]).toEqual([6, 12]);

  const { host: strict } = await startHost({ policy: {} });
  await expect(strict.load(component)).rejects.toThrow('imports "$root"');
});
