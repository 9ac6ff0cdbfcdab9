import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialsOf, parseDigest } from '../../../runtime/ksr/digest.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { invite } from './arrive.ts';

const read = (text: string): ReturnType<typeof parseDigest> => parseDigest(text, 0, text.length);

describe('parseDigest', () => {
  it('reads quoted and unquoted values', () => {
    const digest = read(
      'Digest username="bob@b", realm="a \\"b\\", c",nonce = "n" , uri="sip:b", qop=auth, nc=00000001 , algorithm=MD5',
    )!;
    expect(['username', 'realm', 'nonce', 'uri', 'qop', 'nc', 'algorithm', 'opaque'].map((name) => digest.param(name))).toEqual([
      'bob@b',
      'a "b", c',
      'n',
      'sip:b',
      'auth',
      '00000001',
      'MD5',
      '',
    ]);
    expect([digest.user, digest.domain]).toEqual(['bob', 'b']);
  });

  it.each([
    ['digest username="a"', 'a', ''],
    ['DIGEST  USERNAME="a@"', 'a', ''],
    ['Digest\r\n username="@b"', '', 'b'],
    ['Digest username="a", username="b"', 'a', ''],
    ['Digest realm="x"', '', ''],
  ])('%j', (text, user, domain) => {
    expect([read(text)?.user, read(text)?.domain]).toEqual([user, domain]);
  });

  it.each([
    '',
    'Digest',
    'Digest ',
    'Digestusername="a"',
    'Basic abc=',
    'Digest username="a',
    'Digest username="a",',
    'Digest username',
    'Digest =a',
    'Digest username="a", , realm="b"',
    `Digest ${Array.from({ length: 40 }, (_, n) => `p${n}=1`).join(',')}`,
  ])('%j can not be read', (text) => {
    expect(read(text)).toBeNull();
  });

  it('never throws, and takes time that grows with the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Digest a="\\,= \r\n\t') }), (text) => {
        read(`Digest ${text}`);
      }),
    );
    const before = performance.now();
    read(`Digest ${'a="\\"",'.repeat(200_000)}`);
    read(`Digest a=${' '.repeat(500_000)}`);
    read(`Digest a="${'\\"'.repeat(500_000)}`);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('credentialsOf', () => {
  const fields = ['Authorization: Digest username="alice"', 'Proxy-Authorization: Digest username="bob"'];
  it.each([
    ['INVITE', fields, 'bob'],
    ['INVITE', fields.slice(0, 1), 'alice'],
    ['REGISTER', fields.slice(1), 'bob'],
    ['INVITE', [], null],
    ['ACK', fields, null],
    ['CANCEL', fields, null],
  ])('%s %j', (method, given, user) => {
    const message = parseMessage(invite({ line: `${method} sip:b SIP/2.0`, fields: given }))!;
    expect(credentialsOf(message)?.user ?? null).toBe(user);
  });
});
