import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatIPv4, parseIPv4 } from '../../../../runtime/sip/address.ts';
import { internetChecksum, LONGEST_PAYLOAD, udpPacket } from '../../../../runtime/transport/raw/packet.ts';
import { readPacket } from '../../../support/raw.ts';

const address = fc.integer({ min: 0, max: 0xffff_ffff });
const port = fc.integer({ min: 0, max: 0xffff });
const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 200 });

/** As RFC 1071 defines it, in the slowest way: one number of any length, modulo 65535. */
function reference(data: Uint8Array): number {
  const hex = Buffer.from(data).toString('hex') + (data.length % 2 === 1 ? '00' : '');
  const whole = BigInt(`0x0${hex}`);
  const sum = whole === 0n ? 0n : ((whole - 1n) % 0xffffn) + 1n; // ones' complement: 0xffff, not 0, unless all is 0
  return Number(0xffffn - sum);
}

describe('internetChecksum', () => {
  it.each([
    ['RFC 1071 3', [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7], 0x220d],
    ['nothing', [], 0xffff],
    ['one octet', [0x12], 0xedff],
    ['all ones', [0xff, 0xff, 0xff, 0xff], 0],
    ['two carries', [0xff, 0xff, 0xff, 0xff, 0x00, 0x01], 0xfffe],
  ])('%s', (_what, data, sum) => {
    expect(internetChecksum(Uint8Array.from(data), 0, data.length)).toBe(sum);
  });

  it('is that of the definition, for anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        expect(internetChecksum(data, 0, data.length)).toBe(reference(data));
      }),
    );
  });

  it('looks at nothing but its part', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 30 }),
        fc.uint8Array({ maxLength: 9 }),
        (a, b, c) => {
          const all = Uint8Array.from([...a, ...b, ...c]);
          expect(internetChecksum(all, a.length, a.length + b.length)).toBe(reference(b));
        },
      ),
    );
  });

  it('does not lose a carry in the longest packet', () => {
    const all = new Uint8Array(65_535).fill(0xff);
    expect(internetChecksum(all, 0, all.length)).toBe(reference(all));
  });
});

describe('udpPacket', () => {
  const END = { source: parseIPv4('203.0.113.9'), sourcePort: 5999, target: parseIPv4('203.0.113.77'), targetPort: 40_000 };

  it('is octet by octet what Kamailio 5.6.3 put on the wire', () => {
    const recorded = '4500 0020 1700 0000 4511 e675 cb007109 cb00714d 176f 9c40 000c 0000 00000000';
    expect(udpPacket('\0\0\0\0', END)?.toString('hex')).toBe(recorded.replaceAll(' ', ''));
  });

  it('says what it was given, with a sum that is right, and no options', () => {
    fc.assert(
      fc.property(octets, address, port, address, port, (text, source, sourcePort, target, targetPort) => {
        const packet = udpPacket(text, { source, sourcePort, target, targetPort })!;
        expect(readPacket(packet)).toEqual({
          first: 0x45,
          tos: 0,
          length: 28 + text.length,
          id: 5888,
          fragment: 0,
          ttl: 69,
          protocol: 17,
          src: `${formatIPv4(source)}:${sourcePort}`,
          dst: `${formatIPv4(target)}:${targetPort}`,
          udpLength: 8 + text.length,
          udpChecksum: 0,
          payload: text,
        });
        expect(packet.length).toBe(28 + text.length);
        expect(reference(packet.subarray(0, 20))).toBe(0); // over a header with its sum
      }),
    );
  });

  it('is at most 65,535 octets', () => {
    expect(udpPacket('x'.repeat(LONGEST_PAYLOAD), END)?.length).toBe(65_535);
    expect(udpPacket('x'.repeat(LONGEST_PAYLOAD + 1), END)).toBe(null);
  });
});
