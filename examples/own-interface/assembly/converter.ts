// The guest in AssemblyScript: it writes bills, by rates that it asks the host for.
import { Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Bill, Converter, Item, serveConverter } from './gen/converter';
import { latest, Problem } from './gen/rates';

class ForeignBill extends Bill {
  private sum: f64 = 0;

  constructor(private rate: f64) {
    super();
  }

  add(items: Array<Item>): Array<Item> {
    const added = new Array<Item>();
    for (let i = 0; i < items.length; i++) {
      const price = items[i].price * this.rate;
      this.sum += price;
      added.push({ name: items[i].name, price });
    }
    return added;
  }

  total(): f64 {
    return this.sum;
  }
}

class ForeignBills extends Converter {
  createBill(currency: string): Result<Bill, Problem> {
    const rate = latest(currency);
    if (!rate.isOk) return Result.err<Bill, Problem>(rate.error);
    return Result.ok<Bill, Problem>(new ForeignBill(rate.value));
  }
}

serveConverter(new ForeignBills());
