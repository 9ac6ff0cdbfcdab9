import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrivate, readAddress } from '../../../modules/nathelper/private-address.ts';

function read(text: string): number {
  return readAddress(text, 0, text.length);
}

describe('addresses as inet_aton reads them (spec/nathelper.md 1.5)', () => {
  it.each([
    ['10.0.0.1', 0x0a000001],
    ['0.0.0.0', 0],
    ['255.255.255.255', 0xffffffff],
    ['10.1', 0x0a000001],
    ['10.1.2', 0x0a010002],
    ['192.168', 0xc00000a8],
    ['10.0.0', 0x0a000000],
    ['167772161', 0x0a000001],
    ['0x0a000001', 0x0a000001],
    ['0XA.0.0.1', 0x0a000001],
    ['012.0.0.1', 0x0a000001],
    ['010.0.0.1', 0x08000001],
    ['10.0.0.1 ', 0x0a000001],
    ['10.0.0.1\tanything', 0x0a000001],
    ['10.0xffffff', 0x0affffff],
    ['0', 0],
    ['00', 0],
  ])('%j', (text, address) => {
    expect(read(text)).toBe(address);
  });

  it.each([
    '',
    ' 10.0.0.1',
    '256.0.0.1',
    '10.0.0.256',
    '10.0x1000000',
    '4294967296',
    '99999999999999999999',
    '10.0.0.',
    '10..0.1',
    '.10.0.0.1',
    '10.0.0.1.2',
    '08.0.0.1',
    '0x.0.0.1',
    '0xg.0.0.1',
    '10.0.0.1/8',
    '10.0.0.1:5060',
    '[10.0.0.1]',
    '+10.0.0.1',
    '-1',
    '1e1',
    'host.example.com',
    '::1',
    '2001:db8::1',
  ])('%j is none', (text) => {
    expect(read(text)).toBe(-1);
  });

  it('reads every dotted decimal', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), ([a, b, c, d]) => {
        expect(read(`${a}.${b}.${c}.${d}`)).toBe(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
        expect(read(`0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`)).toBe(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
      }),
    );
  });

  it('reads a part of a text only', () => {
    expect(readAddress('sip:a@10.0.0.1:5060', 6, 14)).toBe(0x0a000001);
    expect(readAddress('10.0.0.12', 0, 8)).toBe(0x0a000001);
  });

  it('never throws, and is never more than 32 bits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('0', '1', '9', 'x', 'f', '.', ' ', '-'), maxLength: 30 }), (text) => {
        const address = read(text);
        expect(address === -1 || (address >= 0 && address <= 0xffffffff)).toBe(true);
      }),
    );
  });
});

describe('private addresses', () => {
  it.each([
    ['10.0.0.0', true],
    ['9.255.255.255', false],
    ['10.255.255.255', true],
    ['11.0.0.0', false],
    ['172.15.255.255', false],
    ['172.16.0.0', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['192.167.255.255', false],
    ['192.168.0.0', true],
    ['192.168.255.255', true],
    ['192.169.0.0', false],
    ['100.63.255.255', false],
    ['100.64.0.0', true],
    ['100.127.255.255', true],
    ['100.128.0.0', false],
    ['192.0.0.7', true],
    ['192.0.1.0', false],
    ['127.0.0.1', false],
    ['169.254.0.1', false],
    ['0.0.0.0', false],
    ['192.0.2.1', false],
    ['198.18.0.1', false],
    ['fd00::1', false],
    ['', false],
    ['localhost', false],
  ])('%s: %s in every mode', (text, expected) => {
    for (const mode of [-1, 0, 1, 2]) expect(isPrivate(text, 0, text.length, mode)).toBe(expected);
  });

  it.each([
    ['192.0.0.8', 1, true],
    ['192.0.0.255', 1, true],
    ['192.0.0.8', 0, false],
    ['192.0.0.8', 2, false],
    ['192.0.0.255', -1, false],
  ])('%s in mode %i: %s', (text, mode, expected) => {
    expect(isPrivate(text, 0, text.length, mode)).toBe(expected);
  });
});
