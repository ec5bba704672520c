/**
 * A number that the benchmark measures.
 * @typedef {object} Value
 * @property {string} id Its name on the command line and in the JSON.
 * @property {string} what What it is, for the table.
 * @property {string} unit
 * @property {number} [aim] What it should be; rows without one are there to compare with.
 * @property {true} [higher] Set where more is better; otherwise less is.
 */

/**
 * Values that one process measures together.
 * @typedef {object} Group
 * @property {string} name Also the name of its module in `groups/`.
 * @property {string} title
 * @property {number} seconds It is stopped after this long.
 * @property {readonly Value[]} values
 */

/**
 * Latencies of one way to run functions.
 * @param {string} kind
 * @param {string} words
 * @returns {Value[]}
 */
function describeTails(kind, words) {
  return ['alone', 'beside'].flatMap((state) =>
    ['p50', 'p99', 'max'].map((share) => ({
      id: `tail.${kind}-${state}-${share}`,
      what: `${words}, ${state === 'alone' ? 'nothing loops' : 'beside a loop'}: ${share}`,
      unit: 'ms',
    })),
  );
}

/**
 * A value, and jco's for the same world.
 * @param {string} id
 * @param {string} what
 * @param {string} unit
 * @returns {Value[]}
 */
function describeWithPeer(id, what, unit) {
  return [
    { id, what, unit },
    { id: `${id}-jco`, what: 'peer: jco for the same world', unit },
  ];
}

