import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNameAddr, parseNameAddrs, type NameAddr } from '../../../runtime/sip/name-addr.ts';

const read = (text: string, list: boolean = false): NameAddr | null => parseNameAddr(text, 0, text.length, list);

/** [display, URI, parameters] */
function show(addr: NameAddr): [string, string, string] {
  return [addr.display, addr.uriText, addr.text.slice(addr.paramsStart, addr.end)];
}

describe('parseNameAddr', () => {
  it.each<[string, [string, string, string]]>([
    ['<sip:a@b>', ['', 'sip:a@b', '']],
    ['<sip:a@b>;tag=1', ['', 'sip:a@b', ';tag=1']],
    ['Bob <sip:a@b>;tag=1', ['Bob', 'sip:a@b', ';tag=1']],
    ['"Bob" <sip:a@b>', ['Bob', 'sip:a@b', '']],
    ['"A. \\"B\\" C"<sip:a@b>', ['A. "B" C', 'sip:a@b', '']],
    ['"<sip:x@y>, z;" <sip:a@b>', ['<sip:x@y>, z;', 'sip:a@b', '']],
    ['caller<sip:caller@example.com>;tag=323', ['caller', 'sip:caller@example.com', ';tag=323']], // RFC 4475 3.1.1.6
    ['sip:a@b', ['', 'sip:a@b', '']],
    ['sip:a@b;tag=1', ['', 'sip:a@b', ';tag=1']], // RFC 3261 20.10: a header parameter
    ['sip:a@b?x=y', ['', 'sip:a@b?x=y', '']],
    ['  sip:a@b  ;  tag = 1  ', ['', 'sip:a@b', ';  tag = 1']],
    ['< sip:a@b >', ['', 'sip:a@b', '']], // 3.1.2.14
    ['<sip:a@b;x=y>;z', ['', 'sip:a@b;x=y', ';z']],
    ['<sip:a,b@c>', ['', 'sip:a,b@c', '']],
    ['<>', ['', '', '']],
    ['Zo\u00c3\u00ab <sip:a@b>', ['Zo\u00c3\u00ab', 'sip:a@b', '']],
    ['"I have spaces"\r\n <sip:a@b>\r\n ;tag=x', ['I have spaces', 'sip:a@b', ';tag=x']],
    ['<sip:a@b>;;tag=1', ['', 'sip:a@b', ';;tag=1']],
    ['<sip:a@b>;x="a,b;c";y', ['', 'sip:a@b', ';x="a,b;c";y']],
    ['<sip:a@b>;', ['', 'sip:a@b', ';']],
    ['"" <sip:a@b>', ['', 'sip:a@b', '']],
  ])('%j', (text, expected) => {
    const addr = read(text)!;
    expect(show(addr)).toEqual(expected);
    expect(addr.toString()).toBe(text.trim());
  });

  it.each([
    '',
    '   ',
    ';tag=1',
    '<sip:a@b',
    'Bob <sip:a@b',
    '"Mr. J. User <sip:j.user@example.com>', // RFC 4475 3.1.2.6
    '"abc\\" <sip:a@b>',
    '<sip:a@b> x',
    '<sip:a@b>, <sip:c@d>', // no list is expected here
    '<sip:a@b><sip:c@d>',
    '<sip:<a@b>',
    'Bell, Alexander <sip:a.g.bell@example.com>;tag=43', // 3.1.2.15
    '<sip:a@b>;x="open',
    'sip:a@b x',
  ])('refuses %j', (text) => expect(read(text)).toBe(null));

  it.each<[string, string, string]>([
    ['<sip:a@b>, <sip:c@d>', 'sip:a@b', '<sip:a@b>'],
    ['<sip:a@b>;q=1 , <sip:c@d>', 'sip:a@b', '<sip:a@b>;q=1'],
    ['sip:a@b,sip:c@d', 'sip:a@b', 'sip:a@b'],
    ['sip:a@b;q=1,<sip:c@d>', 'sip:a@b', 'sip:a@b;q=1'],
    ['"a,b" <sip:a,c@b>;x="1,2",sip:c@d', 'sip:a,c@b', '"a,b" <sip:a,c@b>;x="1,2"'],
    ['sip:a@b', 'sip:a@b', 'sip:a@b'],
  ])('stops before the comma of %j', (text, uri, whole) => {
    const addr = read(text, true)!;
    expect(addr.uriText).toBe(uri);
    expect(addr.toString()).toBe(whole);
  });

  it('reads inside its limits', () => {
    const text = 'To: <sip:a@b>;tag=12\r\nX: <sip:c@d>';
    expect(parseNameAddr(text, 4, 20)!.toString()).toBe('<sip:a@b>;tag=12');
    expect(parseNameAddr(text, 4, 19)!.param('tag')).toBe('1');
    expect(parseNameAddr(text, 4, 12)).toBe(null); // the > is outside
    expect(parseNameAddr('<sip:a@b>;x="y"', 0, 14)).toBe(null);
  });

  it('tells positions', () => {
    const addr = read(' "B" <sip:a@b> ;tag=1 ')!;
    expect(addr).toMatchObject({
      start: 1,
      displayStart: 1,
      displayEnd: 4,
      uriStart: 6,
      uriEnd: 13,
      bracketed: true,
      paramsStart: 15,
      end: 21,
    });
    expect(read('sip:a@b ;tag=1')).toMatchObject({ displayStart: 0, displayEnd: 0, uriStart: 0, uriEnd: 7, bracketed: false });
    expect(read('<sip:a@b> ')).toMatchObject({ paramsStart: 9, end: 9 });
  });
});

