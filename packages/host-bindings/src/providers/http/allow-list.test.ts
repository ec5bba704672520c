import { describe, expect, it } from 'vitest';
import { isPublicAddress, parseNetworks } from './addresses.js';
import { parseAllowList } from '../allow-list.js';

const allows = (entries: string[], url: string): boolean =>
  parseAllowList(entries).includes(new URL(url));

describe('the list of allowed hosts', () => {
  it.each([
    ['example.com', 'http://example.com/', true],
    ['example.com', 'https://EXAMPLE.com:8443/x', true],
    ['Example.COM.', 'https://example.com/', true],
    ['example.com', 'https://api.example.com/', false],
    ['example.com', 'https://example.com.evil.org/', false],
    ['example.com', 'https://evilexample.com/', false],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:443', 'http://example.com/', false],
    ['example.com:443', 'http://example.com:443/', true],
    ['*.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://aexample.com/', false],
    ['*.example.com:81', 'http://a.example.com/', false],
    ['*.example.com', 'http://.example.com/', false],
    ['bücher.example', 'https://xn--bcher-kva.example/', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8081/', false],
    ['127.0.0.1', 'http://2130706433/', true],
    ['127.0.0.1', 'http://[::ffff:127.0.0.1]/', false],
    ['*.0.0.1.example', 'http://127.0.0.1/', false],
    ['::1', 'http://[::1]/', true],
    ['[::1]:80', 'http://[0:0::1]/', true],
    ['[::1]:81', 'http://[::1]/', false],
    ['localhost', 'http://localhost:3000/', true],
  ])('%s and %s: %s', (entry, url, expected) => {
    expect(allows([entry], url)).toBe(expected);
  });

  it('allows nothing when it is empty', () => {
    expect(allows([], 'https://example.com/')).toBe(false);
  });

  it.each([
    '',
    '*',
    '*.',
    'https://example.com',
    'example.com/path',
    'a b',
    'u@h',
    '*.127.0.0.1',
    'h:0',
    'h:70000',
    'h:',
    'a.*.b',
    '[::1',
    'h?x',
  ])('refuses the entry "%s"', (entry) => {
    expect(() => parseAllowList([entry])).toThrow(`"${entry}" is no host to allow`);
  });
});

describe('addresses', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '192.168.1.1'],
    ['169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ['198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
    ['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:0:10.0.0.1'],
    ['fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '100::1'],
    ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:1::1', '2001:db8::1'],
    ['', 'localhost', '1.2.3', '1.2.3.4.5', '01.2.3.4', '8.8.8.8 ', '8.8.8.8\n'],
  ])('%s and the like are not', (...addresses) => {
    for (const address of addresses)
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });

  it('of a network need CIDR', () => {
    expect(() => parseNetworks(['10.0.0.0'])).toThrow(/"10\.0\.0\.0" is no network: use CIDR/);
  });
});
