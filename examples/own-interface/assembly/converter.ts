// The guest in AssemblyScript: it writes bills, by rates that it asks the host for.
import { Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Bill, Converter, Item, serveConverter } from './gen/converter';
import { latest, Problem } from './gen/rates';

function multiply(items: Array<Item>, rate: f64): Array<Item> {
  const multiplied = new Array<Item>();
  for (let i = 0; i < items.length; i++) {
    multiplied.push({ name: items[i].name, price: items[i].price * rate });
  }
  return multiplied;
}

class ForeignBill extends Bill {
  private sum: f64 = 0;

  constructor(private rate: f64) {
    super();
  }

  add(items: Array<Item>): Array<Item> {
    const added = multiply(items, this.rate);
    for (let i = 0; i < added.length; i++) this.sum += added[i].price;
    return added;
  }

  total(): f64 {
    return this.sum;
  }
}

class ForeignBills extends Converter {
  convert(items: Array<Item>, currency: string): Result<Array<Item>, Problem> {
    const rate = latest(currency);
    if (rate.isErr) return Result.err<Array<Item>, Problem>(rate.error);
    return Result.ok<Array<Item>, Problem>(multiply(items, rate.value));
  }

  createBill(currency: string): Result<Bill, Problem> {
    const rate = latest(currency);
    if (rate.isErr) return Result.err<Bill, Problem>(rate.error);
    return Result.ok<Bill, Problem>(new ForeignBill(rate.value));
  }
}

serveConverter(new ForeignBills());
