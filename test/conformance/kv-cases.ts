import { type ConformanceCase, step } from './conformance-case.js';

const version = /^.+$/;
const long = (length: number): string => 'k'.repeat(length);
const weird = ['..', '/', '%00', 'a%00b', ':', '*', '>', '%5Ba-z%5D', '%20', '%0A', '%EF%BF%BD', '%F0%9F%98%80', 'e%CC%81', '__proto__', 'constructor', 'then', '-', '%2D']; // prettier-ignore

/** What the contract says of `kv`. */
export const kvCases: readonly ConformanceCase[] = [
  {
    title: 'kv keeps what was put, and forgets what was deleted',
    steps: [
      step('kv.get plain a', null),
      step('kv.has plain a', 'false'),
      step('kv.put plain a one', version),
      step('kv.get plain a', 'one'),
      step('kv.has plain a', 'true'),
      step('kv.put plain a %C3%BC%20%F0%9F%8C%8D', version),
      step('kv.get plain a', 'ü 🌍'),
      step('kv.get other a', null),
      step('kv.delete plain a', null),
      step('kv.delete plain a', null),
      step('kv.get plain a', null),
      step('kv.put plain empty ', version),
      step('kv.get plain empty', ''),
    ],
  },
  {
    title: 'kv keeps metadata, and says when an entry goes',
    steps: [
      step('kv.entry meta a', null),
      step('kv.put meta a one', version),
      step('kv.entry meta a', 'one', null, '0', version),
      step('kv.put meta a two 60 %7B%22m%22%3A%5B1%2C%22%C3%BC%22%5D%7D', version),
      step('kv.entry meta a', 'two', '{"m":[1,"ü"]}', '1767225660000', version),
    ],
  },
  {
    title: 'kv forgets an entry after its time',
    steps: [
      step('kv.put ttl a one 61', version),
      step('kv.put ttl b two 120', version),
      step('kv.put ttl c three', version),
      { advance: 60_000 },
      step('kv.get ttl a', 'one'),
      { advance: 1_000 },
      step('kv.get ttl a', null),
      step('kv.all ttl ', 'b', 'c'),
      { advance: 1_000_000 },
      step('kv.all ttl ', 'c'),
      step('kv.put ttl c three 59', /^! \[invalid\] .*60/),
    ],
  },
  {
    title: 'kv sets a value where nobody else was first',
    steps: [
      step('kv.compareAndSet cas a one wrong', null),
      step('kv.compareAndSet cas a one ', version),
      step('kv.compareAndSet cas a two ', null),
      step('kv.put cas a two', version),
      step('kv.compareAndSet cas a three <answer> 60 1', version),
      step('kv.compareAndSet cas a four <answer>', version),
      step('kv.compareAndSet cas a five wrong', null),
      step('kv.get cas a', 'four'),
      step('kv.delete cas a', null),
      step('kv.compareAndSet cas a six <answer>', version),
    ],
  },
  {
    title: 'kv counts',
    steps: [
      step('kv.increment count a', '1'),
      step('kv.increment count a 2.5', '3.5'),
      step('kv.increment count a -10', '-6.5'),
      step('kv.increment count a 0', '-6.5'),
      step('kv.get count a', '-6.5'),
      step('kv.increment count a NaN', /^! \[invalid\] /),
      step('kv.increment count a Infinity', /^! \[invalid\] /),
      step('kv.put count b text', version),
      step('kv.increment count b', /^! \[invalid\] /),
      step('kv.get count b', 'text'),
    ],
  },
  {
    title: 'kv reads and writes several keys at once',
    steps: [
      step('kv.getMany many', ),
      step('kv.putMany many a 1 b %C3%BC c ', version, version, version),
      step('kv.getMany many c none a b a', '', null, '1', 'ü', '1'),
      step('kv.list many  ', null, 'a=0', 'b=2', 'c=4'),
      step(`kv.putMany many d 1 ${long(513)} 2`, /^! \[too-large\] /),
      step('kv.has many d', 'false'),
    ],
  }, // prettier-ignore
  {
    title: 'kv lists keys in the order of their bytes, page by page',
    steps: [
      step('kv.list list  ', null),
      step('kv.putMany list b 1 a%2F1 1 a 1 a%2F2 1 %EF%BF%BD 1 %F0%9F%98%80 1 z 1', ...Array<RegExp>(7).fill(version)),
      step('kv.all list ', 'a', 'a/1', 'a/2', 'b', 'z', '\ufffd', '😀'),
      step('kv.all list a%2F', 'a/1', 'a/2'),
      step('kv.all list none'),
      step('kv.list list  3', version, /^a=/, /^a\/1=/, /^a\/2=/),
      step('kv.list list  2 <answer>', version, /^b=/, /^z=/),
      step('kv.list list  100 <answer>', null, /^\ufffd=/, /^😀=/),
      step('kv.list list  1 nonsense', /^! \[invalid\] /),
    ],
  }, // prettier-ignore
  {
    title: 'kv takes keys as they are',
    steps: [
      ...weird.map((key, index) => step(`kv.put weird ${key} v${index}`, version)),
      ...weird.slice(0, -2).map((key, index) => step(`kv.get weird ${key}`, `v${index}`)),
      step('kv.get weird -', `v${weird.length - 1}`),
      step(`kv.put weird ${long(512)} v`, version),
      step(`kv.get weird ${long(512)}`, 'v'),
      step(`kv.put weird ${long(513)} v`, /^! \[too-large\] .*513.*512/),
      step(`kv.get weird ${long(513)}`, /^! \[too-large\] .*513.*512/),
      step('kv.put weird  v', /^! \[invalid\] /),
      step('kv.get  a', /^! \[invalid\] /),
      step(`kv.put weird a v 60 %22${'m'.repeat(1023)}%22`, /^! \[too-large\] /),
    ],
  },
];
