import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { KsrHdr } from '../../../runtime/ksr/hdr.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

// KSR.hdr on fields of any number and body (spec/modules.md 4)

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

const name = fc.constantFrom('X-A', 'x-a', 'X-B', 'Subject', 's', 'Route');
const body = fc.string({ unit: fc.constantFrom(...'aB1 :;,<>"=\u00c3\u00a0'), maxLength: 8 });
const fields = fc.array(fc.tuple(name, body), { maxLength: 6 });

const long = (of: string): string => (of === 's' ? 'subject' : of.toLowerCase());
// white space of SIP goes in front, stays behind
const trimStart = (of: string): string => {
  let i = 0;
  while (of[i] === ' ') i++;
  return of.slice(i);
};
const with_ = (given: readonly (readonly [string, string])[]): Arrived =>
  new Arrived(server, invite({ fields: given.map(([of, value]) => `${of}: ${value}`) }));

/** Names and bodies of a message as it would leave now. */
function leaving(at: Arrived): [string, string][] {
  const message = parseMessage(at.leaving)!;
  return message.headers.map((field) => [message.fieldName(field), message.fieldBody(field)]);
}

describe('reading', () => {
  it('gives the fields of a name in order, whatever their case or length', () => {
    fc.assert(
      fc.property(fields, name, (given, asked) => {
        const hdr = new KsrHdr(with_(given).cx);
        const bodies = given.filter(([of]) => long(of) === long(asked)).map(([, value]) => trimStart(value));
        expect(hdr.is_present(asked)).toBe(bodies.length > 0 ? 1 : -1);
        expect(hdr.get(asked)).toBe(bodies[0] ?? null);
        for (let n = -7; n <= 7; n++) {
          expect(hdr.get_idx(asked, n)).toBe(bodies.at(n) ?? null);
          expect(hdr.gete_idx(asked, n)).toBe(bodies.at(n) ?? '');
          expect(hdr.getw_idx(asked, n)).toBe(bodies.at(n) ?? '<null>');
        }
      }),
    );
  });
  it.each([
    ['__proto__', null],
    ['constructor', null],
    ['X-Empty', ''],
    ['v', 'SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8'],
    ['i', 'a84b4c76e66710'],
    ['CALL-ID', 'a84b4c76e66710'],
    ['l', '0'],
    ['X', null],
    ['Via:', null],
    ['Via\r\n', 'SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bKnashds8'],
    ['Via\0', null],
    ['V ia', null],
    ['a'.repeat(100_000), null],
  ])('get(%j) is %j', (asked, value) => {
    const hdr = new KsrHdr(new Arrived(server, invite({ fields: ['X-Empty:', 'X-Folded: a\r\n b'] })).cx);
    expect(hdr.get(asked)).toBe(value);
  });
  it('reads replies alike', () => {
    const hdr = new KsrHdr(new Arrived(server, ok({ fields: ['X-A: 1', 'x-a: 2'] })).cx);
    expect([hdr.get('X-A'), hdr.get_idx('X-A', -1), hdr.is_present('X-B'), hdr.getw('X-B')]).toEqual(['1', '2', -1, '<null>']);
  });
});

describe('changing', () => {
  it('removes all fields of a name and no other', () => {
    fc.assert(
      fc.property(fields, name, (given, asked) => {
        const at = with_(given);
        const before = leaving(at);
        expect(new KsrHdr(at.cx).remove(asked)).toBe(1);
        expect(leaving(at)).toEqual(before.filter(([of]) => long(of) !== long(asked)));
      }),
    );
  });
  it('adds one field in its place and touches no other', () => {
    fc.assert(
      fc.property(fields, name, body, fc.boolean(), (given, beside, value, ended) => {
        const text = `X-New: ${value}${ended ? '\r\n' : ''}`;
        const fresh: [string, string] = ['X-New', trimStart(value)];
        const before = leaving(with_(given));
        const at = before.findIndex(([of]) => long(of) === long(beside));
        for (const [change, place] of [
          [(hdr: KsrHdr) => hdr.append(text), before.length],
          [(hdr: KsrHdr) => hdr.insert(text), 0],
          [(hdr: KsrHdr) => hdr.append_after(text, beside), at < 0 ? before.length : at + 1],
          [(hdr: KsrHdr) => hdr.insert_before(text, beside), Math.max(0, at)],
        ] as const) {
          const changed = with_(given);
          expect(change(new KsrHdr(changed.cx))).toBe(1);
          expect(leaving(changed)).toEqual(before.toSpliced(place, 0, fresh));
        }
        const rest = before.filter(([of]) => long(of) !== long(beside));
        for (const [change, expected] of [
          [(hdr: KsrHdr) => hdr.rmappend(beside, text), [...rest, fresh]],
          [(hdr: KsrHdr) => hdr.rminsert(beside, text), [fresh, ...rest]],
        ] as const) {
          const changed = with_(given);
          expect(change(new KsrHdr(changed.cx))).toBe(1);
          expect(leaving(changed)).toEqual(expected);
        }
      }),
    );
  });
  it('never ends the message or begins another line, whatever is written', () => {
    const text = fc.string({ unit: fc.constantFrom(...'X-a: \t\r\n\0,;é€'), maxLength: 24 });
    fc.assert(
      fc.property(text, fc.constantFrom('append', 'insert', 'append_to_reply'), (header, fn) => {
        const at = with_([['X-A', '1']]);
        const result = new KsrHdr(at.cx)[fn as 'append'](header);
        expect([1, -1]).toContain(result);
        const message = parseMessage(at.leaving)!;
        expect(message.text.slice(message.bodyStart)).toBe('');
        for (const value of [at.leaving, at.cx.replyHeaders]) expect(value).not.toContain('\0');
        if (result === -1) expect(at.leaving).toBe(at.cx.message.text);
        const added = at.cx.replyHeaders;
        expect(added === '' || (added.endsWith('\r\n') && !added.includes('\r\n\r\n') && !added.startsWith('\r\n'))).toBe(true);
      }),
    );
  });
  it.each(['append', 'insert', 'append_to_reply'] as const)('%s writes octets', (fn) => {
    const at = with_([]);
    expect(new KsrHdr(at.cx)[fn]('Subject: \u20ac')).toBe(1);
    const written = fn === 'append_to_reply' ? at.cx.replyHeaders : at.leaving;
    expect(written).toContain('Subject: \u00e2\u0082\u00ac\r\n');
  });
  it('keeps the order in which fields were added', () => {
    const at = with_([]);
    const hdr = new KsrHdr(at.cx);
    for (let n = 0; n < 5; n++) hdr.append(`X-${n}: ${n}`);
    expect(leaving(at).slice(-5)).toEqual([0, 1, 2, 3, 4].map((n) => [`X-${n}`, String(n)]));
  });
  it('takes several fields at once', () => {
    const at = with_([]);
    expect(new KsrHdr(at.cx).append('X-1: a\r\n folded\r\nX-2: b')).toBe(1);
    expect(leaving(at).slice(-2)).toEqual([
      ['X-1', 'a\r\n folded'],
      ['X-2', 'b'],
    ]);
  });
});

