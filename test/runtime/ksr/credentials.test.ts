import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../runtime/ksr/digest.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._'), minLength: 1, maxLength: 8 });
const quotable = fc.string({ unit: fc.constantFrom(...'ab1 @,=;:"\\\u00e9'), maxLength: 10 });
const quoted = (text: string): string => {
  let out = '"';
  for (const c of text) out += c === '"' || c === '\\' ? `\\${c}` : c;
  return `${out}"`;
};

describe('credentials', () => {
  const param = fc.tuple(word, quotable, word, fc.boolean());
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(param, { minLength: 1, maxLength: 8 }), fc.constantFrom(',', ', ', ' ,\r\n '), (params, comma) => {
        const written = params.map(([name, any, plain, isQuoted]) => `${name}=${isQuoted ? quoted(any) : plain}`);
        const text = `Digest ${written.join(comma)}`;
        const read = parseDigest(text, 0, text.length)!;
        for (const [name] of params) {
          const [, any, plain, isQuoted] = params.find(([other]) => other.toLowerCase() === name.toLowerCase())!;
          expect(read.param(name.toLowerCase())).toBe(isQuoted ? any : plain);
        }
        expect(read.param('nobody')).toBe('');
      }),
    );
  });
  it('take a name apart at its first @', () => {
    fc.assert(
      fc.property(quotable, (name) => {
        const text = `Digest username=${quoted(name)}`;
        const read = parseDigest(text, 0, text.length)!;
        const at = name.indexOf('@');
        expect(read.user).toBe(at < 0 ? name : name.slice(0, at));
        expect(read.domain).toBe(at < 0 ? '' : name.slice(at + 1));
      }),
    );
  });
  it('are looked for in their own place only', () => {
    const text = 'xxDigest a=1, b=2yy';
    expect(parseDigest(text, 2, 12)!.param('a')).toBe('1');
    expect(parseDigest(text, 2, 12)!.param('b')).toBe('');
    expect(parseDigest(text, 2, 13)).toBeNull();
    expect(parseDigest(text, 2, 17)!.param('b')).toBe('2');
    expect(parseDigest(text, 2, text.length)!.param('b')).toBe('2yy');
    expect(parseDigest(text, 0, text.length)).toBeNull();
    expect(parseDigest(text, 2, 8)).toBeNull();
  });
  it.each(['__proto__', 'constructor', 'toString'])('%s is a name like others', (name) => {
    const text = `Digest ${name}=1`;
    expect(parseDigest(text, 0, text.length)!.param(name.toLowerCase())).toBe('1');
    expect(parseDigest('Digest a=1', 0, 10)!.param(name)).toBe('');
  });
});

describe('variables', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await bareServer();
  });
  const NAMES = ['$au', '$aU', '$ad', '$ar', '$aa', '$adn', '$adu', '$adc', '$adr', '$ado'];
  it.each([
    [
      'Digest username="a@b",realm="r",algorithm=MD5,nonce="n",uri="sip:u",cnonce="c",response="p",opaque="o"',
      'a|a@b|b|r|MD5|n|sip:u|c|p|o',
    ],
    ['Digest username=a', 'a|a||||||||'],
    ['Digest username="@"', '|@||||||||'],
    ['Digest realm=""', '|||||||||'],
  ])('%s', (field, values) => {
    const at = new Arrived(server, invite({ fields: [`Authorization: ${field}`] }));
    expect(NAMES.map((name) => at.get(name) ?? '').join('|')).toBe(values);
  });
  it.each(['', 'Basic abc', 'Digest', 'Digest username', 'Digest username="a', 'NTLM username="a"'])('none in %j', (field) => {
    const at = new Arrived(server, invite({ fields: [`Authorization: ${field}`] }));
    expect(NAMES.map((name) => at.get(name))).toEqual(NAMES.map(() => null));
  });
  it('none in replies, ACK and CANCEL', () => {
    const fields = ['Authorization: Digest username="a"'];
    for (const text of [
      ok({ fields }),
      invite({ line: 'ACK sip:b SIP/2.0', fields: [...fields, 'CSeq: 1 ACK'] }),
      invite({ line: 'CANCEL sip:b SIP/2.0', fields: [...fields, 'CSeq: 1 CANCEL'] }),
    ]) {
      expect(new Arrived(server, text).get('$au')).toBeNull();
    }
  });
  it('the name for accounting is the one in From, whatever the credentials say', () => {
    const at = new Arrived(server, invite({ fields: ['Authorization: Digest username="eve@x"'] }));
    expect([at.get('$Au'), at.get('$AU')]).toEqual(['alice@atlanta.example.com', 'alice']);
    const nobody = new Arrived(server, invite({ fields: ['From: <sip:h>;tag=1'] }));
    expect([nobody.get('$Au'), nobody.get('$AU')]).toEqual(['h', null]);
  });
  it.each(NAMES)('%s can not be written', (name) => {
    const at = new Arrived(server, invite({ fields: ['Authorization: Digest username="a"'] }));
    const before = at.get(name);
    expect(at.set(name, 'x')).toBe(true);
    expect(at.get(name)).toBe(before);
  });
});
