import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeBase58, encodeBase58 } from '../../../../runtime/ksr/transform/base58.ts';
import { decodeSevenBit, encodeSevenBit } from '../../../../runtime/ksr/transform/seven-bit.ts';
import { HOSTILE, octets, textOf, Transforms } from './of.ts';

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

const ALL_OCTETS = Array.from({ length: 256 }, (_, c) => String.fromCharCode(c)).join('');

describe('digests', () => {
  it.each(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])('{s.%s} is of the octets', (algorithm) => {
    for (const text of ['', 'abc', ALL_OCTETS, 'a'.repeat(100_000)]) {
      const expected = createHash(algorithm).update(Buffer.from(text, 'latin1')).digest('hex');
      expect(t.of(text, `s.${algorithm}`)).toBe(expected);
    }
    expect(t.of(42, `s.${algorithm}`)).toBe(t.of('42', `s.${algorithm}`));
  });
  it('of nothing', () => {
    expect(t.of('', 's.md5')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(t.of('', 's.sha1')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
  });
});

describe('codes of all octets', () => {
  it.each(['base64', 'base64t', 'base64url', 'base64urlt', 'base58', 'hexa'])('%s', (code) => {
    const encoded = t.of(ALL_OCTETS, `s.encode.${code}`) as string;
    for (const c of encoded) expect(c > ' ' && c < '\x7f').toBe(true);
    expect(t.of(encoded, `s.decode.${code}`)).toBe(ALL_OCTETS);
    expect(t.of('', `s.encode.${code}`)).toBe('');
    expect(t.of('', `s.decode.${code}`)).toBe('');
  });
  it('base64 in its four forms differ in two characters and padding', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const plain = Buffer.from(text, 'latin1').toString('base64');
        const bare = plain.replaceAll('=', '');
        const url = (of: string): string => of.replaceAll('+', '-').replaceAll('/', '_');
        expect(t.of(text, 's.encode.base64')).toBe(plain);
        expect(t.of(text, 's.encode.base64t')).toBe(bare);
        expect(t.of(text, 's.encode.base64url')).toBe(url(plain));
        expect(t.of(text, 's.encode.base64urlt')).toBe(url(bare));
      }),
    );
  });
});

describe('what is no code is null', () => {
  it.each([
    ['s.decode.base64', 'YWJ'],
    ['s.decode.base64', 'YW J'],
    ['s.decode.base64', 'YWJj\n'],
    ['s.decode.base64', '===='],
    ['s.decode.base64', '='],
    ['s.decode.base64', 'Y=J='],
    ['s.decode.base64', 'YWJ-'],
    ['s.decode.base64', 'YWJ\0'],
    ['s.decode.base64', 'YWJ\u00e9'],
    ['s.decode.base64t', 'YWJjZ'],
    ['s.decode.base64url', 'YWJ+'],
    ['s.decode.base64url', 'YWJ/'],
    ['s.decode.base64url', 'YWI'],
    ['s.decode.base64urlt', 'YWJj*'],
    ['s.decode.base58', 'O'],
    ['s.decode.base58', 'I'],
    ['s.decode.base58', 'l'],
    ['s.decode.base58', ' 2'],
    ['s.decode.hexa', '0g'],
    ['s.decode.hexa', '0x41'],
    ['s.decode.hexa', '-1'],
    ['s.decode.7bit', '0'],
    ['s.decode.7bit', '0g'],
    ['s.unescape.user', '%'],
    ['s.unescape.user', '%4'],
    ['s.unescape.user', '%4g'],
    ['s.unescape.user', '%%41'],
    ['s.unescape.user', '% 41'],
    ['s.unescape.param', 'a%-1'],
    ['s.urldecode.param', '%+1'],
    ['s.escape.user', 'a\x7f'],
    ['s.escape.param', '\t'],
    ['s.escape.param', '\0'],
    ['s.escape.param', '\u00c3\u00a9'],
  ])('{%s} of %j', (transformation, text) => {
    expect(t.of(text, transformation)).toBeNull();
  });
  it.each([
    ['s.decode.hexa', 'C3a9', '\u00c3\u00a9'],
    ['s.decode.hexa', '4', ''],
    ['s.unescape.user', '%4A%4a', 'JJ'],
    ['s.unescape.user', '%00', '\0'],
    ['s.unescape.user', 'a+b', 'a+b'],
    ['s.unescape.user', '%2541', '%41'],
    ['s.urldecode.param', '%2B+', '+ '],
    ['s.decode.base64t', 'YQ==', 'a'],
    ['s.decode.base64', 'YQ==', 'a'],
  ])('{%s} of %j is %j', (transformation, text, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
});

describe('escaping', () => {
  const PRINTABLE = ALL_OCTETS.slice(32, 127);
  const left = (transformation: string): string => [...PRINTABLE].filter((c) => t.of(c, transformation) === c).join('');

  // RFC 3261 25.1: unreserved = alphanum / mark, user-unreserved = & = + $ , ; ? and not the slash, as upstream has it
  it('leaves user characters', () => {
    expect(left('s.escape.user')).toBe("!$&'()*+,-.0123456789;=?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");
  });
  // param-unreserved = [ ] / : & + $
  it('leaves parameter characters', () => {
    expect(left('s.escape.param')).toBe("!$&'()*+-./0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");
  });
  // RFC 3986 2.3
  it('leaves unreserved characters of URLs', () => {
    expect(left('s.urlencode.param')).toBe('-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~');
  });
  it('is undone, and never leaves what would end a field or a URI', () => {
    fc.assert(
      fc.property(textOf(PRINTABLE), octets, (printable, any) => {
        for (const kind of ['user', 'param']) {
          const escaped = t.of(printable, `s.escape.${kind}`) as string;
          expect(t.of(escaped, `s.unescape.${kind}`)).toBe(printable);
          for (const c of '@ "<>') expect(escaped).not.toContain(c);
        }
        const encoded = t.of(any, 's.urlencode.param') as string;
        expect(t.of(encoded, 's.urldecode.param')).toBe(any);
        for (const c of '\r\n\0 ;,=&?') expect(encoded).not.toContain(c);
      }),
    );
  });
  it.each([
    ['', '""'],
    ['"', '""""'],
    ['a,b\r\n', '"a,b\r\n"'],
  ])('{s.escape.csv} of %j is %j', (text, result) => {
    expect(t.of(text, 's.escape.csv')).toBe(result);
  });
  it.each([
    ['\\', '\\'],
    ['\\\\', '\\'],
    ['\\\\0', '\\0'],
    ['\\n', '\\n'],
    ['\\"', '"'],
  ])('{s.unescape.common} of %j is %j', (text, result) => {
    expect(t.of(text, 's.unescape.common')).toBe(result);
  });
});

describe('base58', () => {
  // draft-msporny-base58-03 5
  it.each([
    ['Hello World!', '2NEpo7TZRRrLZSi2U'],
    ['The quick brown fox jumps over the lazy dog.', 'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z'],
    ['\0\0\x28\x7f\xb4\xcd', '11233QC4'],
    ['', ''],
    ['\0', '1'],
    ['\0\0', '11'],
    ['\x39', 'z'],
    ['\x3a', '21'],
    ['\xff', '5Q'],
  ])('%j is %s', (text, encoded) => {
    expect(encodeBase58(text)).toBe(encoded);
    expect(decodeBase58(encoded)).toBe(text);
  });
  it('has an upper length', () => {
    const longest = '\xff'.repeat(1024);
    expect(encodeBase58(longest)).not.toBeNull();
    expect(encodeBase58(`${longest}a`)).toBeNull();
    expect(decodeBase58('z'.repeat(1024))).not.toBeNull();
    expect(decodeBase58('z'.repeat(1025))).toBeNull();
  });
  it('is a number: the code of the greater is the greater', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), (n) => {
        const text = String.fromCharCode(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
        let value = 0;
        for (const c of encodeBase58(text)!) {
          value = value * 58 + '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'.indexOf(c);
        }
        expect(value).toBe(n);
      }),
    );
  });
});