/** Every value with its aim, in the order of the table: the one place where they are named. */
/** @type {readonly Group[]} */
export const groups = [
  {
    name: 'throughput',
    title: 'Serving hello over HTTP',
    seconds: 240,
    values: [
      {
        id: 'ratio.restored',
        what: 'a restored sandbox for each request',
        unit: '× node:http',
        aim: 0.2,
        higher: true,
      },
      {
        id: 'ratio.warm',
        what: 'a warm sandbox, shared',
        unit: '× node:http',
        aim: 0.4,
        higher: true,
      },
      {
        id: 'ratio.as',
        what: 'AssemblyScript, restored for each request',
        unit: '× node:http',
        aim: 0.6,
        higher: true,
      },
      {
        id: 'ratio.as-warm',
        what: 'AssemblyScript, a warm sandbox',
        unit: '× node:http',
        aim: 0.65,
        higher: true,
      },
      {
        id: 'ratio.jco',
        what: 'peer: jco transpile, one shared instance',
        unit: '× node:http',
        higher: true,
      },
      {
        id: 'ratio.workerd',
        what: 'peer: workerd, one shared isolate',
        unit: '× node:http',
        higher: true,
      },
      {
        id: 'ratio.jco-serve',
        what: 'peer: jco serve, one shared instance',
        unit: '× node:http',
        higher: true,
      },
      {
        id: 'ratio.jco-fresh',
        what: 'peer: jco serve, an instance for each request',
        unit: '× node:http',
        higher: true,
      },
      { id: 'rate.node-http', what: 'node:http itself', unit: 'requests/core-s', higher: true },
      {
        id: 'rate.restored',
        what: 'a restored sandbox for each request',
        unit: 'requests/core-s',
        higher: true,
      },
      { id: 'rate.warm', what: 'a warm sandbox, shared', unit: 'requests/core-s', higher: true },
      {
        id: 'rate.as',
        what: 'AssemblyScript, restored for each request',
        unit: 'requests/core-s',
        higher: true,
      },
      {
        id: 'rate.as-warm',
        what: 'AssemblyScript, a warm sandbox',
        unit: 'requests/core-s',
        higher: true,
      },
      {
        id: 'rate.jco',
        what: 'peer: jco transpile, one shared instance',
        unit: 'requests/core-s',
        higher: true,
      },
      { id: 'rate.workerd', what: 'peer: workerd', unit: 'requests/core-s', higher: true },
      { id: 'rate.jco-serve', what: 'peer: jco serve', unit: 'requests/core-s', higher: true },
      {
        id: 'rate.jco-fresh',
        what: 'peer: jco serve, an instance for each request',
        unit: 'requests/core-s',
        higher: true,
      },
    ],
  },
  {
    name: 'waiting',
    title: '100 requests at once to AssemblyScript, whose provider answers after 5 ms',
    seconds: 120,
    values: [
      {
        id: 'wait-ratio.asyncify',
        what: 'suspended by its own code (Asyncify), of a core',
        unit: '× node:http',
        higher: true,
      },
      {
        id: 'wait-ratio.stack-switching',
        what: 'suspended by the platform, of a core',
        unit: '× node:http',
        higher: true,
      },
      {
        id: 'wait-ratio.thread',
        what: 'on 16 threads that block, of a core',
        unit: '× node:http',
        higher: true,
      },
      { id: 'wait-rate.node-http', what: 'node:http itself', unit: 'requests/s', higher: true },
      { id: 'wait-rate.asyncify', what: 'Asyncify', unit: 'requests/s', higher: true },
      {
        id: 'wait-rate.stack-switching',
        what: 'stack switching',
        unit: 'requests/s',
        higher: true,
      },
      { id: 'wait-rate.thread', what: '16 threads', unit: 'requests/s', higher: true },
      { id: 'wait-memory.node-http', what: 'node:http, memory of a request', unit: 'KB' },
      { id: 'wait-memory.asyncify', what: 'Asyncify, memory of a request', unit: 'KB' },
      {
        id: 'wait-memory.stack-switching',
        what: 'stack switching, memory of a request',
        unit: 'KB',
      },
      { id: 'wait-memory.thread', what: '16 threads, memory of a request', unit: 'KB' },
    ],
  },
  {
    name: 'calls',
    title: 'Cold start: from a sandbox to its first answer, in process (median call of hello)',
    seconds: 90,
    values: [
      { id: 'call.restored', what: 'JavaScript, sandbox restored', unit: 'µs', aim: 50 },
      { id: 'call.swap', what: 'restored, and another function each time', unit: 'µs', aim: 50 },
      { id: 'call.fresh', what: 'JavaScript, a new instance', unit: 'µs', aim: 500 },
      { id: 'call.as-restored', what: 'AssemblyScript, sandbox restored', unit: 'µs', aim: 10 },
      { id: 'call.as-fresh', what: 'AssemblyScript, a new instance', unit: 'µs', aim: 35 },
      { id: 'call.warm', what: 'JavaScript, warm: nothing is restored', unit: 'µs' },
      { id: 'call.jco', what: 'peer: jco transpile, warm', unit: 'µs' },
      { id: 'call.extism-fresh', what: 'peer: extism, a new plugin (AssemblyScript)', unit: 'µs' },
      { id: 'call.extism', what: 'peer: extism, warm', unit: 'µs' },
    ],
  },
  {
    name: 'loading',
    title: 'From a function to its first answer',
    seconds: 60,
    values: [
      { id: 'load.delta', what: 'load and answer, from the image delta', unit: 'ms', aim: 1 },
      { id: 'load.source', what: 'load and answer, evaluated from its source', unit: 'ms', aim: 5 },
      { id: 'load.jco', what: 'peer: instantiate jco output and answer', unit: 'ms' },
      { id: 'engine.compile', what: 'compile the engine, once in a process', unit: 'ms' },
      { id: 'engine.cold', what: 'new process: engine, host, load, answer', unit: 'ms' },
    ],
  },
  {
    name: 'starting',
    title: 'wajs serve with a folder of 1,000 functions',
    seconds: 90,
    values: [
      { id: 'starting.listen', what: 'start of the process to listening', unit: 'ms', aim: 2000 },
      { id: 'starting.answer', what: 'start of the process to the first answer', unit: 'ms' },
      { id: 'starting.each', what: 'first answer of each other function, over HTTP', unit: 'ms' },
    ],
  },
  {
    name: 'hostcalls',
    title: 'One hostcall',
    seconds: 100,
    values: [
      { id: 'hostcall.plain', what: 'plain function', unit: 'µs', aim: 2 },
      {
        id: 'hostcall.ready',
        what: 'async function, provider answers at once',
        unit: 'µs',
        aim: 5,
      },
      { id: 'hostcall.ready-50', what: 'the same, 50 at a time', unit: 'µs', aim: 5 },
      {
        id: 'hostcall.later',
        what: 'async function, provider answers a promise',
        unit: 'µs',
        aim: 5,
      },
      { id: 'hostcall.later-50', what: 'the same, 50 at a time', unit: 'µs', aim: 5 },
      { id: 'kv.memory', what: 'kv get, in memory', unit: 'µs' },
      { id: 'kv.lmdb', what: 'kv get, LMDB', unit: 'µs' },
      { id: 'kv.lmdb-50', what: 'kv get, LMDB, 50 at a time', unit: 'µs' },
      { id: 'provider.memory', what: 'of which the provider in memory', unit: 'µs' },
      { id: 'provider.lmdb', what: 'of which the LMDB provider', unit: 'µs' },
      { id: 'kv-added.memory', what: 'kv get, added to the memory provider', unit: 'µs', aim: 2 },
      { id: 'kv-added.lmdb', what: 'kv get, added to LMDB', unit: 'µs', aim: 2 },
      {
        id: 'kv-added.as-memory',
        what: 'AssemblyScript: kv get, added to the memory provider',
        unit: 'µs',
        aim: 0.2,
      },
      {
        id: 'kv-added.as-lmdb',
        what: 'AssemblyScript: kv get, added to LMDB',
        unit: 'µs',
        aim: 0.2,
      },
      { id: 'as-hostcall.number', what: 'AssemblyScript: a number', unit: 'ns', aim: 20 },
      { id: 'as-hostcall.string', what: 'AssemblyScript: a string', unit: 'ns', aim: 200 },
      { id: 'as-kv.memory', what: 'AssemblyScript: kv get, in memory', unit: 'ns', aim: 300 },
      { id: 'as-kv.lmdb', what: 'AssemblyScript: kv get, LMDB', unit: 'ns' },
    ],
  },
  {
    name: 'building',
    title: 'Building',
    seconds: 150,
    values: [
      { id: 'build.warm', what: 'wajs build of hello, run again', unit: 's', aim: 0.3 },
      { id: 'build.first', what: 'wajs build of hello, first run', unit: 's' },
      { id: 'build.node', what: 'of which starting node', unit: 's' },
      { id: 'build.again', what: 'in a running process: build, load, answer', unit: 'ms', aim: 50 },
      { id: 'build.reload', what: 'wajs serve: from a saved change to its answer', unit: 'ms' },
      {
        id: 'build.assembly',
        what: 'wajs build in AssemblyScript, run again',
        unit: 's',
        aim: 1.5,
      },
      {
        id: 'build.assembly-again',
        what: 'AssemblyScript in a running process: build, load, answer',
        unit: 'ms',
        aim: 500,
      },
      {
        id: 'build.assembly-reload',
        what: 'AssemblyScript in wajs serve: from a saved change to its answer',
        unit: 'ms',
        aim: 600,
      },
      { id: 'build.component', what: 'hello as a component', unit: 's' },
    ],
  },
  {
    name: 'generator',
    title: 'The generator and the host code that it emits, against jco on the same worlds',
    seconds: 150,
    values: [
      { id: 'generate.command', what: 'generate the contract, a process', unit: 's', aim: 0.15 },
      { id: 'generate.command-jco', what: 'peer: jco transpile, a process', unit: 's' },
      { id: 'generate.process', what: 'the same in a running process', unit: 'ms', aim: 10 },
      { id: 'generate.process-jco', what: 'peer: jco transpile', unit: 'ms' },
      ...describeWithPeer('generate.process-small', 'generate a world of one interface', 'ms'),
      ...describeWithPeer('generate.process-resource', 'generate a world with a resource', 'ms'),
      { id: 'exchange.open', what: 'a fresh sandbox and its first call', unit: 'µs' },
      { id: 'exchange.open-jco', what: 'peer: a new instance and its first call', unit: 'µs' },
      ...describeWithPeer('exchange.add', 'one call that adds two numbers', 'µs'),
      ...describeWithPeer('exchange.reverse', 'one call with 20 records both ways', 'µs'),
    ],
  },
  {
    name: 'sizes',
    title: 'Sizes',
    seconds: 120,
    values: [
      { id: 'size.host-code', what: 'host code of the ring-function world', unit: 'kB', aim: 15 },
      { id: 'size.host-code-emitted', what: 'of which emitted for the world', unit: 'kB' },
      ...describeWithPeer('size.host-code-contract', 'host code of all interfaces', 'kB'),
      ...describeWithPeer('size.host-code-small', 'host code of a world of one interface', 'kB'),
      ...describeWithPeer('size.host-code-resource', 'host code of a world with a resource', 'kB'),
      { id: 'size.host-code-jco', what: 'peer: host code of jco for hello', unit: 'kB' },
      { id: 'size.artifact', what: "hello's artifact without its source map", unit: 'kB', aim: 20 },
      { id: 'size.artifact-map', what: "hello's artifact with its source map", unit: 'kB' },
      { id: 'size.component', what: "hello's component", unit: 'MB', aim: 1.3 },
      {
        id: 'size.assembly-text-core',
        what: 'AssemblyScript: core module of a handler that answers a text',
        unit: 'kB',
        aim: 10,
      },
      {
        id: 'size.assembly-text',
        what: 'the same as a component, as hosts load it',
        unit: 'kB',
        aim: 15,
      },
      {
        id: 'size.assembly-core',
        what: 'AssemblyScript: core module of hello, which reads its URL',
        unit: 'kB',
      },
      { id: 'size.assembly-component', what: 'the same as a component', unit: 'kB' },
      { id: 'size.engine', what: 'the engine that hosts compile', unit: 'MB' },
      { id: 'size.engine-gzip', what: 'the same, as a browser gets it (gzip)', unit: 'MB' },
      { id: 'size.browser-host', what: 'host in a browser, with its KV', unit: 'kB' },
      { id: 'size.browser-host-gzip', what: 'the same, as a browser gets it (gzip)', unit: 'kB' },
      { id: 'size.install', what: 'installed by a JS author', unit: 'MB', aim: 25 },
    ],
  },
  {
    name: 'memory',
    title: 'Memory of live instances and idle functions',
    seconds: 120,
    values: [
      { id: 'memory.js-1', what: 'JavaScript: the first instance', unit: 'kB' },
      { id: 'memory.js-100', what: 'each of 100', unit: 'kB', aim: 400 },
      { id: 'memory.js-1000', what: 'each of 1,000', unit: 'kB', aim: 400 },
      { id: 'memory.as-1', what: 'AssemblyScript: the first instance', unit: 'kB' },
      { id: 'memory.as-100', what: 'each of 100', unit: 'kB', aim: 40 },
      { id: 'memory.as-1000', what: 'each of 1,000', unit: 'kB', aim: 40 },
      { id: 'memory.function', what: 'each loaded function, idle', unit: 'kB', aim: 100 },
    ],
  },
  {
    name: 'neighbour',
    title: 'Latency of hello over HTTP at 200 requests a second, beside a function that loops',
    seconds: 120,
    values: [...describeTails('process', 'one process'), ...describeTails('threads', 'threads')],
  },
  {
    name: 'density',
    title: 'Ten thousand different functions in one process',
    seconds: 200,
    values: [
      { id: 'density.bytes', what: 'memory of a function that is idle', unit: 'kB', aim: 100 },
      { id: 'density.load', what: 'loading one from its file', unit: 'ms', aim: 1 },
      { id: 'density.first', what: 'its first call, once the process is warm', unit: 'ms' },
      { id: 'density.second', what: 'its second call, after all others', unit: 'ms' },
      { id: 'density.hot', what: 'a call of one of 50 that are called in turn', unit: 'ms' },
    ],
  },
];

/** Values by id. */
export const valuesById = new Map(
  groups.flatMap((group) => group.values.map((value) => [value.id, value])),
);
