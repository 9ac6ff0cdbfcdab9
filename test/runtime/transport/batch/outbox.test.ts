import { deepEqual, equal, ok } from 'node:assert/strict';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Destination, Destinations } from '../../../../runtime/transport/batch/destinations.ts';
import { MOST_SENT, Outbox, type Returned } from '../../../../runtime/transport/batch/outbox.ts';
import type { SystemCalls } from '../../../../runtime/transport/batch/system-calls.ts';

const EINTR = -4;
const EAGAIN = -11;
const EACCES = -13;
const ENETUNREACH = -101;
const ENOBUFS = -105;

/** A kernel that reads the table that it is given, and answers with what a test says. */
class Kernel implements SystemCalls {
  readonly taken: string[] = [];
  readonly asked: number[] = [];
  answers: number[] = []; // most datagrams to take, or errno; then all
  private readonly memory: { start: bigint; octets: Buffer }[] = [];

  address(octets: Buffer): bigint {
    // Far apart, beyond 32 bits, and so that adding an offset carries into the upper half
    const start = 0x7fff_ffff_f000n + BigInt(this.memory.length) * 0x10_0000_0000n;
    this.memory.push({ start, octets });
    return start;
  }
  receive(): number {
    return EAGAIN;
  }
  send(_fd: number, messages: bigint, count: number): number {
    this.asked.push(count);
    const answer = this.answers.shift() ?? count;
    for (let i = 0; i < Math.min(answer, count); i++) this.taken.push(this.read(messages + BigInt(64 * i)));
    return Math.min(answer, count);
  }
  private read(header: bigint): string {
    const message = this.at(header, 64);
    const address = this.at(message.readBigUInt64LE(0), message.readUInt32LE(8));
    const vector = this.at(message.readBigUInt64LE(16), 16);
    equal(message.readBigUInt64LE(24), 1n);
    const text = this.at(vector.readBigUInt64LE(0), Number(vector.readBigUInt64LE(8))).toString('latin1');
    const six = address.readUInt16LE(0) === 10;
    deepEqual([address.length, address.readUInt16LE(0)], six ? [28, 10] : [16, 2]);
    return `${address.subarray(six ? 8 : 4, six ? 24 : 8).toString('hex')} ${address.readUInt16BE(2)} ${text}`;
  }
  private at(where: bigint, length: number): Buffer {
    const { start, octets } = this.memory.find(
      ({ start, octets }) => where >= start && where < start + BigInt(octets.length + 1),
    )!;
    const from = Number(where - start);
    ok(from + length <= octets.length);
    return octets.subarray(from, from + length);
  }
}

class Back implements Returned {
  readonly seen: string[] = [];
  kept: number = 0;

  refused(to: Destination, errno: number): void {
    this.seen.push(`${to.ip} ${errno}`);
  }
  later(text: string, to: Destination, port: number): number {
    this.seen.push(`later ${to.ip} ${port} ${text}`);
    return this.kept;
  }
}

function setUp(family: 4 | 6 = 4): {
  kernel: Kernel;
  outbox: Outbox;
  back: Back;
  add: (text: string, ip?: string, port?: number) => void;
} {
  const kernel = new Kernel();
  const outbox = new Outbox(family, kernel);
  const destinations = new Destinations(family);
  const add = (text: string, ip: string = '192.0.2.1', port: number = 5060): void =>
    outbox.add(text, destinations.find(ip)!, port);
  return { kernel, outbox, back: new Back(), add };
}

