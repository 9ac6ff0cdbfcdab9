import { describe, expect, it } from 'vitest';
import { parseUri } from '../../../runtime/sip/uri.ts';
import { aorOf, hexDigit } from '../../../modules/registrar/aor.ts';
import { params } from '../../../modules/registrar/params.ts';
import { Registrar } from '../../../modules/registrar/registrar.ts';
import type { Usrloc } from '../../../modules/usrloc/api.ts';

function registrar(settings: Record<string, unknown> = {}, useDomain: boolean = false): Registrar {
  return new Registrar(params.parse(settings), { useDomain } as Usrloc, '');
}

function aor(uri: string, settings: Record<string, unknown> = {}, useDomain: boolean = false): string {
  const { text, fault } = aorOf(registrar(settings, useDomain), parseUri(uri));
  return fault === '' ? text : `fault ${fault}`;
}

describe('aorOf', () => {
  it.each([
    ['sip:alice@example.com', 'alice'],
    ['sips:alice@example.com', 'alice'],
    ['sip:Alice@Example.COM', 'alice'],
    ['sip:alice:secret@example.com', 'alice'],
    ['sip:alice@example.com:5080;transport=tcp', 'alice'],
    ['sip:al%69ce@example.com', 'alice'],
    ['sip:al%49ce@example.com', 'alice'],
    ['sip:%61%6C%69%63%65@example.com', 'alice'],
    ['sip:alice%40home@example.com', 'alice@home'],
    ['sip:alice%25@example.com', 'alice%'],
    ['sip:+49301234@example.com', '+49301234'],
    ['sip:alice;phone-context=x@example.com', 'alice;phone-context=x'],
    ['tel:+1555', '+1555'],
    ['tel:+1555;phone-context=x', '+1555'],
    ['sip:example.com', ''],
    ['sip:j\u00d6rg@example.com', 'j\u00d6rg'],
  ])('of %s is %j', (uri, expected) => {
    expect(aor(uri)).toBe(expected);
  });

  it.each([
    ['garbage', 'fault uri'],
    ['http://example.com', 'fault uri'],
    ['', 'fault uri'],
    ['sip:al%6@example.com', 'fault escape'],
    ['sip:al%@example.com', 'fault escape'],
    ['sip:al%zz@example.com', 'fault escape'],
    ['sip:al%-1@example.com', 'fault escape'],
    ['sip:al%0d%0aX@example.com', 'fault escape'],
    ['sip:al%00@example.com', 'fault escape'],
    ['sip:al%7f@example.com', 'fault escape'],
    ['sip:al\tice@example.com', 'fault uri'],
    ['sip:al%09ice@example.com', 'fault escape'],
    [`sip:${'a'.repeat(257)}@example.com`, 'fault length'],
  ])('of %j is refused: %s', (uri, expected) => {
    expect(aor(uri)).toBe(expected);
  });

  it('takes 256 characters', () => {
    expect(aor(`sip:${'a'.repeat(256)}@example.com`)).toBe('a'.repeat(256));
  });

  it('of nothing is no URI', () => {
    expect(aorOf(registrar(), null)).toEqual({ text: '', fault: 'uri' });
  });

  it.each([
    ['sip:alice@example.com', 'alice@example.com'],
    ['sip:Alice@Example.COM', 'alice@example.com'],
    ['sip:alice@[2001:DB8::1]:5060', 'alice@[2001:db8::1]'],
    ['sip:nouser.example.com', 'nouser.example.com'],
    ['tel:+1555', '+1555@'],
  ])('with domains, of %s is %s', (uri, expected) => {
    expect(aor(uri, {}, true)).toBe(expected);
  });

  it('with domains counts the domain', () => {
    expect(aor(`sip:a@${'b'.repeat(254)}`, {}, true)).toBe(`a@${'b'.repeat(254)}`);
    expect(aor(`sip:a@${'b'.repeat(255)}`, {}, true)).toBe('fault length');
  });

  it.each([
    ['sip:Alice@Example.COM', false, 'Alice'],
    ['sip:Alice@Example.COM', true, 'Alice@example.com'],
  ])('minds the case of the user when told so: %s, domain %s', (uri, useDomain, expected) => {
    expect(aor(uri, { case_sensitive: 1 }, useDomain)).toBe(expected);
  });

  it.each([
    ['sip:alice@sip.example.com', 'alice@example.com'],
    ['sip:alice@example.com', 'alice@example.com'],
    ['sip:alice@sip.', 'alice@sip.'],
    ['sip:alice@SIP.example.com', 'alice@sip.example.com'],
  ])('without the realm prefix, of %s is %s', (uri, expected) => {
    expect(aor(uri, { realm_prefix: 'sip.' }, true)).toBe(expected);
  });
});

describe('hexDigit', () => {
  it.each([
    ['0', 0],
    ['9', 9],
    ['a', 10],
    ['F', 15],
    ['g', -1],
    ['G', -1],
    ['@', -1],
    ['`', -1],
    ['/', -1],
    [':', -1],
  ])('%s is %d', (text, value) => {
    expect(hexDigit(text, 0, 1)).toBe(value);
  });

  it('is none at the end', () => {
    expect(hexDigit('a', 1, 1)).toBe(-1);
    expect(hexDigit('ab', 1, 1)).toBe(-1);
  });
});
