// Emitted by host-bindings from wajs:platform/loader@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { ResultError, checkCase } from '../../codegen-v1/index.js';
import type { ExportFunction, ExportInterface } from '../../codegen-v1/index.js';
import { liftError, loadError, readError } from './types.js';

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

const evaluateFunction: ExportFunction<void> = {
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
  lower(guest, source: string) {
    const memory = guest.memory.begin();
    return [memory.storeString(source), memory.length];
  },
  lift(guest, core, fromTaskReturn) {
    const memory = guest.memory.begin();
    if (fromTaskReturn) {
      const [p0, p1, p2, p3, p4, p5] = core as readonly [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      if (checkCase(p0, 2) === 1) {
        throw new ResultError(liftError(guest, p1, p2, p3, p4, p5));
      }
      return;
    }
    const at = memory.area(core[0] as number, 8, 40);
    if (checkCase(memory.u8(at), 2) === 1) {
      throw new ResultError(loadError(guest, at + 8));
    }
  },
};

/** The functions of `wajs:platform/loader@0.1.0`, as a runtime calls them. */
export const loader: ExportInterface<Loader> = {
  name: 'wajs:platform/loader@0.1.0',
  functions: [evaluateFunction],
  bind: (call) => ({
    evaluate: (source) => call(evaluateFunction, [source]),
  }),
};
