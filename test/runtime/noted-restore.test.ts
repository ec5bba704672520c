import { readEngine } from '@org/wajs/engine';
import { beforeAll, expect, it } from 'vitest';
import { httpHandler } from '../../packages/host-bindings/src/contract/gen/http-handler.js';
import { defaultLimits } from '../../packages/host-bindings/src/contract/limits.js';
import { HandleTable, ValueWriter } from '../../packages/host-bindings/src/codegen-v1/index.js';
import { type Delta, joinRuns, writeImage } from '../../packages/host-bindings/src/linker/index.js';
import { RequestCall } from '../../packages/host-bindings/src/runtime/call.js';
import { Engine } from '../../packages/host-bindings/src/runtime/engine.js';
import type {
  RingInstance,
  RingTask,
} from '../../packages/host-bindings/src/runtime/ring-instance.js';

/** A function with state of many kinds, that does what its URL says. */
const source = (name: string, size: number): string => `
const run = globalThis[Symbol.for('@org/wajs')].use('run');
const table = new Map(Array.from({ length: ${size} }, (_, index) => ['${name}' + index, { index }]));
const kept = [];
run(async (request) => {
  const what = new URL(request.url).pathname.slice(1);
  table.set('${name}' + table.size, { what });
  if (what === 'allocate') kept.push(new Uint8Array(3_000_000).fill(7), 'x'.repeat(500_000));
  if (what === 'throw') throw new TypeError('thrown');
  if (what === 'recurse') (function again(depth) { return again(depth + 1) + 1; })(0);
  if (what === 'sort') kept.push(Array.from(table.keys()).toSorted().join());
  if (what === 'copy') { const all = new Uint8Array(90_000).fill(1); all.copyWithin(5, 0, 70_000); kept.push(all); }
  if (what === 'random') kept.push(crypto.getRandomValues(new Uint8Array(3000)));
  if (what === 'loop') for (;;);
  return new Response(what + (await request.text()).length);
});
`;

const kinds = ['', 'allocate', 'throw', 'recurse', 'sort', 'copy', 'random', 'json', 'loop'];
const utf8 = new TextEncoder();
let engine: Engine;
let images: Delta[];

beforeAll(async () => {
  engine = await Engine.create(await readEngine(), 'test', {
    limits: { ...defaultLimits, cpuKillMs: 100 },
    now: Date.now,
    entropy: (length) => crypto.getRandomValues(new Uint8Array(length)),
    onFault: () => {},
  });
  const functions = [source('small', 10), source('other', 50), source('large', 40_000)];
  expect(engine.plan.tracksWrites).toBe(true);
  images = functions.map((one) => engine.evaluate(one).delta);
});

/** Starts a request; whether and how it ends does not matter. */
function serve(instance: RingInstance, kind: string, body: number): void {
  const fn = httpHandler.functions[0]! as unknown as {
    encodeArguments(writer: ValueWriter, ...args: readonly unknown[]): void;
  };
  const writer = new ValueWriter(new HandleTable(10), 128, true);
  const request = {
    method: 'POST',
    url: `http://localhost/${kind}`,
    headers: [{ name: 'host', value: utf8.encode('localhost') }],
    body: { tag: 'bytes', val: new Uint8Array(body) },
  };
  const deadline = Date.now() + 10_000;
  fn.encodeArguments(writer, request, { requestId: 'test', deadline });
  const ignore = (): void => {};
  const task: RingTask = {
    call: new RequestCall('test', 'test', deadline),
    onFinish: ignore,
    onFail: ignore,
    onEnd: ignore,
    onTrap: ignore,
  };
  instance.start(task, 0, writer.finish(), writer.text);
}

/** Memory as the image has it, written as a whole. */
function expectImage(instance: RingInstance, image: Delta): void {
  const { memory } = instance.guest as unknown as {
    memory: { bytes: Uint8Array; refresh(): void };
  };
  memory.refresh();
  const expected = new Uint8Array(memory.bytes.length);
  writeImage(expected, engine.base, image, { pages: expected.length / 65_536, start: 0 });
  if (Buffer.compare(memory.bytes, expected) === 0) return;
  const at = memory.bytes.findIndex((byte, index) => byte !== expected[index]);
  expect(at, `the first byte that differs from the image`).toBe(-1);
}

it('puts back every byte of the memory, whatever a request did, and whichever image is next', () => {
  const over = new Error('over');
  const instance = engine.createInstance();
  const joined = images.map((image) => joinRuns(engine.base, image));
  let turn = 0;
  for (const kind of [...kinds, ...kinds.toReversed()]) {
    for (const image of [joined[0]!, joined[turn % 3]!, images[turn++ % 3]!]) {
      instance.restore(engine.base, image, over);
      expectImage(instance, image);
      serve(instance, kind, turn * 997);
      expect(instance.guest.isDirty).toBe(true);
      instance.restore(engine.base, image, over);
      expectImage(instance, image);
    }
  }
});

it('puts back all of it where something wrote into the notes', () => {
  const over = new Error('over');
  const [image] = images;
  const instance = engine.createInstance();
  instance.restore(engine.base, image!, over);
  serve(instance, 'sort', 10);
  const { memory } = instance.guest as unknown as {
    memory: { bytes: Uint8Array; refresh(): void };
  };
  memory.refresh();
  // What a guest could do that has gone wrong: it hides a write, but not that of hiding.
  memory.bytes.fill(9, 1_500_000, 1_600_000);
  memory.bytes.fill(0, 0, 4096);
  memory.bytes[1] = 1;
  instance.restore(engine.base, image!, over);
  expectImage(instance, image!);
});
