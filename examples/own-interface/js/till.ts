// A function that asks the converter, by RPC.
import { ResultError, run } from '@org/wajs';
import { createConverterClient } from './gen/converter-client.js';

const converter = createConverterClient('converter', { timeout: 1_000 });
const menu = [
  { name: 'coffee', price: 3 },
  { name: 'cake', price: 5 },
];

run(async (request) => {
  const currency = new URL(request.url).pathname.slice(1);
  try {
    const items = await converter.convert(menu, currency);
    return new Response(items.map(({ name, price }) => `${name} ${price} ${currency}`).join(', '));
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    return new Response(`we take no ${currency}: ${error.code}`, { status: 400 });
  }
});
