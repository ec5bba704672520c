import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** WIT text and the world of it that a module is made for. */
export interface WatWorld {
  readonly witSource: string;
  readonly world: string;
}

/** A world with one function: `acme:guest/answers#answer`. */
export const answering: WatWorld = {
  witSource: `
    package acme:guest;
    interface answers { answer: func() -> u32; }
    world guest { export answers; }
  `,
  world: 'guest',
};

/** A component that wraps one core module, as the toolchain of a compiled language makes it. */
export async function componentFromWat(
  wat: string,
  { witSource, world }: WatWorld = answering,
): Promise<Uint8Array> {
  const binary = await parse(wat);
  return componentNew(await componentEmbed({ binary, witSource, world }));
}