describe('NameAddr', () => {
  it.each<[string, string, string | null]>([
    ['<sip:a@b>;TAG=1;tag=2', 'tag', '1'],
    ['<sip:a@b;tag=1>', 'tag', null],
    ['sip:a@b;tag=1', 'tag', '1'],
    ['<sip:a@b>;tag', 'tag', ''],
    ['<sip:a@b>;expires=60;q=0.5', 'expires', '60'],
  ])('of %j has %s %j', (text, name, value) => expect(read(text)!.param(name)).toBe(value));

  it.each([
    ['<sip:a@b>;tag=x', 'x'],
    ['<sip:a@b>;tag=x;y', 'x'],
    ['<sip:a@b>;y;tag=x', 'x'],
    ['<sip:a@b>;TAG=x;tag=y', 'x'],
    ['<sip:a@b>;tag=x ', 'x'],
    ['<sip:a@b>;tag=x y', 'x y'],
    ['<sip:a@b>;tag="x;y"', '"x;y"'],
    ['<sip:a@b>;tag=', ''],
    ['<sip:a@b>;tag', ''],
    ['<sip:a@b>;tags=x', ''],
    ['<sip:a@b>', ''],
    ['<sip:a@b> ;tag=x', 'x'],
    ['sip:a@b;tag=x', 'x'],
  ])('of %j has the tag %j', (text, tag) => expect(read(text)!.tag).toBe(tag));

  it('finds the same tag on the short way and the long one', () => {
    const part = fc.constantFrom(';', 'tag', '=', 'x', ' ', '"', 'TAG', ';tag=', ',', '\r\n ');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const addr = read(`<sip:a@b>${parts.join('')}`);
        if (addr !== null) expect(addr.tag).toBe(addr.param('tag') ?? '');
      }),
      { numRuns: 1000 },
    );
  });

  it('reads its URI once, and another one when it was replaced', () => {
    const addr = read('<sip:a@b:5070>;q=1')!;
    expect(addr.uri!.port).toBe(5070);
    expect(addr.uri).toBe(addr.uri);
    addr.replaceUri('sip:a@192.0.2.1:4444');
    expect(addr.uriText).toBe('sip:a@192.0.2.1:4444');
    expect([addr.uri!.host, addr.uri!.port]).toEqual(['192.0.2.1', 4444]);
    expect(addr.param('q')).toBe('1');
    expect(addr.toString()).toBe('<sip:a@b:5070>;q=1'); // as received
    addr.replaceUri('no URI');
    expect(addr.uri).toBe(null);
  });

  it('has no URI when the text is none', () => {
    expect(read('<nobody:x>')!.uri).toBe(null);
    expect(read('<>')!.uri).toBe(null);
  });

  it('can be copied and changed alone', () => {
    const addr = read('"B" <sip:a@b>;q=1')!;
    addr.replaceUri('sip:x@y');
    const copy = addr.copy();
    expect(copy).toEqual(addr);
    copy.replaceUri('sip:z@y');
    expect([addr.uriText, copy.uriText]).toEqual(['sip:x@y', 'sip:z@y']);
    expect([addr.uri!.user, copy.uri!.user]).toEqual(['x', 'z']);
  });
});

describe('parseNameAddrs', () => {
  const all = (text: string): string[] | null => parseNameAddrs(text, 0, text.length)?.map(String) ?? null;

  it.each<[string, string[] | null]>([
    ['<sip:a@b>', ['<sip:a@b>']],
    ['<sip:a@b>,<sip:c@d>', ['<sip:a@b>', '<sip:c@d>']],
    [' <sip:a@b> ;q=1 ,\r\n "x,y" <sip:c@d>;z, sip:e@f ', ['<sip:a@b> ;q=1', '"x,y" <sip:c@d>;z', 'sip:e@f']],
    ['<sip:a@b>,', null],
    [',<sip:a@b>', null],
    ['<sip:a@b>,,<sip:c@d>', null],
    ['<sip:a@b> <sip:c@d>', null],
    ['<sip:a@b>,<sip:c@d', null],
    ['', null],
    ['*', ['*']],
  ])('of %j', (text, expected) => expect(all(text)).toEqual(expected));

  it('reads back what was written', () => {
    const uri = fc.stringMatching(/^sip:[a-z0-9]{1,5}@[a-z0-9.]{1,5}$/);
    const display = fc.oneof(fc.constant(''), fc.stringMatching(/^[A-Za-z]{1,4}$/), fc.stringMatching(/^"([^"\\]|\\.){0,6}"$/));
    const params = fc.array(fc.stringMatching(/^[a-z]{1,3}(=([a-z0-9]{1,3}|"([^"\\]|\\.){0,4}"))?$/), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(display, uri, params), { minLength: 1, maxLength: 5 }), (entries) => {
        const written = entries.map(([name, address, more]) => `${name}<${address}>${more.map((p) => `;${p}`).join('')}`);
        const text = written.join(' ,\r\n ');
        const addrs = parseNameAddrs(text, 0, text.length)!;
        expect(addrs.map(String)).toEqual(written);
        expect(addrs.map((addr) => addr.uriText)).toEqual(entries.map((entry) => entry[1]));
        expect(addrs.map((addr) => addr.text.slice(addr.displayStart, addr.displayEnd))).toEqual(
          entries.map((entry) => entry[0]),
        );
      }),
    );
  });
});
