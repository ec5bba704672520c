// The host: it has the rates, and lets guests write bills.
import { bindInterface, createHost, ResultError } from '@org/host-bindings';
import { createMemoryRpc } from '@org/host-bindings/providers/memory';
import { readEngine } from '@org/wajs/engine';
import { createConverterClient } from './gen/converter-client.js';
import { converter } from './gen/converter.js';
import { type Problem, rates, type Rates } from './gen/rates.js';

const table = new Map([
  ['USD', 1.25],
  ['CHF', 0.5],
]);

const provider: Rates = {
  latest(currency) {
    const rate = table.get(currency);
    if (rate !== undefined) return rate;
    throw new ResultError<Problem>({ tag: 'unknown-currency', val: currency });
  },
};

const rpc = createMemoryRpc();
const host = createHost({
  engine: await readEngine(),
  interfaces: [bindInterface(rates, provider)],
  providers: { rpc },
  policy: { interfaces: [rates.name, 'rpc'] },
});

// One interface, two guests: in TypeScript and in AssemblyScript.
for (const file of ['converter.wajs', 'converter.wasm']) {
  const guest = await host.load(`dist/${file}`);
  using session = await guest.open();
  const { bill } = session.bind(converter);
  using dollars = await bill.create('USD');
  const items = await dollars.add([
    { name: 'coffee', price: 3 },
    { name: 'cake', price: 5 },
  ]);
  await dollars.add([{ name: 'tip', price: 1 }]);
  console.log(file, items, await dollars.total());
  await bill.create('XXX').catch((error: ResultError<Problem>) => {
    console.log(file, error.payload);
  });
}

// Two functions: the till asks the converter, and so can the host, by the same interface.
const service = await host.load('dist/converter.wajs');
rpc.add('converter', service);
const till = await host.load('dist/till.wajs');
for (const currency of ['CHF', 'XXX']) {
  const response = await till.fetch(new Request(`http://till/${currency}`));
  console.log('till', response.status, await response.text());
}
console.log(
  'host',
  await createConverterClient(service).convert([{ name: 'tea', price: 2 }], 'USD'),
);

host.dispose();
