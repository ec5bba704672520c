import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** What the guest of {@link buildRuleGuest} imports and exports. */
export const ruleWit = `package test:rules;
interface host {
  resource thing;
  make: func() -> thing;
  keep: func(one: thing);
  look: async func(one: borrow<thing>) -> u32;
  note: func();
  say: func() -> string;
  numbers: func() -> stream<u32>;
  take: func(items: stream<u32>);
  later: func(value: future<u32>);
}
interface runner {
  run: async func(rule: u32) -> u32;
  ask: async func() -> u64;
  hear: func(text: string) -> string;
}
world rules { import host; export runner; }
`;

/** Imports by their names in the text: module, name, and type. */
const imports: Readonly<Record<string, readonly [module: string, name: string, type: string]>> = {
  make: ['test:rules/host', 'make', '(result i32)'],
  keep: ['test:rules/host', 'keep', '(param i32)'],
  'drop-thing': ['test:rules/host', '[resource-drop]thing', '(param i32)'],
  look: ['test:rules/host', '[async-lower]look', '(param i32 i32) (result i32)'],
  note: ['test:rules/host', 'note', ''],
  say: ['test:rules/host', 'say', '(param i32)'],
  numbers: ['test:rules/host', 'numbers', '(result i32)'],
  read: [
    'test:rules/host',
    '[async-lower][stream-read-0]numbers',
    '(param i32 i32 i32) (result i32)',
  ],
  'cancel-read': ['test:rules/host', '[stream-cancel-read-0]numbers', '(param i32) (result i32)'],
  'drop-stream': ['test:rules/host', '[stream-drop-readable-0]numbers', '(param i32)'],
  take: ['test:rules/host', 'take', '(param i32)'],
  later: ['test:rules/host', 'later', '(param i32)'],
  'new-future': ['test:rules/host', '[future-new-0]later', '(result i64)'],
  'write-future': [
    'test:rules/host',
    '[async-lower][future-write-0]later',
    '(param i32 i32) (result i32)',
  ],
  'drop-future': ['test:rules/host', '[future-drop-writable-0]later', '(param i32)'],
  return: ['[export]test:rules/runner', '[task-return]run', '(param i32)'],
  'return-other': ['[export]test:rules/runner', '[task-return]ask', '(param i64)'],
  'cancel-task': ['[export]$root', '[task-cancel]', ''],
  'new-set': ['$root', '[waitable-set-new]', '(result i32)'],
  poll: ['$root', '[waitable-set-poll]', '(param i32 i32) (result i32)'],
  'drop-set': ['$root', '[waitable-set-drop]', '(param i32)'],
  join: ['$root', '[waitable-join]', '(param i32 i32)'],
  'cancel-call': ['$root', '[subtask-cancel]', '(param i32) (result i32)'],
  'drop-call': ['$root', '[subtask-drop]', '(param i32)'],
  'more-pressure': ['$root', '[backpressure-inc]', ''],
  'less-pressure': ['$root', '[backpressure-dec]', ''],
  'get-first': ['$root', '[context-get-0]', '(result i32)'],
  'set-first': ['$root', '[context-set-0]', '(param i32)'],
  'get-second': ['$root', '[context-get-1]', '(result i32)'],
  'set-second': ['$root', '[context-set-1]', '(param i32)'],
  'new-error': ['$root', '[error-context-new-utf8]', '(param i32 i32) (result i32)'],
  'error-message': ['$root', '[error-context-debug-message-utf8]', '(param i32 i32)'],
  'drop-error': ['$root', '[error-context-drop]', '(param i32)'],
};

function moduleText(rules: readonly string[]): string {
  const lines = Object.entries(imports).map(
    ([name, [module, field, type]]) => `(import "${module}" "${field}" (func $${name} ${type}))`,
  );
  const cases = rules.map(
    (code, index) => `(if (i32.eq (local.get $rule) (i32.const ${index})) (then ${code}))`,
  );
  return `(module
  ${lines.join('\n  ')}
  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 8192))
  (global $mode (mut i32) (i32.const 0))
  (global $freeing (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (i32.eq (global.get $mode) (i32.const 1)) (then (call $note)))
    (if (i32.eq (global.get $mode) (i32.const 2)) (then (return (i32.const -8))))
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))
  (func $bits (param i64) (result i32) (i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const 32))))
  (func (export "[async-lift]test:rules/runner#run") (param $rule i32) (result i32)
    (local $set i32) (local $thing i32) (local $call i32) (local $stream i32) (local $future i64)
    (local.set $set (call $new-set))
    ${cases.join('\n    ')}
    (call $return (i32.const 42))
    (i32.const 0))
  (func (export "[callback][async-lift]test:rules/runner#run") (param i32 i32 i32) (result i32)
    (i32.const 1))
  (func (export "[async-lift]test:rules/runner#ask") (result i32)
    (call $return-other (i64.const 5)) (i32.const 0))
  (func (export "[callback][async-lift]test:rules/runner#ask") (param i32 i32 i32) (result i32)
    (unreachable))
  (func (export "test:rules/runner#hear") (param i32 i32) (result i32)
    (i32.store (i32.const 64) (local.get 0))
    (i32.store (i32.const 68) (local.get 1))
    (i32.const 64))
  (func (export "cabi_post_test:rules/runner#hear") (param i32)
    (if (global.get $freeing) (then (call $note)))))`;
}

/** A guest that does as it is told by the number of a rule: the texts of its rules are WebAssembly. */
export async function buildRuleGuest(rules: readonly string[]): Promise<Uint8Array> {
  const binary = await parse(moduleText(rules));
  return componentNew(await componentEmbed({ binary, witSource: ruleWit, world: 'rules' }));
}
