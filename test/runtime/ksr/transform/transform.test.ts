import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../../runtime/routing/avps.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
  at = new Arrived(server, invite());
});

/** The transformation of a value, through `$vn(t)`. */
function of(value: Value | null, transformation: string): Value | null {
  at.set('$vn(t)', value);
  return at.get(`$(vn(t){${transformation}})`);
}

describe.each([
  // text, transformation, result
  [
    '{s.*}',
    'cut',
    [
      ['abc', 's.len', 3],
      ['', 's.len', 0],
      [42, 's.len', 2],
      ['42', 's.int', 42],
      ['-7', 's.int', -7],
      ['+7', 's.int', 7],
      ['12ab', 's.int', null],
      ['', 's.int', null],
      ['-', 's.int', null],
      ['99999999999999999999', 's.int', null],
      ['The quick', 's.substr,0,3', 'The'],
      ['The quick', 's.substr,4,0', 'quick'],
      ['The quick', 's.substr,-5,0', 'quick'],
      ['The quick', 's.substr,-5,2', 'qu'],
      ['The quick', 's.substr,4,100', 'quick'],
      ['The quick', 's.substr,9,1', null],
      ['The quick', 's.substr,-10,1', null],
      ['The quick', 's.substr,0,-1', null],
      ['', 's.substr,0,1', null],
      ['a,b,c', 's.select,0,,', 'a'],
      ['a,b,c', 's.select,-1,,', 'c'],
      ['a,b,c', 's.select,3,,', ''],
      ['a b', 's.select,1, ', 'b'],
      ['abc', 's.strip,1', 'bc'],
      ['abc', 's.strip,9', ''],
      ['abc', 's.strip,-1', 'abc'],
      ['abc', 's.striptail,1', 'ab'],
      ['abc', 's.striptail,9', ''],
      ['abc', 's.striptail,-2', 'abc'],
    ],
  ],
  [
    '{s.*}',
    'change',
    [
      ['AbC\u00c9', 's.tolower', 'abc\u00c9'],
      ['aBc\u00e9', 's.toupper', 'ABC\u00e9'],
      [' a b \t\r\n', 's.trim', 'a b'],
      ['  a ', 's.ltrim', 'a '],
      ['  a ', 's.rtrim', '  a'],
      ['   ', 's.trim', ''],
      ['banana', 's.rm,an', 'ba'],
      ['banana', 's.rm,', 'banana'],
      ['banana', 's.replace,an,XY', 'bXYXYa'],
      ['banana', 's.replace,a,', 'bnn'],
      ['banana', 's.replace,a,$&', 'b$&n$&n$&'],
      [' a\tb\r\nc', 's.rmws', 'abc'],
      ['a\r\n b\n\tc', 's.rmhlws', 'abc'],
      ['a\r\n   b', 's.rmhdws', 'a b'],
      ['a@b@c', 's.before,@', 'a'],
      ['abc', 's.before,@', 'abc'],
      ['a@b@c', 's.after,@', 'b@c'],
      ['abc', 's.after,@', ''],
      ['a@b@c', 's.rbefore,@', 'a@b'],
      ['a@b@c', 's.rafter,@', 'c'],
      ['123', 's.prefixes', '1,12,123'],
      ['123', 's.prefixes,2', '1,12'],
      ['123', 's.prefixes,0', ''],
      ['12', 's.prefixes.quoted', "'1','12'"],
      ['+1 (555) x', 's.numeric', '1555'],
      ['"a"', 's.unquote', 'a'],
      ["'a'", 's.unquote', 'a'],
      ['"', 's.unquote', '"'],
      ['"a\'', 's.unquote', '"a\''],
      ['<a>', 's.unbracket', 'a'],
      ['[a]', 's.unbracket', 'a'],
      ['(a)', 's.unbracket', 'a'],
      ['<a)', 's.unbracket', '<a)'],
      ['banana', 's.count,a', 3],
      ['a,b', 's.count,,', 1],
      ['0', 's.ftime,%s', '0'],
      ['x', 's.ftime,%s', null],
      ['abc', 's.corehash,16', '2'],
    ],
  ],
  [
    '{s.*}',
    'code',
    [
      ['a\'b"c\\d\0', 's.escape.common', 'a\\\'b\\"c\\\\d\\0'],
      ['a\\\'b\\"c\\\\d\\0\\x', 's.unescape.common', 'a\'b"c\\d\0\\x'],
      ['al%ice@h /', 's.escape.user', 'al%25ice%40h%20%2f'],
      ['a\r\n', 's.escape.user', null],
      ['\u00e9', 's.escape.user', null],
      ['a%20b', 's.unescape.user', 'a b'],
      ['a%2', 's.unescape.user', null],
      ['a%', 's.unescape.user', null],
      ['a;b[c]', 's.escape.param', 'a%3bb[c]'],
      ['a%3Bb', 's.unescape.param', 'a;b'],
      ['a,"b"', 's.escape.csv', '"a,""b"""'],
      ['a b\u00ff', 's.urlencode.param', 'a%20b%ff'],
      ['a+b%20c', 's.urldecode.param', 'a b c'],
      ['abc', 's.md5', '900150983cd24fb0d6963f7d28e17f72'],
      ['abc', 's.sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
      ['abc', 's.sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      ['abc', 's.encode.base64', 'YWJj'],
      ['a', 's.encode.base64', 'YQ=='],
      ['YQ==', 's.decode.base64', 'a'],
      ['YQ', 's.decode.base64', null],
      ['Y===', 's.decode.base64', null],
      ['Y!==', 's.decode.base64', null],
      ['a', 's.encode.base64t', 'YQ'],
      ['YQ', 's.decode.base64t', 'a'],
      ['Y', 's.decode.base64t', null],
      ['??>', 's.encode.base64urlt', 'Pz8-'],
      ['Pz8-', 's.decode.base64urlt', '??>'],
      ['Pz8+', 's.decode.base64urlt', null],
      ['??>>', 's.encode.base64url', 'Pz8-Pg=='],
      ['Pz8-Pg==', 's.decode.base64url', '??>>'],
      ['hello', 's.encode.base58', 'Cn8eVZg'],
      ['Cn8eVZg', 's.decode.base58', 'hello'],
      ['0', 's.decode.base58', null],
      ['\0\0a', 's.encode.base58', '112g'],
      ['112g', 's.decode.base58', '\0\0a'],
      ['\u00c5', 's.encode.hexa', 'c5'],
      ['616', 's.decode.hexa', 'a'],
      ['6x', 's.decode.hexa', null],
      ['hello', 's.encode.7bit', 'E8329BFD06'],
      ['E8329BFD06', 's.decode.7bit', 'hello'],
      ['\u00e9', 's.encode.7bit', null],
      ['E', 's.decode.7bit', null],
      ['XX', 's.decode.7bit', null],
    ],
  ],
  [
    '{uri.*}',
    'parts',
    [
      ['sips:bob:pw@h:5077;transport=TLS;lr;r2=on;maddr=m;ttl=3;method=X;x=a%20b?S=Hi', 'uri.user', 'bob'],
      ['sips:bob:pw@h:5077;transport=TLS;lr?S=Hi', 'uri.passwd', 'pw'],
      ['sips:bob:pw@h:5077;transport=TLS;lr?S=Hi', 'uri.host', 'h'],
      ['sips:bob:pw@h:5077;transport=TLS;lr?S=Hi', 'uri.port', 5077],
      ['sip:h', 'uri.port', 0],
      ['sips:bob:pw@h:5077;transport=TLS;lr?S=Hi', 'uri.params', 'transport=TLS;lr'],
      ['sips:bob:pw@h:5077;transport=TLS;lr?S=Hi', 'uri.headers', 'S=Hi'],
      ['SIPS:h', 'uri.scheme', 'SIPS'],
      ['sip:h;transport=tcp', 'uri.transport', 'tcp'],
      ['sip:h;maddr=m', 'uri.maddr', 'm'],
      ['sip:h;ttl=3', 'uri.ttl', '3'],
      ['sip:h;method=X', 'uri.method', 'X'],
      ['sip:h;lr=on', 'uri.lr', 'on'],
      ['sip:h;lr', 'uri.lr', ''],
      ['sip:h;r2=on', 'uri.r2', 'on'],
      ['sip:+1;ext=2@h;user=phone', 'uri.uparam', 'phone'],
      ['sip:h;x=1', 'uri.param,X', '1'],
      ['sip:h;x=1', 'uri.param,y', ''],
      ['sip:h:5070;transport=tcp', 'uri.tosocket', 'tcp:h:5070'],
      ['sip:h;transport=tls', 'uri.tosocket', 'tls:h:5061'],
      ['sip:h', 'uri.tosocket', ''],
      ['sip:a:p@h:5070;transport=tcp;lr', 'uri.saor', 'sip:a@h'],
      ['sip:a:p@h:5070;transport=tcp;lr', 'uri.suri', 'sip:a@h:5070;transport=tcp'],
      ['sip:a:p@h:5070;transport=tcp;lr', 'uri.duri', 'sip:h:5070;transport=tcp'],
      ['sip:h', 'uri.duri', 'sip:h'],
      ['tel:+1', 'uri.saor', 'tel:+1'],
      ['tel:+1', 'uri.duri', null],
      ['sip:a@h;x=1;lr;y=2?S=1', 'uri.rmparam,lr', 'sip:a@h;x=1;y=2?S=1'],
      ['sip:a@h;x=1', 'uri.rmparam,x', 'sip:a@h'],
      ['sip:a@h;x=1', 'uri.rmparam,z', 'sip:a@h;x=1'],
      ['tel:+1;x=1', 'uri.rmparam,x', 'tel:+1;x=1'],
      ['', 'uri.host', null],
      ['nonsense', 'uri.host', null],
      ['nonsense', 'uri.param,x', null],
    ],
  ],
  [
    '{param.*}',
    'lists',
    [
      ['a=1;b=2;c', 'param.value,a', '1'],
      ['a=1;b=2;c', 'param.value,B', '2'],
      ['a=1;b=2;c', 'param.value,c', ''],
      ['a=1;b=2;c', 'param.value,d', ''],
      ['a=1;a=2', 'param.value,a', '2'],
      ['a = 1; b = "x;y"', 'param.value,b', 'x;y'],
      ["a='s'", 'param.value,a', 's'],
      ['a="q\\"q"', 'param.value,a', 'q\\"q'],
      ['a="open', 'param.value,a', null],
      ['a b', 'param.value,a', null],
      [' a=1', 'param.value,a', null],
      ['a=1,b=2', 'param.value,b', ''],
      ['a=1&b=2', 'param.value,b,&', '2'],
      ['a=1;b=2', 'param.in,b', 1],
      ['a=1;b=2', 'param.in,c', 0],
      ['a=1;b=2', 'param.valueat,1', '2'],
      ['a=1;b=2', 'param.valueat,-1', '2'],
      ['a=1;b=2', 'param.valueat,2', ''],
      ['a=1;b=2', 'param.name,0', 'a'],
      ['a=1;b=2', 'param.name,5', ''],
      ['a=1;b=2', 'param.count', 2],
      ['a=1,b=2', 'param.count,,', 2],
      [';a', 'param.count', 2],
      ['a;', 'param.count', 1],
      ['', 'param.count', null],
    ],
  ],
  [
    '{nameaddr.*} {tobody.*}',
    'addresses',
    [
      ['"A, B" <sip:a@h;x=y>;tag=1', 'nameaddr.name', '"A, B" '],
      ['"A <" <sip:a@h>', 'nameaddr.uri', 'sip:a@h'],
      ['"A" <sip:a@h>;tag=1', 'nameaddr.len', 13],
      ['sip:a@h;tag=1', 'nameaddr.uri', 'sip:a@h;tag=1'],
      ['<sip:a@h', 'nameaddr.uri', null],
      ['"open', 'nameaddr.uri', null],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.uri', 'sip:a@h;x=y'],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.user', 'a'],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.host', 'h'],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.display', '"A, B"'],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.tag', '1'],
      ['"A, B" <sip:a@h;x=y>;tag=1;q=2', 'tobody.params', 'tag=1;q=2'],
      ['<sip:a@h>', 'tobody.params', ''],
      ['<sip:a@h>, <sip:b@h>', 'tobody.uri', null],
      ['hello', 'tobody.uri', null],
      ['*', 'tobody.uri', null],
      ['', 'tobody.uri', null],
    ],
  ],
  [
    '{line.*}',
    'lines',
    [
      ['v=0\r\no=1\r\na=x\r\n', 'line.at,0', 'v=0'],
      ['v=0\r\no=1\r\na=x\r\n', 'line.at,-1', 'a=x'],
      ['v=0\r\no=1\r\na=x\r\n', 'line.at,3', ''],
      ['v=0\r\no=1\r\na=x\r\n', 'line.count', '3'],
      ['v=0\r\no=1\r\na=x', 'line.count', '3'],
      ['a\n\nb', 'line.at,1', ''],
      ['v=0\r\no=1\r\na=x\r\n', 'line.sw,o=', 'o=1'],
      ['v=0\r\no=1\r\na=x\r\n', 'line.sw,z=', ''],
      ['', 'line.count', null],
    ],
  ],
  [
    '{re.subst}',
    'patterns',
    [
      ['banana', 're.subst,/a/X/', 'bXnana'],
      ['banana', 're.subst,/a/X/g', 'bXnXnX'],
      ['banana', 're.subst,/A/X/gi', 'bXnXnX'],
      ['banana', 're.subst,/z/X/', 'banana'],
      ['sip:bob@h', 're.subst,/^sip:([^@]+)@(.*)$/\\1 at \\2/', 'bob at h'],
      ['abc', 're.subst,/b/[\\0]/', 'a[b]c'],
      ['a/b', 're.subst,#/#-#', 'a-b'],
      ['a/b', 're.subst,/\\//-/', 'a-b'],
      ['abc', 're.subst,/b/\\n/', 'a\nc'],
      ['abc', 're.subst,/b/$rU/', 'abobc'],
      ['abc', 're.subst,/b/$(rU{s.toupper})!/', 'aBOB!c'],
      ['abc', 're.subst,/b/$/', 'a$c'],
      ['abc', 're.subst,/(x)?b/[\\1]/', 'a[]c'],
      ['abc', 're.subst,/x*/-/g', null],
      ['', 're.subst,/./X/', null],
    ],
  ],
  [
    '{val.*} {urialias.*}',
    'values',
    [
      ['x', 'val.n0', 'x'],
      ['x', 'val.ne', 'x'],
      ['say "hi"\\\n', 'val.json', 'say \\"hi\\"\\\\\\n'],
      ['a"b', 'val.jsonqe', '"a\\"b"'],
      [5, 'val.jsonqe', 5],
      ['sip:a@203.0.113.30:4444;transport=tcp', 'urialias.encode', '203.0.113.30~4444~2'],
      ['sip:h', 'urialias.encode', 'h~5060~1'],
      ['sip:h;transport=tls', 'urialias.encode', 'h~5061~3'],
      ['sip:[2001:db8::1]:5', 'urialias.encode', '[2001:db8::1]~5~1'],
      ['tel:+1', 'urialias.encode', null],
      ['203.0.113.30~4444~2', 'urialias.decode', 'sip:203.0.113.30:4444;transport=tcp'],
      ['203.0.113.30~4444~1', 'urialias.decode', 'sip:203.0.113.30:4444'],
      ['h~0~1', 'urialias.decode', null],
      ['h~5060~9', 'urialias.decode', null],
      ['h~5060', 'urialias.decode', null],
      ['h~5060~1~x', 'urialias.decode', null],
      ['~5060~1', 'urialias.decode', null],
    ],
  ],
] as [string, string, [Value, string, Value | null][]][])('%s %s', (_class, _what, cases) => {
  it.each(cases)('%j {%s} is %j', (value, transformation, result) => {
    expect(of(value, transformation)).toBe(result);
  });
});