describe('names that are none', () => {
  it.each([' X-A', 'X A', 'é', '$fu', 'x'.repeat(253), '(X)'])('%j', (asked) => {
    const hdr = new KsrHdr(with_([['X-A', 'one']]).cx);
    expect([hdr.remove(asked), hdr.append_after('X: 1', asked), hdr.insert_before('X: 1', asked)]).toEqual([-1, -1, -1]);
    expect([hdr.rmappend(asked, 'X: 1'), hdr.rminsert(asked, 'X: 1'), hdr.get(asked), hdr.get_idx(asked, 0)]).toEqual([
      -1,
      -1,
      null,
      null,
    ]);
  });
  it.each(['X-A ', 'X-A:', 'x-a'])('%j is one', (asked) => {
    expect(new KsrHdr(with_([['X-A', 'one']]).cx).remove(asked)).toBe(1);
  });
});

describe('match_content', () => {
  it('reads operation and place in any case', () => {
    const hdr = new KsrHdr(with_([['X-A', 'one']]).cx);
    expect(hdr.match_content('X-A', 'EQ' as 'eq', 'one', 'F' as 'f')).toBe(true);
    expect(hdr.match_content('X-A', 'xx' as 'eq', 'one', 'F' as 'f')).toBe(false);
  });

  it('is what it says, for each and for all', () => {
    const short = fc.string({ unit: fc.constantFrom(...'aAb'), maxLength: 3 });
    const ops = {
      eq: (a, b) => a === b,
      ne: (a, b) => a.length !== b.length, // as Kamailio
      sw: (a, b) => a.startsWith(b),
      in: (a, b) => a.includes(b),
    } satisfies Record<string, (a: string, b: string) => boolean>;
    fc.assert(
      fc.property(fc.array(short, { maxLength: 4 }), short, fc.constantFrom('eq', 'ne', 'sw', 'in'), (bodies, value, op) => {
        const hdr = new KsrHdr(with_(bodies.map((of) => ['X-A', of] as const)).cx);
        const results = bodies.map((of) => ops[op](of.toLowerCase(), value.toLowerCase()));
        const match = (index: 'f' | 'l' | 'a' | 'o'): boolean => hdr.match_content('x-a', op, value, index);
        expect(match('f')).toBe(results[0] ?? false);
        expect(match('l')).toBe(results.at(-1) ?? false);
        expect(match('a')).toBe(results.length > 0 && results.every(Boolean));
        expect(match('o')).toBe(results.some(Boolean));
      }),
    );
  });
  it.each([
    // an octet A0 at the end is half of a character, and no white space
    ['voil\u00c3\u00a0', 'eq', 'voil\u00c3\u00a0', true],
    ['voil\u00c3\u00a0  ', 'eq', 'voil\u00c3\u00a0', true],
    ['voil\u00c3\u00a0', 'eq', 'voil\u00c3', false],
    // scripts write characters, messages hold octets
    ['5 \u00e2\u0082\u00ac', 'eq', '5 \u20ac', true],
    ['5 \u00e2\u0082\u00ac', 'in', '\u20ac', true],
    ['', 'eq', '', true],
    ['', 'sw', 'a', false],
    ['a.c', 'eq', 'abc', false],
    ['abc', 'eq', 'a.c', false],
    ['abc', 'sw', 'abcd', false],
  ] as const)('%j %s %j: %s', (received, op, value, result) => {
    expect(new KsrHdr(with_([['X-A', received]]).cx).match_content('X-A', op, value, 'f')).toBe(result);
  });
});
