// The guest in TypeScript: it writes bills, by rates that it asks the host for.
import { serveRpc } from '@org/wajs';
import { createConverterServer } from './gen/converter-server.js';
import { type Bill, type Item, serveConverter } from './gen/converter.js';
import { latest } from './gen/rates.js';

function multiply(items: Item[], rate: number): Item[] {
  return items.map(({ name, price }) => ({ name, price: price * rate }));
}

class ForeignBill implements Bill {
  readonly #rate: number;
  #total = 0;

  constructor(currency: string) {
    this.#rate = latest(currency);
  }

  add(items: Item[]): Item[] {
    const added = multiply(items, this.#rate);
    for (const { price } of added) this.#total += price;
    return added;
  }

  total(): number {
    return this.#total;
  }
}

const convert = (items: Item[], currency: string): Item[] => multiply(items, latest(currency));

// The host gets all of the interface; other functions get what can travel, so not the resource.
serveConverter({ convert, bill: { create: (currency) => new ForeignBill(currency) } });
serveRpc(createConverterServer({ convert }));
