import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** What the guest of {@link buildRawGuest} imports and exports. */
export const rawWit = `package test:raw;
interface host {
  see-text: func(text: string);
  see-letter: func(letter: char);
  see-numbers: func(numbers: list<u32>);
  see-color: func(color: color);
  enum color { red, green, blue }
}
interface answers {
  use host.{color};
  variant shape { dot, circle(f64), label(string) }
  flags access { read, write }
  poke: func(at: u32, value: u32);
  text: func(pointer: u32, length: u32) -> string;
  letter: func(code: u32) -> char;
  truth: func(value: u32) -> bool;
  byte: func(value: u32) -> u8;
  pick: func(index: u32) -> color;
  rights: func(bits: u32) -> access;
  numbers: func(pointer: u32, length: u32) -> list<u32>;
  maybe: func(tag: u32) -> option<u8>;
  form: func(tag: u32) -> shape;
  outcome: func(tag: u32) -> result<u8, u8>;
  pair: func(area: u32) -> tuple<u32, u32>;
  send-text: func(pointer: u32, length: u32);
  send-letter: func(code: u32);
  send-numbers: func(pointer: u32, length: u32);
  send-color: func(index: u32);
}
world raw { import host; export answers; }
`;

/** Functions whose core value is the argument as it comes. */
const echoes = ['letter', 'truth', 'byte', 'pick', 'rights', 'pair'];
/** Functions that answer a pointer and a length, which are the arguments as they come. */
const blocks = ['text', 'numbers'];
/** Functions that answer an area whose first byte is the argument. */
const tagged = ['maybe', 'form', 'outcome'];
/** Functions that pass their arguments on to the host, as they come. */
const sends = { text: 2, letter: 1, numbers: 2, color: 1 };

const area = 1024;

function moduleText(): string {
  const name = (func: string): string => `(export "test:raw/answers#${func}")`;
  const params = (count: number): string => `(param${' i32'.repeat(count)})`;
  const gets = (count: number): string =>
    Array.from({ length: count }, (_, index) => `(local.get ${index})`).join(' ');
  return `(module
  ${Object.entries(sends)
    .map(
      ([what, count]) => `(import "test:raw/host" "see-${what}" (func $${what} ${params(count)}))`,
    )
    .join('\n  ')}
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 8192))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))
  (func ${name('poke')} (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  ${echoes.map((one) => `(func ${name(one)} (param i32) (result i32) (local.get 0))`).join('\n  ')}
  ${blocks
    .map(
      (one) => `(func ${name(one)} (param i32 i32) (result i32)
    (i32.store (i32.const ${area}) (local.get 0))
    (i32.store (i32.const ${area + 4}) (local.get 1))
    (i32.const ${area}))`,
    )
    .join('\n  ')}
  ${tagged
    .map(
      (one) => `(func ${name(one)} (param i32) (result i32)
    (i32.store8 (i32.const ${area}) (local.get 0))
    (i32.const ${area}))`,
    )
    .join('\n  ')}
  ${Object.entries(sends)
    .map(
      ([what, count]) =>
        `(func ${name(`send-${what}`)} ${params(count)} (call $${what} ${gets(count)}))`,
    )
    .join('\n  ')})`;
}

/**
 * A guest that hands its host core values as it is told, so that a test can make it break the
 * canonical ABI in any way.
 */
export async function buildRawGuest(encoding: 'utf8' | 'utf16'): Promise<Uint8Array> {
  const binary = await parse(moduleText());
  const stringEncoding = encoding;
  const module = await componentEmbed({ binary, witSource: rawWit, world: 'raw', stringEncoding });
  return componentNew(module);
}