describe('seven bits', () => {
  it.each([
    ['', ''],
    ['1', '31'],
    ['12', '3119'],
    ['1234567', '31D98C56B3DD00'],
    ['12345678', '31D98C56B3DD70'],
    ['123456789', '31D98C56B3DD7039'],
    ['hellohello', 'E8329BFD4697D9EC37'],
  ])('%j is %s', (text, packed) => {
    expect(encodeSevenBit(text)).toBe(packed);
    expect(decodeSevenBit(packed)).toBe(text);
    expect(decodeSevenBit(packed.toLowerCase())).toBe(text);
  });
  it('takes seven octets for eight characters', () => {
    fc.assert(
      fc.property(textOf(ALL_OCTETS.slice(1, 128), 64), (text) => {
        const packed = encodeSevenBit(text)!;
        expect(packed).toHaveLength(2 * Math.ceil((text.length * 7) / 8));
        expect(decodeSevenBit(packed)).toBe(text);
      }),
    );
  });
  it('refuses the eighth bit wherever it is', () => {
    for (let at = 0; at < 9; at++) expect(encodeSevenBit(`${'a'.repeat(at)}\x80${'a'.repeat(9 - at)}`)).toBeNull();
  });
});

describe('hostile texts', () => {
  const NAMES = (
    'escape.common unescape.common escape.user unescape.user escape.param unescape.param escape.csv urlencode.param urldecode.param ' +
    'encode.base64 decode.base64 encode.base64t decode.base64t encode.base64url decode.base64url encode.base64urlt ' +
    'decode.base64urlt encode.base58 decode.base58 encode.hexa decode.hexa encode.7bit decode.7bit'
  ).split(' ');
  it.each(NAMES)('{s.%s} gives a text of octets or null', (name) => {
    for (const text of [...HOSTILE, 'a'.repeat(100_000), '%41'.repeat(30_000), '\\'.repeat(100_000)]) {
      const result = t.of(text, `s.${name}`);
      expect(result === null || typeof result === 'string').toBe(true);
      for (const c of (result as string | null)?.slice(0, 300) ?? '') expect(c.charCodeAt(0)).toBeLessThan(256);
    }
    expect(t.of(null, `s.${name}`)).toBeNull();
  });
});
