import { describe, expect, it } from 'vitest';
import { sameContact, sequence, type Matchable, type MatchingMode } from '../../../modules/usrloc/match.ts';

const KNOWN: Matchable = { uri: 'sip:a@192.0.2.4', callId: 'c1', path: '<sip:p;lr>', instance: '', regId: 0 };

function next(some: Partial<Matchable>): Matchable {
  return { ...KNOWN, ...some };
}

describe('sameContact', () => {
  it.each<{ name: string; mode: MatchingMode; next: Partial<Matchable>; same: boolean }>([
    { name: 'all the same', mode: 0, next: {}, same: true },
    { name: 'another Call-ID', mode: 0, next: { callId: 'c2' }, same: true },
    { name: 'another Path', mode: 0, next: { path: '' }, same: true },
    { name: 'another URI', mode: 0, next: { uri: 'sip:a@192.0.2.5' }, same: false },
    { name: 'the host in another case', mode: 0, next: { uri: 'SIP:a@192.0.2.4' }, same: false },
    { name: 'a default port', mode: 0, next: { uri: 'sip:a@192.0.2.4:5060' }, same: false },
    { name: 'all the same', mode: 1, next: {}, same: true },
    { name: 'another Call-ID', mode: 1, next: { callId: 'c2' }, same: false },
    { name: 'another URI', mode: 1, next: { uri: 'sip:a@192.0.2.5' }, same: false },
    { name: 'another Path', mode: 1, next: { path: '' }, same: true },
    { name: 'all the same', mode: 2, next: {}, same: true },
    { name: 'another Call-ID', mode: 2, next: { callId: 'c2' }, same: true },
    { name: 'another Path', mode: 2, next: { path: '<sip:q;lr>' }, same: false },
    { name: 'no Path', mode: 2, next: { path: '' }, same: false },
    { name: 'another URI', mode: 2, next: { uri: 'sip:a@192.0.2.5' }, same: false },
    { name: 'all the same', mode: 3, next: {}, same: true },
    { name: 'another URI', mode: 3, next: { uri: 'sip:a@192.0.2.5' }, same: true },
    { name: 'another Call-ID', mode: 3, next: { callId: 'c2' }, same: false },
    { name: 'a reg-id without instance', mode: 0, next: { regId: 7 }, same: true },
  ])('mode $mode, $name: $same', ({ mode, next: some, same }) => {
    expect(sameContact(mode, KNOWN, next(some))).toBe(same);
  });

  it.each<MatchingMode>([0, 1, 2, 3])('mode %d tells one with an instance by that and reg-id', (mode) => {
    const known = next({ instance: '<urn:uuid:1>', regId: 1 });
    const other = { uri: 'sip:elsewhere', callId: 'c9', path: '' };
    expect(sameContact(mode, known, { ...other, instance: '<urn:uuid:1>', regId: 1 })).toBe(true);
    expect(sameContact(mode, known, { ...other, instance: '<urn:uuid:1>', regId: 2 })).toBe(false);
    expect(sameContact(mode, known, { ...other, instance: '<urn:uuid:2>', regId: 1 })).toBe(false);
    expect(sameContact(mode, KNOWN, next({ instance: '<urn:uuid:1>' }))).toBe(false);
  });

  it('tells one without an instance from one with it by the mode alone', () => {
    expect(sameContact(0, next({ instance: '<urn:uuid:1>' }), next({}))).toBe(true);
  });
});

describe('sequence', () => {
  const known = { callId: 'c1', cseq: 10, lastModified: 1000 };

  it.each([
    { name: 'a higher CSeq', callId: 'c1', cseq: 11, now: 1000, expected: 'newer' },
    { name: 'a much higher CSeq', callId: 'c1', cseq: 0xffffffff, now: 1000, expected: 'newer' },
    { name: 'the same at once', callId: 'c1', cseq: 10, now: 1000, expected: 'repeated' },
    { name: 'the same just within the delay', callId: 'c1', cseq: 10, now: 1019, expected: 'repeated' },
    { name: 'the same when the delay is over', callId: 'c1', cseq: 10, now: 1020, expected: 'older' },
    { name: 'a lower CSeq', callId: 'c1', cseq: 9, now: 1000, expected: 'older' },
    { name: 'a lower CSeq much later', callId: 'c1', cseq: 1, now: 9999, expected: 'older' },
    { name: 'another Call-ID and a lower CSeq', callId: 'c2', cseq: 1, now: 1000, expected: 'newer' },
    { name: 'another Call-ID and the same CSeq', callId: 'c2', cseq: 10, now: 1000, expected: 'newer' },
  ])('$name is $expected', ({ callId, cseq, now, expected }) => {
    expect(sequence(known, callId, cseq, now, 20)).toBe(expected);
  });

  it('with no delay takes the same CSeq for old', () => {
    expect(sequence(known, 'c1', 10, 1000, 0)).toBe('older');
  });
});
