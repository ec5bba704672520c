import type { ByteReader } from '../binary/byte-reader.js';
import { LinkError } from '../link-error.js';
import type { CanonOptions, Definition } from './component.js';

/** How the immediates of each canonical built-in look (component-model Binary.md, canon). */
const builtins: Record<number, readonly [name: string, immediates: string]> = {
  0x02: ['resource.new', 'type'],
  0x03: ['resource.drop', 'type'],
  0x04: ['resource.rep', 'type'],
  0x05: ['task.cancel', ''],
  0x06: ['subtask.cancel', 'flag'],
  0x08: ['backpressure.set', ''],
  0x09: ['task.return', 'results options'],
  0x0a: ['context.get', 'valtype slot'],
  0x0b: ['context.set', 'valtype slot'],
  0x0c: ['thread.yield', 'flag'],
  0x0d: ['subtask.drop', ''],
  0x0e: ['stream.new', 'type'],
  0x0f: ['stream.read', 'type options'],
  0x10: ['stream.write', 'type options'],
  0x11: ['stream.cancel-read', 'type flag'],
  0x12: ['stream.cancel-write', 'type flag'],
  0x13: ['stream.drop-readable', 'type'],
  0x14: ['stream.drop-writable', 'type'],
  0x15: ['future.new', 'type'],
  0x16: ['future.read', 'type options'],
  0x17: ['future.write', 'type options'],
  0x18: ['future.cancel-read', 'type flag'],
  0x19: ['future.cancel-write', 'type flag'],
  0x1a: ['future.drop-readable', 'type'],
  0x1b: ['future.drop-writable', 'type'],
  0x1c: ['error-context.new', 'options'],
  0x1d: ['error-context.debug-message', 'options'],
  0x1e: ['error-context.drop', ''],
  0x1f: ['waitable-set.new', ''],
  0x20: ['waitable-set.wait', 'flag memory'],
  0x21: ['waitable-set.poll', 'flag memory'],
  0x22: ['waitable-set.drop', ''],
  0x23: ['waitable.join', ''],
  0x24: ['backpressure.inc', ''],
  0x25: ['backpressure.dec', ''],
};

/** One entry of a canon section. */
export function parseCanon(reader: ByteReader): Definition {
  const opcode = reader.u8();
  if (opcode === 0x00) {
    reader.u8();
    const coreFunc = reader.u32();
    const options = parseOptions(reader);
    reader.u32(); // the function's type
    return { kind: 'lift', coreFunc, options };
  }
  if (opcode === 0x01) {
    reader.u8();
    return { kind: 'lower', func: reader.u32(), options: parseOptions(reader) };
  }
  const entry = builtins[opcode];
  if (entry === undefined) {
    throw new LinkError('unsupported', `canonical built-in 0x${opcode.toString(16)} is unknown`, {
      hint: 'build the guest without threads, and without proposals newer than WASI 0.3',
    });
  }
  const [name, immediates] = entry;
  const builtin: { name: string; type?: number; slot?: number; options?: CanonOptions } = { name };
  for (const immediate of immediates === '' ? [] : immediates.split(' ')) {
    if (immediate === 'type') builtin.type = reader.u32();
    else if (immediate === 'slot') builtin.slot = parseSlot(reader);
    else if (immediate === 'options') builtin.options = parseOptions(reader);
    else if (immediate === 'memory') reader.u32();
    else if (immediate === 'results') parseResults(reader);
    else reader.u8(); // flag, valtype
  }
  return { kind: 'builtin', builtin };
}

/** There are two slots (component-model CanonicalABI.md, `Thread.storage`). */
function parseSlot(reader: ByteReader): number {
  const slot = reader.u32();
  if (slot > 1) throw new LinkError('unsupported', `context slot ${slot} is unknown`);
  return slot;
}

function parseResults(reader: ByteReader): void {
  if (reader.u8() === 0x00) reader.s33();
  else reader.u8();
}

function parseOptions(reader: ByteReader): CanonOptions {
  const options: { -readonly [Key in keyof CanonOptions]: CanonOptions[Key] } = { async: false };
  reader.vector(() => {
    const option = reader.u8();
    if (option === 0x00) options.encoding = 'utf8';
    else if (option === 0x01) options.encoding = 'utf16';
    else if (option === 0x02) options.encoding = 'latin1+utf16';
    else if (option === 0x03) options.memory = reader.u32();
    else if (option === 0x04) options.realloc = reader.u32();
    else if (option === 0x05) options.postReturn = reader.u32();
    else if (option === 0x06) options.async = true;
    else if (option === 0x07) options.callback = reader.u32();
    else throw new LinkError('unsupported', `canonical option 0x${option.toString(16)} is unknown`);
  });
  return options;
}
