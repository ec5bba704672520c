// The guest in TypeScript: it writes bills, by rates that it asks the host for.
import { type Bill, type Item, serveConverter } from './gen/converter.js';
import { latest } from './gen/rates.js';

class ForeignBill implements Bill {
  readonly #rate: number;
  #total = 0;

  constructor(currency: string) {
    this.#rate = latest(currency);
  }

  add(items: Item[]): Item[] {
    const added = items.map(({ name, price }) => ({ name, price: price * this.#rate }));
    for (const { price } of added) this.#total += price;
    return added;
  }

  total(): number {
    return this.#total;
  }
}

serveConverter({ bill: { create: (currency) => new ForeignBill(currency) } });
