// A function that asks the function `rates`, by RPC.
import { ResultError, run } from '@org/wajs';
import { createRatesClient } from './gen/rates-client.js';

const rates = createRatesClient('rates', { timeout: 1_000 });

run(async (request) => {
  const currency = new URL(request.url).pathname.slice(1);
  try {
    return new Response(`a coffee is ${3 * (await rates.latest(currency))} ${currency}`);
  } catch (error) {
    if (!(error instanceof ResultError)) throw error;
    return new Response(`we take no ${currency}: ${error.code}`, { status: 400 });
  }
});
