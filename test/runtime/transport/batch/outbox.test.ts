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
  answers: number[] = []; // most messages to take, or errno; then all
  /** Datagrams of each message that was taken. */
  readonly runs: number[] = [];
  /** What it says to a message that it should cut: 0 does it. */
  cutting: number = 0;
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
    for (let i = 0; i < count; i++) {
      const datagrams = this.read(messages + BigInt(64 * i));
      if (answer < 0 || i >= answer || (this.cutting < 0 && datagrams.length > 1)) {
        if (i > 0) return i;
        return answer < 0 ? answer : this.cutting;
      }
      this.runs.push(datagrams.length);
      this.taken.push(...datagrams);
    }
    return count;
  }
  cuts(): boolean {
    return true;
  }
  // the datagrams that a message is
  private read(header: bigint): string[] {
    const message = this.at(header, 64);
    const address = this.at(message.readBigUInt64LE(0), message.readUInt32LE(8));
    const six = address.readUInt16LE(0) === 10;
    deepEqual([address.length, address.readUInt16LE(0)], six ? [28, 10] : [16, 2]);
    const to = `${address.subarray(six ? 8 : 4, six ? 24 : 8).toString('hex')} ${address.readUInt16BE(2)}`;
    let text = '';
    for (let i = 0n; i < message.readBigUInt64LE(24); i++) {
      const vector = this.at(message.readBigUInt64LE(16) + 16n * i, 16);
      text += this.at(vector.readBigUInt64LE(0), Number(vector.readBigUInt64LE(8))).toString('latin1');
    }
    return this.cut(message, text).map((part) => `${to} ${part}`);
  }
  private cut(message: Buffer, text: string): string[] {
    if (message.readBigUInt64LE(40) === 0n) {
      equal(message.readBigUInt64LE(24), 1n);
      return [text];
    }
    const control = this.at(message.readBigUInt64LE(32), 24);
    equal(message.readBigUInt64LE(40), 24n);
    // SOL_UDP, UDP_SEGMENT
    deepEqual([control.readBigUInt64LE(0), control.readUInt32LE(8), control.readUInt32LE(12)], [18n, 17, 103]);
    const segment = control.readUInt16LE(16);
    ok(segment > 0);
    const parts: string[] = [];
    for (let at = 0; at < text.length; at += segment) parts.push(text.slice(at, at + segment));
    equal(BigInt(parts.length), message.readBigUInt64LE(24));
    return parts;
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

  describe('with a kernel that cuts', () => {
    const cutting = (family: 4 | 6 = 4): ReturnType<typeof setUp> => {
      const made = setUp(family);
      made.outbox.segments = true;
      return made;
    };
    const texts = (taken: readonly string[]): string => taken.map((text) => text.slice(text.lastIndexOf(' ') + 1)).join(' ');

    it.each<[string, readonly string[], number[]]>([
      ['the same length', ['aa', 'bb', 'cc'], [3]],
      ['a shorter one ends the run', ['aa', 'bb', 'c', 'd', 'ee'], [3, 1, 1]],
      ['a longer one begins another', ['a', 'bb', 'cc'], [1, 2]],
      ['one alone', ['a'], [1]],
      ['too long for most ways', ['x'.repeat(1401), 'y'.repeat(1401)], [1, 1]],
      ['just short enough', ['x'.repeat(1400), 'y'.repeat(1400)], [2]],
    ])('%s', (_name, added, runs) => {
      const { kernel, outbox, back, add } = cutting();
      for (const text of added) add(text);
      expect(outbox.flush(3, back, false)).toBe(0);
      expect([kernel.runs, texts(kernel.taken)]).toEqual([runs, added.join(' ')]);
      expect(kernel.asked).toEqual([runs.length]);
    });

    it('puts together what goes to one address and port, and keeps its order', () => {
      const { kernel, outbox, back, add } = cutting(6);
      add('a1', '2001:db8::1');
      add('b1', '2001:db8::2');
      add('a2', '2001:db8::1');
      add('c1', '2001:db8::1', 5070);
      add('b', '2001:db8::2');
      add('a3', '2001:db8::1');
      add('b3', '2001:db8::2');
      outbox.flush(3, back, false);
      expect([kernel.runs, texts(kernel.taken)]).toEqual([[3, 2, 1, 1], 'a1 a2 a3 b1 b c1 b3']);
    });

    it('makes no more than 64 segments of a run', () => {
      const { kernel, outbox, back, add } = cutting();
      for (let i = 0; i < 128; i++) add('x');
      outbox.flush(3, back, false);
      expect(kernel.runs).toEqual([64, 64]);
    });

    it('makes no run longer than a datagram may be', () => {
      const { kernel, outbox, back, add } = cutting();
      for (let i = 0; i < 60; i++) add('x'.repeat(1300));
      outbox.flush(3, back, false);
      expect(kernel.runs).toEqual([50, 10]);
    });

    it.each([-22, -5, -90])('where that is refused (%d) everything leaves one by one, from then on', (errno) => {
      const { kernel, outbox, back, add } = cutting();
      kernel.cutting = errno;
      add('zz', '192.0.2.9');
      add('aa');
      add('bb');
      add('c');
      expect(outbox.flush(3, back, true)).toBe(0);
      expect([kernel.runs, texts(kernel.taken), back.seen]).toEqual([[1, 1, 1, 1], 'zz aa bb c', []]);
      kernel.asked.length = 0;
      add('dd');
      add('ee');
      outbox.flush(3, back, false);
      expect(kernel.asked).toEqual([2]);
      // the other address is not touched by it
      kernel.cutting = 0;
      kernel.runs.length = 0;
      add('ff', '192.0.2.9');
      add('gg', '192.0.2.9');
      outbox.flush(3, back, false);
      expect(kernel.runs).toEqual([2]);
    });

    it('tells what becomes of each of a run when the kernel is full, or refuses them', () => {
      const { kernel, outbox, back, add } = cutting();
      add('aa');
      add('zz', '192.0.2.9');
      add('bb');
      kernel.answers = [EAGAIN];
      back.kept = -1;
      expect(outbox.flush(3, back, true)).toBe(-1);
      expect(back.seen).toEqual([
        'later 192.0.2.1 5060 aa',
        '192.0.2.1 -1',
        'later 192.0.2.9 5060 zz',
        '192.0.2.9 -1',
        'later 192.0.2.1 5060 bb',
      ]);
      back.seen.length = 0;
      add('cc');
      add('dd');
      kernel.answers = [ENETUNREACH, ENETUNREACH, ENETUNREACH];
      expect(outbox.flush(3, back, true)).toBe(ENETUNREACH);
      expect(back.seen).toEqual(['192.0.2.1 -101']);
    });

    it('loses nothing and keeps the order to each address, whatever the kernel says', () => {
      const datagram = fc.record({ to: fc.nat(3), length: fc.integer({ min: 1, max: 3 }) });
      const answers = fc.array(fc.constantFrom(1, 2, 3, EACCES, EINTR, EAGAIN), { maxLength: 6 });
      fc.assert(
        fc.property(fc.array(datagram, { maxLength: 40 }), answers, fc.constantFrom(0, -22), (all, said, cut) => {
          const { kernel, outbox, back, add } = cutting();
          kernel.answers = said;
          kernel.cutting = cut;
          all.forEach(({ to, length }, i) => add(String.fromCharCode(65 + i).repeat(length), `192.0.2.${to}`));
          outbox.flush(3, back, false);
          expect(kernel.taken.length + back.seen.length).toBe(all.length);
          for (const to of [0, 1, 2, 3]) {
            const arrived = kernel.taken.filter((text) => text.startsWith(`c000020${to} `));
            expect(arrived).toEqual(arrived.toSorted());
          }
        }),
      );
    });
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