describe('null', () => {
  it.each([
    's.len',
    's.md5',
    'uri.user',
    'uri.param,x',
    'param.count',
    'nameaddr.uri',
    'tobody.tag',
    'line.count',
    're.subst,/a/b/',
    'urialias.encode',
  ])('stays null through {%s}', (transformation) => {
    expect(of(null, transformation)).toBeNull();
  });
  it.each([
    ['val.n0', 0],
    ['val.ne', ''],
    ['val.json', ''],
    ['val.jsonqe', '""'],
  ])('becomes something through {%s}', (transformation, result) => {
    expect(of(null, transformation)).toBe(result);
  });
});

describe('texts of transformations', () => {
  it.each([
    '',
    'foo.bar',
    's',
    's.',
    's.nope',
    's.encode.nope',
    's.substr',
    's.substr,1',
    's.substr,a,b',
    's.select,1',
    's.select,x,,',
    's.strip,x',
    's.replace,a',
    's.rm',
    's.before',
    's.count',
    's.ftime',
    's.prefixes,x',
    's.corehash,x',
    'uri.nope',
    'uri.param',
    'param.nope',
    'param.value',
    'param.value,a,,',
    'param.value,a,;x',
    'param.name,x',
    'nameaddr.nope',
    'tobody.nope',
    'line.nope',
    'line.at',
    'line.at,x',
    'line.sw',
    're.nope',
    're.subst',
    're.subst,/a/b',
    're.subst,/(/x/',
    're.subst,/a/b/q',
    'val.nope',
    'urialias.nope',
    's.rm,$nope',
    '__proto__.x',
  ])('{%s} is none', (transformation) => {
    expect(server.pv.exists(`$(ru{${transformation}})`)).toBe(transformation === 's.rm,$nope');
  });

  it('apply from left to right', () => {
    expect(at.get('$(ru{uri.host}{s.len})')).toBe(18);
    expect(at.get('$(fu{uri.user}{s.toupper}{s.substr,0,2})')).toBe('AL');
    expect(at.get('$(du{s.len}{val.n0})')).toBe(0);
  });

  it('take variables for arguments', () => {
    expect(at.get('$(ru{s.substr,0,$(rU{s.len})})')).toBe('sip');
    expect(at.get('$(ru{s.rm,$rU})')).toBe('sip:@biloxi.example.com');
    expect(at.get('$(ru{s.replace,$rU,$fU})')).toBe('sip:alice@biloxi.example.com');
    at.set('$var(n)', '2x');
    expect(at.get('$(rU{s.strip,$var(n)})')).toBe('b');
    expect(at.get('$(ru{s.rm,$du})')).toBe('sip:bob@biloxi.example.com');
  });
});

