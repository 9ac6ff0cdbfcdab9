import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressOfRecord } from '../../../modules/usrloc/address-of-record.ts';
import { Binding } from '../../../modules/usrloc/binding.ts';

const of = new AddressOfRecord('alice', 0x9abcdef0);

describe('Binding', () => {
  it.each([
    { expires: 0, now: 5, valid: true },
    { expires: 10, now: 9, valid: true },
    { expires: 10, now: 10, valid: false },
    { expires: 10, now: 11, valid: false },
  ])('that expires at $expires is valid at $now: $valid', ({ expires, now, valid }) => {
    const binding = new Binding(of, 'uloc-1');
    binding.expires = expires;
    expect(binding.isValid(now)).toBe(valid);
  });

  it('keeps numbers of 32 bits', () => {
    const binding = new Binding(of, 'uloc-1');
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (cseq, methods) => {
        binding.cseq = cseq;
        binding.methods = methods;
        expect(binding.cseq).toBe(cseq);
        expect(binding.methods).toBe(methods);
      }),
    );
  });

  it('begins with nothing known: all methods, no q, never expires', () => {
    const binding = new Binding(of, 'uloc-1');
    expect(binding).toMatchObject({ q: -1, expires: 0, uri: '', received: '', path: '', regId: 0, ruid: 'uloc-1' });
    expect(binding.methods).toBe(0xffffffff);
    expect(binding.aor).toBe('alice');
    expect(binding.of.hash).toBe(0x9abcdef0 | 0);
  });
});
