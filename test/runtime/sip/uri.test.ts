import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUriText, parseUri, schemeOf, type Uri } from '../../../runtime/sip/uri.ts';

interface Parts {
  scheme: string;
  user: string;
  password: string;
  host: string;
  port: number;
  params: string;
  headers: string;
}

const NOTHING: Parts = { scheme: 'sip', user: '', password: '', host: '', port: 0, params: '', headers: '' };

function parts(uri: Uri): Parts {
  const { scheme, user, password, host, port, params, headers } = uri;
  return { scheme, user, password, host, port, params, headers };
}

describe('parseUri', () => {
  it.each<[string, Partial<Parts>]>([
    ['sip:biloxi.com', { host: 'biloxi.com' }],
    ['sip:bob@biloxi.com', { user: 'bob', host: 'biloxi.com' }],
    ['sips:bob@biloxi.com:5061', { scheme: 'sips', user: 'bob', host: 'biloxi.com', port: 5061 }],
    ['SIP:bob@biloxi.com', { user: 'bob', host: 'biloxi.com' }],
    ['sIpS:x', { scheme: 'sips', host: 'x' }],
    ['sip:bob:secret@biloxi.com', { user: 'bob', password: 'secret', host: 'biloxi.com' }],
    ['sip:bob:@biloxi.com', { user: 'bob', host: 'biloxi.com' }],
    ['sip:bob:a:b@biloxi.com', { user: 'bob', password: 'a:b', host: 'biloxi.com' }],
    ['sip:biloxi.com;lr', { host: 'biloxi.com', params: 'lr' }],
    ['sip:biloxi.com:5060;lr;transport=tcp', { host: 'biloxi.com', port: 5060, params: 'lr;transport=tcp' }],
    ['sip:biloxi.com?subject=x&to=y', { host: 'biloxi.com', headers: 'subject=x&to=y' }],
    ['sip:a@b;x=1?y=2', { user: 'a', host: 'b', params: 'x=1', headers: 'y=2' }],
    ['sip:a@b;x?', { user: 'a', host: 'b', params: 'x' }],
    ['sip:[::1]', { host: '[::1]' }],
    ['sip:a@[2001:db8::10]:5070;lr', { user: 'a', host: '[2001:db8::10]', port: 5070, params: 'lr' }],
    // RFC 4475 3.1.1.9: a semicolon in the user part begins no parameter
    ['sip:user;par=u%40example.net@example.com', { user: 'user;par=u%40example.net', host: 'example.com' }],
    ['sip:user;par?x=1@example.com;lr', { user: 'user;par?x=1', host: 'example.com', params: 'lr' }],
    ['sip:+12125551212;phone-context=x@h;user=phone', { user: '+12125551212;phone-context=x', host: 'h', params: 'user=phone' }],
    // 3.1.1.3, 3.1.1.4: escapes stay as they are
    ['sip:null-%00-null@example.com', { user: 'null-%00-null', host: 'example.com' }],
    ["sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com", {
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: 'example.com',
    }], // prettier-ignore
    ['sip:h:0', { host: 'h' }],
    ['sip:h:65535', { host: 'h', port: 65535 }],
    ['sip:Zo\u00c3\u00ab@h', { user: 'Zo\u00c3\u00ab', host: 'h' }],
    ['tel:+358-555-1234567', { scheme: 'tel', user: '+358-555-1234567' }],
    ['tel:7042;phone-context=example.com', { scheme: 'tel', user: '7042', params: 'phone-context=example.com' }],
    ['tels:1', { scheme: 'tels', user: '1' }],
    ['urn:service:sos', { scheme: 'urn', host: 'service:sos' }],
  ])('%s', (text, expected) => {
    const uri = parseUri(text)!;
    expect(parts(uri)).toEqual({ ...NOTHING, ...expected });
    expect(uri.toString()).toBe(text);
  });

  it.each([
    '',
    'sip',
    'sip:',
    ':h',
    'sip:@',
    'sip:a@',
    'sip::5060',
    'sip:h:',
    'sip:h:5060x',
    'sip:h:65536',
    'sip:h:-1',
    'sip:h:99999999999999999999',
    'sip:a@b@c',
    'sip:2001:db8::10', // RFC 5118 4.2: no brackets
    'sip:[::1',
    'sip:[]',
    'sip:[::1]x',
    'sip:[::1]:x',
    'sip:[a b]',
    'sip:a b',
    'sip:a@b;x y',
    'sip:a@b\r\n c', // a folded header holds line ends
    'sip:a@b\t',
    'sip:a\0@b',
    'sip:a\u007f@b',
    'sip:a@b>',
    '<sip:a@b>',
    'sip:a<b@c',
    'http://example.com',
    'nobodyKnowsThisScheme:totallyopaquecontent',
    'soap.beep://192.0.2.103:3002',
    'sipx:a@b',
    'tel:',
    'tel:;x=1',
    'urn:',
    'sip;lr',
  ])('refuses %j', (text) => expect(parseUri(text)).toBe(null));

  it('reads from the middle of a text, and keeps its limits', () => {
    const text = 'Contact: <sip:alice@192.0.2.1:5060;ob>;q=1';
    const uri = parseUri(text, 10, 37)!;
    expect(parts(uri)).toEqual({ ...NOTHING, user: 'alice', host: '192.0.2.1', port: 5060, params: 'ob' });
    expect([uri.userStart, uri.userEnd, uri.hostStart, uri.hostEnd, uri.portStart, uri.portEnd]).toEqual([
      14, 19, 20, 29, 30, 34,
    ]);
    expect([uri.paramsStart, uri.paramsEnd]).toEqual([34, 37]);
    expect(parseUri('sip:a@b', 0, 5)?.host).toBe('a'); // the @ lies behind `to`
  });

  it('says -1 for what is absent', () => {
    const uri = parseUri('sip:h')!;
    for (const at of [uri.userStart, uri.passwordStart, uri.portStart, uri.paramsStart, uri.headersStart]) expect(at).toBe(-1);
    expect([uri.portText, uri.params, uri.headers, uri.user]).toEqual(['', '', '', '']);
  });

  it.each([
    ['sip:[2001:db8::1]:5060', '2001:db8::1'],
    ['sip:h', 'h'],
    ['tel:1', ''],
  ])('%s has the bare host %j', (text, host) => expect(parseUri(text)!.hostBare).toBe(host));

  it.each([
    ['sip:h;transport=TCP', 'tcp'],
    ['sip:h;TRANSPORT=Udp;lr', 'udp'],
    ['sip:h;lr', ''],
    ['sip:h', ''],
    ['sip:transport=tcp@h', ''],
    ['sip:h?transport=tcp', ''],
  ])('%s asks for transport %j', (text, transport) => expect(parseUri(text)!.transport).toBe(transport));

  it('finds parameters', () => {
    const uri = parseUri('sip:a@h;lr;Maddr=192.0.2.1;x=?lr2')!;
    expect([uri.param('lr'), uri.param('maddr'), uri.param('x'), uri.param('lr2'), uri.param('')]).toEqual([
      '',
      '192.0.2.1',
      '',
      null,
      null,
    ]);
    expect([uri.hasParam('lr'), uri.hasParam('l'), uri.hasParam('x')]).toEqual([true, false, true]);
    expect(parseUri('sip:h:5080')!.portText).toBe('5080');
  });

  it('reads back what it is made of', () => {
    const word = fc.stringMatching(/^[a-z0-9.-]{1,8}$/);
    const optional = fc.option(word, { nil: '' });
    const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: 0 });
    fc.assert(
      fc.property(
        fc.constantFrom('sip', 'sips'),
        optional,
        optional,
        fc.oneof(word, fc.constantFrom('[::1]', '[2001:db8::10]')),
        port,
        optional,
        optional,
        (scheme, user, secret, host, portNumber, params, headers) => {
          const password = user === '' ? '' : secret;
          const text =
            `${scheme}:${user}${password === '' ? '' : `:${password}`}${user === '' ? '' : '@'}${host}` +
            `${portNumber === 0 ? '' : `:${portNumber}`}${params === '' ? '' : `;${params}`}${headers === '' ? '' : `?${headers}`}`;
          expect(parts(parseUri(text)!)).toEqual({ scheme, user, password, host, port: portNumber, params, headers });
          const inside = `<${text}>;tag`;
          expect(parts(parseUri(inside, 1, 1 + text.length)!)).toEqual(parts(parseUri(text)!));
        },
      ),
    );
  });

  it('never lets through what would break a start line', () => {
    const piece = fc.constantFrom(
      'sip:',
      'a',
      '@',
      ':',
      '5060',
      ';',
      '?',
      '[',
      ']',
      '::1',
      ' ',
      '\r\n ',
      '\t',
      '<',
      '>',
      '\0',
      '=',
      '&',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `sip:${pieces.join('')}`;
        const uri = parseUri(text);
        if (uri !== null) {
          for (const char of ' \r\n\t<>\0') expect(text).not.toContain(char);
          expect(uri.host).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('schemeOf', () => {
  it.each([
    ['nobodyKnowsThisScheme:totallyopaquecontent', 'nobodyKnowsThisScheme'],
    ['soap.beep://192.0.2.103:3002', 'soap.beep'],
    ['http://example.com', 'http'],
    ['h323:user@example.com', 'h323'],
    ['sip:2001:db8::10', 'sip'],
    ['<sip:a@b>', ''],
    ['sip', ''],
    ['sip:', ''],
    [':x', ''],
    ['1a:x', ''],
    ['a b:x', ''],
    ['a:x y', ''],
    ['', ''],
  ])('of %j is %j', (text, scheme) => expect(schemeOf(text)).toBe(scheme));
});

describe('isUriText', () => {
  it.each([
    ['sip:a@b', true],
    ['', false],
    [' ', false],
    ['a\u0001', false],
    ['a\u00ff', true],
  ])('%j: %s', (text, good) => expect(isUriText(text, 0, text.length)).toBe(good));
});
