import { type ConformanceCase, step } from './conformance-case.js';

const missing = (what: string, option: string, name: string): string =>
  `! [not-found] the ${what} "${name}" is not set, or not granted to this function; grant it with --${option} ${name}`;

const fields = { text: 'a', number: 1.5, yes: true, json: '[1,"two"]' };

/** What the contract says of `cache`, `config`, `logging`, `clock`, `random` and `rpc`. */
export const hostcallCases: readonly ConformanceCase[] = [
  {
    title: 'cache keeps values for a while',
    steps: [
      step('cache.get a', null),
      step('cache.put a %C3%BC 10', null),
      step('cache.put b two', null),
      step('cache.get a', 'ü'),
      step('cache.put a three 5', null),
      step('cache.get a', 'three'),
      { advance: 5_000 },
      step('cache.get a', null),
      step('cache.get b', 'two'),
      step('cache.delete b', null),
      step('cache.delete b', null),
      step('cache.get b', null),
      step('cache.put __proto__ ', null),
      step('cache.get __proto__', ''),
    ],
  },
  {
    title: 'config has what was granted',
    steps: [
      step('config.get NAME', 'välue'),
      step('config.get EMPTY', ''),
      step('config.get TOKEN', missing('setting', 'env', 'TOKEN')),
      step('config.get constructor', missing('setting', 'env', 'constructor')),
      step('config.find NAME', 'välue'),
      step('config.find TOKEN', null),
      step('config.find ', null),
      step('config.names', 'EMPTY', 'NAME'),
      step('config.secret TOKEN', '[secret TOKEN]', 'hidden'),
      step('config.secret NAME', missing('secret', 'secret', 'NAME')),
    ],
  },
  {
    title: 'log writes at its levels, with fields, and never fails',
    steps: [
      ...['trace', 'debug', 'info', 'warn', 'error'].map((level) =>
        step(`log ${level} at%20${level}`, null),
      ),
      step('log info with%0Afields a', null),
      step('log info ', null),
      step('log.half', null),
    ],
    logs: [
      ...['trace', 'debug', 'info', 'warn', 'error'].map((level) => ({
        level,
        message: `at ${level}`,
        fields: {},
      })),
      { level: 'info', message: 'with\nfields', fields },
      { level: 'info', message: '', fields: {} },
      {
        level: 'info',
        message: 'a\ufffdb',
        fields: { 'n\ufffd': '\ufffd', json: '["\\udbff"]' },
      },
      { level: 'info', message: '\ufffd', fields: {} },
    ],
  },
  {
    title: 'console writes to the log',
    steps: ['debug', 'info', 'log', 'warn', 'error'].map((level) =>
      step(`console ${level} at%20${level}`, null),
    ),
    logs: [
      ['debug', 'debug'],
      ['info', 'info'],
      ['info', 'log'],
      ['warn', 'warn'],
      ['error', 'error'],
    ].map(([level, method]) => ({ level: level!, message: `at ${method}`, fields: {} })),
  },
  {
    title: 'time is that of the host',
    steps: [
      step('clock.now', /^\d+$/),
      { advance: 90_061_000 },
      step('clock.now', /^\d+$/),
      step('clock.date', /^2026-01-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      step('clock.monotonic', 'true'),
    ],
  },
  {
    title: 'entropy is that of the host',
    steps: [
      step('random.bytes 0', '0'),
      step('random.bytes 16', '16'),
      step('random.bytes 65536', '65536'),
      step('random.differ', 'true'),
      step('random.number', 'true'),
    ],
  },
  {
    title: 'rpc calls other functions, and gets their answers and errors',
    steps: [
      step('rpc.call echo echo h%C3%A9%00llo', 'hé\0llo'),
      step('rpc.call echo echo ', ''),
      step('rpc.call echo echo', ''),
      step('rpc.call echo conflict', '! [conflict] it is there already'),
      step('rpc.call echo limit', '! [limit] tries is 2, over the limit of 1'),
      step('rpc.call echo other', /^! \[internal\] (?!.*hunter2)/),
      step('rpc.call nobody echo', '! [not-found] there is no service "nobody"'),
      step('rpc.call __proto__ echo', '! [not-found] there is no service "__proto__"'),
      step('rpc.call slow echo x 20', /^! \[timeout\] /),
      step('rpc.both echo echo one two', 'one', 'two'),
    ],
  },
  {
    title: 'rpc answers once for one key',
    steps: [
      step('rpc.call count next a  key', '1'),
      step('rpc.call count next a  key', '1'),
      step('rpc.call count next a  other', '2'),
      step('rpc.call count next b  key', /^! \[conflict\] /),
      step('rpc.call count next a', '3'),
    ],
  },
  {
    title: 'rpc collects once what was submitted',
    steps: [
      step('rpc.submit echo echo later', /^.+$/),
      step('rpc.collect <answer>', 'later'),
      step('rpc.submit echo conflict x', /^.+$/),
      step('rpc.collect <answer> 1000', '! [conflict] it is there already'),
      step('rpc.collect 00000000-0000-4000-8000-000000000000', /^! \[not-found\] /),
      step('rpc.submit slow echo x', /^.+$/),
      step('rpc.cancel <answer>', null),
      step('rpc.cancel 00000000-0000-4000-8000-000000000000', null),
    ],
  },
  {
    title: 'fetch sends what it is told, and answers what comes',
    steps: [
      step('fetch GET http%3A%2F%2Fupstream.test%2Fa%3Fb%3Dc', '200', 'http://upstream.test/a?b=c', 'false',
        'set-cookie: a=1; set-cookie: b=2; x-many: 1, 2',
        'GET http://upstream.test/a?b=c follow [accept: text/plain|x-one: 1] '),
      step('fetch POST http%3A%2F%2Fupstream.test%2F s%C3%BCnt manual 2000', '200', 'http://upstream.test/', 'false',
        'set-cookie: a=1; set-cookie: b=2; x-many: 1, 2',
        'POST http://upstream.test/ manual [accept: text/plain|content-type: text/plain;charset=UTF-8|x-one: 1] sünt'),
      step('fetch PUT http%3A%2F%2Fupstream.test%2Fmoved x error', '200', 'http://upstream.test/there', 'true', /.*/, /^PUT .*moved error /),
      step('fetch GET http%3A%2F%2Fupstream.test%2Fempty', '204', /empty$/, 'false', '', ''),
      step('fetch GET http%3A%2F%2Fupstream.test%2Fbroken', '500', /broken$/, 'false', '', 'no 🌍'),
    ],
  }, // prettier-ignore
  {
    title: 'fetch says why it fails',
    steps: [
      step('fetch GET http%3A%2F%2Fdenied.test%2F', '! [denied] "denied.test" is not allowed'),
      step('fetch GET http%3A%2F%2Fslow.test%2F   30', /^! \[timeout\] /),
      step('fetch GET http%3A%2F%2Fdown.test%2F', '! [unavailable] it does not answer'),
    ],
  },
];