describe('whatever the value', () => {
  it('nothing throws, and codes undo each other', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)) }), (text) => {
        for (const code of ['base64', 'base64t', 'base64url', 'base64urlt', 'hexa', 'base58']) {
          expect(of(of(text, `s.encode.${code}`), `s.decode.${code}`)).toBe(text);
        }
        expect(of(of(text, 's.escape.common'), 's.unescape.common')).toBe(text);
        expect(of(of(text, 's.urlencode.param'), 's.unescape.param')).toBe(text);
        for (const change of [
          's.decode.base64',
          's.decode.base58',
          's.decode.7bit',
          's.unescape.user',
          'uri.suri',
          'param.value,a',
          'nameaddr.uri',
          'tobody.uri',
          'line.at,1',
          'urialias.decode',
        ]) {
          of(text, change);
        }
      }),
    );
  });

  it('seven bits undo each other', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 1, max: 127 }).map((c) => String.fromCharCode(c)) }), (text) => {
        expect(of(of(text, 's.encode.7bit'), 's.decode.7bit')).toBe(text);
      }),
    );
  });

  it('takes time that grows with its length, or refuses it', () => {
    const before = performance.now();
    for (const transformation of [
      'param.value,a',
      's.trim',
      's.rmws',
      'nameaddr.uri',
      'tobody.uri',
      'uri.params',
      's.prefixes',
      's.encode.base58',
      's.unescape.common',
    ]) {
      of(' ;"<a='.repeat(20_000), transformation);
      of('a'.repeat(120_000), transformation);
    }
    expect(performance.now() - before).toBeLessThan(2000);
    expect(of('a'.repeat(2000), 's.encode.base58')).toBeNull();
    expect(of('2'.repeat(2000), 's.decode.base58')).toBeNull();
  });
});
