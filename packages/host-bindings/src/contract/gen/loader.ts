// Emitted by host-bindings from wajs:platform/loader@0.1.0 (--target ts-host); do not edit.

import { ResultError } from '../../codegen-v1/index.js';
import type { ExportFunction, ExportInterface } from '../../codegen-v1/index.js';
import { readError } from './types.js';

/**
 * How a function gets into the universal engine, at build time or when its image cannot be used.
 *
 * The exports of `wajs:platform/loader@0.1.0`, as a host calls them.
 */
export interface Loader {
  /**
   * Evaluates a bundle: one classic script. Its module state becomes the function's image.
   * Fails with `invalid` and the script's message and stack.
   *
   * WIT: `evaluate: async func(source: string) -> result<_, error>`
   *
   * @throws ResultError of `error`
   */
  evaluate(source: string): Promise<void>;
}

const functions: readonly ExportFunction[] = [
  {
    interface: 'wajs:platform/loader@0.1.0',
    name: 'evaluate',
    async: true,
    encodeArguments(writer, source: string) {
      writer.string(source);
    },
    decodeResult(reader) {
      if (reader.discriminant(2) === 1) {
        const payload = readError(reader);
        reader.end();
        throw new ResultError(payload);
      }
      reader.end();
    },
    lower() {
      throw new TypeError('the direct carrier comes with the next commit');
    },
    lift() {
      throw new TypeError('the direct carrier comes with the next commit');
    },
  },
];

/** The functions of `wajs:platform/loader@0.1.0`, as a runtime calls them. */
export const loader: ExportInterface<Loader> = {
  name: 'wajs:platform/loader@0.1.0',
  functions,
  bind: (call) => ({
    evaluate: (source) => call(functions[0]!, [source]) as Promise<void>,
  }),
};
