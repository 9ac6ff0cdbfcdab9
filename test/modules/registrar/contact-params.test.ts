import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNameAddr } from '../../../runtime/sip/name-addr.ts';
import { Method } from '../../../runtime/sip/method.ts';
import { readParams, uriFault, type ContactParams } from '../../../modules/registrar/contact-params.ts';
import { REFUSED } from '../../../modules/registrar/refusal.ts';

function params(text: string): ContactParams {
  const contact = `<sip:alice@192.0.2.4>${text}`;
  return readParams(parseNameAddr(contact, 0, contact.length, true)!);
}

const NONE = { expires: -1, q: -1, methods: -1, received: '', instance: '', regId: 0, fault: null };

describe('readParams', () => {
  it.each<[string, Partial<ContactParams>]>([
    ['', {}],
    [';expires=90', { expires: 90 }],
    [';EXPIRES=90', { expires: 90 }],
    [' ; expires = 90', { expires: 90 }],
    [';expires="90"', { expires: 90 }],
    [';expires=0', { expires: 0 }],
    [';expires=4294967295', { expires: 4_294_967_295 }],
    [';expires=4294967296', { expires: -2 }],
    [';expires=99999999999999999999', { expires: -2 }],
    [';expires=abc', { expires: -2 }],
    [';expires=-5', { expires: -2 }],
    [';expires=1e3', { expires: -2 }],
    [';expires=0x10', { expires: -2 }],
    [';expires=', {}],
    [';expires', {}],
    [';expires=10;expires=20', { expires: 10 }],
    [';q=0.5', { q: 500 }],
    [';Q=1', { q: 1000 }],
    [';q=', {}],
    [';methods="INVITE, BYE"', { methods: Method.INVITE | Method.BYE }],
    [';methods=INVITE', { methods: Method.INVITE }],
    [';received="sip:203.0.113.5:4444"', { received: 'sip:203.0.113.5:4444' }],
    [';received=sip:203.0.113.5', { received: 'sip:203.0.113.5' }],
    [';received="sip:203.0.113.5;transport=tcp"', { received: 'sip:203.0.113.5;transport=tcp' }],
    [';+sip.instance="<urn:uuid:1>"', { instance: '<urn:uuid:1>' }],
    [';+SIP.Instance="<urn:uuid:1>"', { instance: '<urn:uuid:1>' }],
    [';+sip.instance="a\\"b"', { instance: 'a\\"b' }],
    [';+sip.instance=token', { instance: 'token' }],
    [';reg-id=1', { regId: 1 }],
    [';reg-id=2147483647', { regId: 2_147_483_647 }],
    [';foo;bar="x;expires=1";expires=7;baz=', { expires: 7 }],
    [';expires=5;q=0.1;reg-id=3;+sip.instance="<x>"', { expires: 5, q: 100, regId: 3, instance: '<x>' }],
  ])('of %j', (text, expected) => {
    expect(params(text)).toEqual({ ...NONE, ...expected });
  });

  it.each([
    [';q=1.5', REFUSED.q],
    [';q=abc', REFUSED.q],
    [';methods="INVITE BYE"', REFUSED.methods],
    [';methods=","', REFUSED.methods],
    [';reg-id=x', REFUSED.regId],
    [';reg-id=-1', REFUSED.regId],
    [';reg-id=2147483648', REFUSED.regId],
    [';received="sip:a b"', REFUSED.contact],
    [';received="sip:a>b"', REFUSED.contact],
    [';received="sip:a\\"b"', REFUSED.contact],
    [';received=""', REFUSED.contact],
    [`;received="sip:${'a'.repeat(252)}"`, REFUSED.contactLength],
    [';+sip.instance="<urn:\r\n uuid>"', REFUSED.contact],
    [`;+sip.instance="${'a'.repeat(256)}"`, REFUSED.contactLength],
    [';expires=5;q=2', REFUSED.q],
  ])('of %j is refused', (text, fault) => {
    expect(params(text).fault).toBe(fault);
  });

  it('takes values of 255 characters', () => {
    expect(params(`;received="sip:${'a'.repeat(251)}"`).fault).toBeNull();
    expect(params(`;+sip.instance="${'a'.repeat(255)}"`).fault).toBeNull();
  });

  it('never throws, whatever the parameters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        const contact = `<sip:a@b>;${text}`;
        const parsed = parseNameAddr(contact, 0, contact.length, true);
        if (parsed === null) return;
        const { instance, received, fault } = readParams(parsed);
        if (fault === null) expect(/[\r\n\0]/.test(instance + received)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('uriFault', () => {
  it.each(['sip:alice@192.0.2.4', 'foo', 'tel:+1555', 'sip:a@b;x="'.slice(0, -1), 'sip:j\u00f6rg@example.com', 'x'.repeat(64)])(
    'takes %s',
    (uri) => {
      expect(uriFault(uri, 64)).toBeNull();
    },
  );

  it.each([
    ['', REFUSED.contact],
    ['sip:a b', REFUSED.contact],
    ['sip:a\tb', REFUSED.contact],
    ['sip:a\r\nb', REFUSED.contact],
    ['sip:a\0b', REFUSED.contact],
    ['sip:a\u007fb', REFUSED.contact],
    ['sip:a<b', REFUSED.contact],
    ['sip:a>b', REFUSED.contact],
    ['sip:a"b', REFUSED.contact],
    ['x'.repeat(65), REFUSED.contactLength],
  ])('refuses %j', (uri, fault) => {
    expect(uriFault(uri, 64)).toBe(fault);
  });
});
