import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Binding } from '../../../modules/usrloc/binding.ts';
import { aorHash } from '../../../modules/usrloc/hash.ts';
import { Ruids } from '../../../modules/usrloc/ruid.ts';

let binding: Binding;

beforeEach(() => {
  binding = new Binding('alice', -0x6543210, new Ruids(0, 'test'));
});

describe('Binding', () => {
  it.each([
    { expires: 0, now: 5, valid: true },
    { expires: 10, now: 9, valid: true },
    { expires: 10, now: 10, valid: false },
    { expires: 10, now: 11, valid: false },
  ])('that expires at $expires is valid at $now: $valid', ({ expires, now, valid }) => {
    binding.expires = expires;
    expect(binding.isValid(now)).toBe(valid);
  });

  it('keeps numbers of 32 bits', () => {
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
    const { q, expires, uri, callId, received, instance, path, regId, ruid, methods, aor, placeHash } = binding;
    expect({ q, expires, regId, methods, placeHash }).toEqual({
      q: -1,
      expires: 0,
      regId: 0,
      methods: 0xffffffff,
      placeHash: -0x6543210,
    });
    expect([uri, callId, received, instance, path]).toEqual(['', '', '', '', '']);
    expect([aor, ruid]).toEqual(['alice', 'uloc-test-15h9r']);
    expect(binding.hash).toBe(aorHash('alice'));
  });

  it.each([
    { aor: 'alice', hash: -0x6543210, is: true },
    { aor: 'alice', hash: -0x6543211, is: false },
    { aor: 'alic', hash: -0x6543210, is: false },
    { aor: 'alices', hash: -0x6543210, is: false },
    { aor: 'bob', hash: 1, is: false },
    { aor: '', hash: -0x6543210, is: false },
  ])('is one of $aor with hash $hash: $is', ({ aor, hash, is }) => {
    binding.write('s:uri', 'call', '', '');
    expect(binding.isOf(aor, hash)).toBe(is);
  });

  it('tells its texts apart, whatever they were before', () => {
    const text = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text, text, text), { minLength: 1, maxLength: 5 }), (aor, writes) => {
        const made = new Binding(aor, 1, new Ruids(0, 'x'));
        for (const texts of writes) {
          made.write(...texts);
          expect([made.uri, made.callId, made.received, made.instance]).toEqual(texts);
          expect(made.aor).toBe(aor);
        }
      }),
    );
  });

  it.each([
    { one: ['ab', 'c', '', ''], other: ['a', 'bc', '', ''] },
    { one: ['ab', 'c', 'd', ''], other: ['ab', 'c', '', 'd'] },
    { one: ['', '', '', 'abcd'], other: ['abcd', '', '', ''] },
  ])('$one and $other are not the same, though the letters are', ({ one, other }) => {
    for (const [uri = '', callId = '', received = '', instance = ''] of [one, other]) {
      binding.write(uri, callId, received, instance);
    }
    expect([binding.uri, binding.callId, binding.received, binding.instance]).toEqual(other);
  });
});
