import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

const server = await testServer({ modules: ['maxfwd'] });
const field = (line: string): string => invite().replace('Max-Forwards: 70', line);

describe('forms of the field', () => {
  it.each([
    ['MAX-FORWARDS: 5', 1, '4'],
    ['max-forwards:5', 1, '4'],
    ['Max-Forwards :\t5', 1, '4'],
    ['Max-Forwards:\r\n 5', 1, '4'],
    ['Max-Forwards: 5\r\n ', 1, '4'],
    ['Max-Forwards: 100\r\n\t', 1, '70'],
    ['Max-Forwards: 5, 6', -2, '5, 6'],
    ['Max-Forwards: 5;x', -2, '5;x'],
    ['Max-Forwards: +5', -2, '+5'],
    ['Max-Forwards: 0x5', -2, '0x5'],
    ['Max-Forwards: 5.0', -2, '5.0'],
    ['Max-Forwards: 1e1', -2, '1e1'],
    ['Max-Forwards: 99999999999999999999', -2, '99999999999999999999'],
    ['Max-Forwards: 000', -1, '000'],
    ['Max-Forwards: \u00b2', -2, '\u00b2'],
  ])('%j: %i', (line, result, left) => {
    const cx = server.context(field(line));
    expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(result);
    expect(cx.message.body(Header.MaxForwards)!.trim()).toBe(left);
    expect(cx.message.text.length).toBe(field(line).length);
    expect([cx.message.from!.uriText, cx.message.headers.length]).toEqual(['sip:alice@atlanta.example.com', 8]);
  });

  it('a hop is counted until none is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (hops) => {
        const cx = server.context(field(`Max-Forwards: ${hops}`));
        for (let left = hops; left > 0; left--) {
          expect(server.call(cx, 'maxfwd.is_maxfwd_lt', left + 1)).toBe(1);
          expect(server.call(cx, 'maxfwd.is_maxfwd_lt', left)).toBe(-1);
          expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
        }
        expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });

  it('nothing that a peer sends throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('0', '7', ' ', '\t', '\r\n ', '-', 'x', ',', ';', '\u00ff'), maxLength: 12 }),
        (value) => {
          const cx = server.context(field(`Max-Forwards: ${value}`));
          const less = server.call(cx, 'maxfwd.is_maxfwd_lt', 255);
          expect([1, -1, -3]).toContain(less);
          const counted = server.call(cx, 'maxfwd.process_maxfwd', 70);
          expect([1, -1, -2]).toContain(counted);
          expect(less === -3).toBe(counted === -2);
          expect(cx.message.fault).toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('arguments of another type', () => {
  // as 0: a request without the field gets one that says so
  it.each([undefined, null, {}, [], 'x', NaN, Infinity, true, -0.5])('%s counts as 0', (given) => {
    const cx = server.context(field('X: 1'));
    expect([server.call(cx, 'maxfwd.is_maxfwd_lt', given), server.call(cx, 'maxfwd.process_maxfwd', given)]).toEqual([-2, 2]);
    expect(serialize(cx.message, '', [], null)).toContain('\r\nMax-Forwards: 0\r\n');
    const there = server.context(invite());
    expect([server.call(there, 'maxfwd.is_maxfwd_lt', given), server.call(there, 'maxfwd.process_maxfwd', given)]).toEqual([
      -1, 1,
    ]);
  });
  it.each([256, -1, '300', 1e300, -1e300])('%s is out of range', (given) => {
    const cx = server.context(invite());
    expect([server.call(cx, 'maxfwd.is_maxfwd_lt', given), server.call(cx, 'maxfwd.process_maxfwd', given)]).toEqual([-1, -1]);
    expect(cx.message.text).toBe(invite());
  });
});

it('works in every kind of route', () => {
  for (const kind of ['request', 'branch', 'failure', 'branch_failure', 'event', 'reply', 'tm_reply'] as const) {
    const reply = kind === 'reply' || kind === 'tm_reply';
    const cx = server.context(reply ? ok({ fields: ['Max-Forwards: 70'] }) : invite(), { kind });
    expect([kind, server.call(cx, 'maxfwd.process_maxfwd', 70), server.call(cx, 'maxfwd.is_maxfwd_lt', 70)]).toEqual([
      kind,
      1,
      1,
    ]);
  }
});
