import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Header, headerType, openingAt, type HeaderType } from '../../../runtime/sip/header-type.ts';

const typeOf = (name: string): HeaderType => headerType(name, 0, name.length);

const LONG: readonly (readonly [string, HeaderType])[] = [
  ['Via', Header.Via],
  ['From', Header.From],
  ['To', Header.To],
  ['Call-ID', Header.CallId],
  ['CSeq', Header.CSeq],
  ['Contact', Header.Contact],
  ['Max-Forwards', Header.MaxForwards],
  ['Route', Header.Route],
  ['Record-Route', Header.RecordRoute],
  ['Content-Length', Header.ContentLength],
  ['Content-Type', Header.ContentType],
  ['Expires', Header.Expires],
  ['Path', Header.Path],
  ['Supported', Header.Supported],
  ['Require', Header.Require],
  ['Proxy-Require', Header.ProxyRequire],
  ['User-Agent', Header.UserAgent],
  ['Allow', Header.Allow],
  ['Event', Header.Event],
  ['Authorization', Header.Authorization],
  ['Proxy-Authorization', Header.ProxyAuthorization],
  ['Subject', Header.Subject],
  ['Content-Encoding', Header.ContentEncoding],
  ['Refer-To', Header.ReferTo],
  ['Referred-By', Header.ReferredBy],
  ['Allow-Events', Header.AllowEvents],
  ['Session-Expires', Header.SessionExpires],
  ['WWW-Authenticate', Header.WwwAuthenticate],
  ['Proxy-Authenticate', Header.ProxyAuthenticate],
  ['Privacy', Header.Privacy],
  ['Reason', Header.Reason],
  ['Date', Header.Date],
  ['Accept-Contact', Header.AcceptContact],
  ['Reject-Contact', Header.RejectContact],
  ['Request-Disposition', Header.RequestDisposition],
  ['Identity', Header.Identity],
  ['Server', Header.Server],
];

const COMPACT: readonly (readonly [string, HeaderType])[] = [
  ['v', Header.Via],
  ['f', Header.From],
  ['t', Header.To],
  ['i', Header.CallId],
  ['m', Header.Contact],
  ['l', Header.ContentLength],
  ['c', Header.ContentType],
  ['k', Header.Supported],
  ['o', Header.Event],
  ['s', Header.Subject],
  ['e', Header.ContentEncoding],
  ['r', Header.ReferTo],
  ['b', Header.ReferredBy],
  ['u', Header.AllowEvents],
  ['x', Header.SessionExpires],
  ['a', Header.AcceptContact],
  ['j', Header.RejectContact],
  ['d', Header.RequestDisposition],
  ['y', Header.Identity],
];

describe('openingAt', () => {
  it.each(LONG)('knows %s as the RFCs spell it', (name, type) => {
    expect(openingAt(`x${name}: y`, 1)).toMatchObject({ length: name.length + 2, type });
    expect(openingAt(`${name}: `, 0)?.type).toBe(type);
  });

  it.each([
    '',
    'V',
    'Via',
    'Via:',
    'Via:x',
    'Via:\t',
    'Via : x',
    'via: x',
    'VIA: x',
    'v: x',
    'To: '.slice(0, 3),
    'Tp: x',
    'Froz: x',
    'X-Via: x',
    'Contact-X: x',
    'constructor: x',
    '\u0156ia: x',
    '\0\0\0\0',
  ])('leaves %j to be read', (line) => expect(openingAt(line, 0)).toBe(null));

  it('says the same as reading the name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LONG), fc.nat(22), fc.string({ maxLength: 2 }), ([name], at, put) => {
        const line = `${name}: x`.slice(0, at) + put + `${name}: x`.slice(at);
        const opening = openingAt(line, 0);
        if (opening !== null) expect(typeOf(line.slice(0, line.indexOf(':')))).toBe(opening.type);
      }),
    );
  });
});

describe('headerType', () => {
  it.each(LONG)('knows %s in any case', (name, type) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) expect(typeOf(spelling)).toBe(type);
  });

  it.each(COMPACT)('knows the compact form %s in both cases', (letter, type) => {
    expect(typeOf(letter)).toBe(type);
    expect(typeOf(letter.toUpperCase())).toBe(type);
  });

  it('has a number for each, and each number once', () => {
    expect(LONG.map(([, type]) => type).toSorted((a, b) => a - b)).toEqual(
      Object.values(Header).filter((type) => type !== Header.Other),
    );
  });

  it.each([
    '',
    'g',
    'z',
    '-',
    '6', // `v` with a bit less
    'Vi',
    'Viaa',
    'Vib',
    'Call_ID',
    'Call\rID', // CR and - differ in the bit of upper and lower case only
    'Callmid',
    'Fro\u00ed',
    'Contac\u0154',
    'UnknownHeaderWithUnusualValue',
    'constructor',
    '__proto__',
    'X'.repeat(32),
    'X'.repeat(70),
  ])('has no type for %j', (name) => expect(typeOf(name)).toBe(Header.Other));

  it('reads inside its limits only', () => {
    expect(headerType('xVia:', 1, 4)).toBe(Header.Via);
    expect(headerType('Content-Length', 0, 7)).toBe(Header.Other);
    expect(headerType('Contact-X', 0, 7)).toBe(Header.Contact);
  });

  it('is right for any spelling, and for no other name', () => {
    const known = new Map<string, HeaderType>([...LONG, ...COMPACT].map(([name, type]) => [name.toLowerCase(), type]));
    const nearlyKnown = fc
      .tuple(fc.constantFrom(...known.keys()), fc.nat(20), fc.string({ maxLength: 1 }))
      .map(([name, at, char]) => name.slice(0, at) + char + name.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(nearlyKnown, fc.string({ maxLength: 20 }), fc.mixedCase(fc.constantFrom(...known.keys()))), (name) => {
        expect(typeOf(name)).toBe(known.get(name.toLowerCase()) ?? Header.Other);
      }),
    );
  });
});
