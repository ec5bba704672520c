import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CallContext, ImportInterface } from '@org/host-bindings/contract';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { transform } from 'esbuild';

/** What a trade is told of. */
export interface Quote {
  currency: string;
  price: number;
  volumes: Uint32Array;
}

/** A subscription. */
export interface Ticker {
  next(call: CallContext): Quote | undefined | Promise<Quote | undefined>;
  [Symbol.dispose]?(): void;
}

/** A provider of `acme:money/rates@1.0.0`. */
export interface Rates {
  latest(currency: string, call: CallContext): Quote | Promise<Quote>;
  follow(currency: string, call: CallContext): Ticker;
}

/** Both emitted ends of `rates.wit`. */
export interface EmittedRates {
  /** For `bindInterface`. */
  readonly rates: ImportInterface<Rates>;
  /** The host's modules, as the generator emits them. */
  readonly host: Readonly<Record<string, string>>;
  /** The guest's modules, to lie beside a function's source. */
  readonly guest: Readonly<Record<string, string>>;
}

/** Below the workspace, so that emitted code finds the packages. */
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** Emits both ends of `rates.wit` with the generator, as an author and an embedder do. */
export async function emitRates(): Promise<EmittedRates> {
  const wit = fileURLToPath(new URL('rates.wit', import.meta.url));
  const { world } = await parseWit(readSources(wit), 'trader');
  const guest = emit({ worlds: [world], target: 'js-guest' });
  const emitted = emit({ worlds: [world], target: 'ts-host' });
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'wajs-rates-'));
  try {
    for (const { path, text } of emitted) {
      const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
      writeFileSync(join(folder, path.replace(/\.ts$/, '.js')), code);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const module = (await import(
      /* @vite-ignore */ pathToFileURL(join(folder, 'rates.js')).href
    )) as { rates: ImportInterface<Rates> };
    return {
      rates: module.rates,
      host: Object.fromEntries(emitted.map(({ path, text }) => [path, text])),
      guest: Object.fromEntries(guest.map(({ path, text }) => [path, text])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