describe('Outbox', () => {
  it('hands over everything in order, with one call', () => {
    const { kernel, outbox, back, add } = setUp();
    add('one', '192.0.2.1', 5060);
    add('', '203.0.113.254', 65_535);
    add('\0\xff', '192.0.2.1', 1);
    expect(outbox.empty).toBe(false);
    expect(outbox.flush(3, back, false)).toBe(0);
    expect(kernel.taken).toEqual(['c0000201 5060 one', 'cb0071fe 65535 ', 'c0000201 1 \0\xff']);
    expect(kernel.asked).toEqual([3]);
    expect([outbox.empty, back.seen]).toEqual([true, []]);
  });

  it('knows IPv6', () => {
    const { kernel, outbox, back, add } = setUp(6);
    add('six', '2001:db8::5', 5070);
    add('mapped', '::ffff:192.0.2.1', 5060);
    outbox.flush(3, back, false);
    expect(kernel.taken).toEqual(['20010db8000000000000000000000005 5070 six', '00000000000000000000ffffc0000201 5060 mapped']);
  });

  it.each<[string, number[], string[], string[]]>([
    ['the first', [EACCES], ['b', 'c'], ['192.0.2.1 -13']],
    ['the middle one', [1, ENETUNREACH], ['a', 'c'], ['192.0.2.2 -101']],
    ['the last', [2, EACCES], ['a', 'b'], ['192.0.2.3 -13']],
    ['all', [EACCES, EACCES, ENETUNREACH], [], ['192.0.2.1 -13', '192.0.2.2 -13', '192.0.2.3 -101']],
    ['none; it was interrupted', [EINTR, 1, EINTR], ['a', 'b', 'c'], []],
    ['none; it took them one by one', [1, 1, 1], ['a', 'b', 'c'], []],
    ['none; its buffer is full', [1, EAGAIN], ['a'], ['later 192.0.2.2 5060 b', 'later 192.0.2.3 5060 c']],
    [
      'the first, then its buffer is full',
      [EACCES, ENOBUFS],
      [],
      ['192.0.2.1 -13', 'later 192.0.2.2 5060 b', 'later 192.0.2.3 5060 c'],
    ],
  ])('the kernel refuses %s', (_, answers, taken, returned) => {
    const { kernel, outbox, back, add } = setUp();
    add('a', '192.0.2.1');
    add('b', '192.0.2.2');
    add('c', '192.0.2.3');
    kernel.answers = answers;
    expect(outbox.flush(3, back, false)).toBe(0);
    expect(kernel.taken.map((text) => text.at(-1))).toEqual(taken);
    expect(back.seen).toEqual(returned);
    add('next');
    outbox.flush(3, back, false);
    expect(kernel.taken.at(-1)).toBe('c0000201 5060 next');
  });

  it.each<[string, number[], number, number, string[]]>([
    ['sent', [], 0, 0, []],
    ['refused', [1, ENETUNREACH], 0, ENETUNREACH, []],
    ['the one before is refused', [EACCES], 0, 0, ['192.0.2.1 -13']],
    ['kept for later', [1, EAGAIN], 0, 0, ['later 192.0.2.2 5060 b']],
    ['no room to keep it', [1, EAGAIN], -1, -1, ['later 192.0.2.2 5060 b']],
    ['no room to keep any', [EAGAIN], -1, -1, ['later 192.0.2.1 5060 a', '192.0.2.1 -1', 'later 192.0.2.2 5060 b']],
  ])('tells the result of the last: %s', (_, answers, kept, result, returned) => {
    const { kernel, outbox, back, add } = setUp();
    add('a', '192.0.2.1');
    add('b', '192.0.2.2');
    kernel.answers = answers;
    back.kept = kept;
    expect(outbox.flush(3, back, true)).toBe(result);
    expect(back.seen).toEqual(returned);
  });

  it('fits so many datagrams, and so many octets', () => {
    const { kernel, outbox, back, add } = setUp();
    let count = 0;
    for (; outbox.fits(10); count++) add('0123456789');
    expect(count).toBe(MOST_SENT);
    outbox.flush(3, back, false);
    expect(kernel.taken).toHaveLength(MOST_SENT);
    for (count = 0; outbox.fits(65_507); count++) add('x'.repeat(65_507));
    expect(count).toBe(4);
  });

  it('carries any texts', () => {
    const { kernel, outbox, back, add } = setUp();
    const texts = fc.array(fc.string({ unit: fc.nat(255).map((octet) => String.fromCharCode(octet)) }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.array(fc.constantFrom(1, 2, EACCES, EINTR, EAGAIN)), (all, answers) => {
        kernel.taken.length = 0;
        back.seen.length = 0;
        kernel.answers = answers;
        for (const text of all) add(text);
        outbox.flush(3, back, false);
        expect(kernel.taken.length + back.seen.length).toBe(all.length); // nothing is lost silently
        const left = kernel.taken.map((text) => text.slice('c0000201 5060 '.length));
        let at = 0;
        for (const text of left) at = all.indexOf(text, at) + 1 || expect.fail('out of order');
      }),
    );
  });
});

describe('Destinations', () => {
  it.each<[4 | 6, string, boolean]>([
    [4, '192.0.2.1', true],
    [4, '300.1.1.1', false],
    [4, 'localhost', false],
    [4, '', false],
    [4, '::1', false],
    [6, '::1', true],
    [6, '192.0.2.1', false],
    [6, 'fe80::1%eth0', false],
  ])('family %d, %s: %s', (family, ip, known) => {
    const destinations = new Destinations(family);
    const found = destinations.find(ip);
    expect(found?.ip ?? null).toBe(known ? ip : null);
    expect(destinations.find(ip)).toBe(found);
  });

  it('forgets when there are too many', () => {
    const destinations = new Destinations(4);
    const first = destinations.find('192.0.2.1');
    for (let i = 0; i < 4095; i++) destinations.find(`198.51.${i >>> 8}.${i & 255}`);
    expect(destinations.find('192.0.2.1')).toBe(first);
    destinations.find('203.0.113.1');
    expect(destinations.find('192.0.2.1')).not.toBe(first);
  });
});
