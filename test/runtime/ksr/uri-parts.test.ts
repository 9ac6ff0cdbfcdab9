import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as parts from '../../../runtime/ksr/uri-parts.ts';
import { parseUri, type Uri } from '../../../runtime/sip/uri.ts';

const uri = (text: string): Uri => {
  const parsed = parseUri(text);
  if (parsed === null) throw new Error(`no URI: ${text}`);
  return parsed;
};

describe('reading', () => {
  it.each([
    // URI, user, its parameters, phone, scheme, transport, port, target port
    ['sip:h', '', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:a@h:5070', 'a', '', false, 'sip', 'UDP', '5070', '5070'],
    ['sip:a@h:05070', 'a', '', false, 'sip', 'UDP', '05070', '05070'],
    ['sip:a@h;transport=tCp', 'a', '', false, 'sip', 'tCp', '5060', '5060'],
    ['sip:a@h;transport=', 'a', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:a@h;transport', 'a', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:a@h;transport=tls', 'a', '', false, 'sip', 'tls', '5060', '5061'],
    ['sip:a@h;transport=wss', 'a', '', false, 'sip', 'wss', '5060', '5061'],
    ['sip:a@h;transport=ws', 'a', '', false, 'sip', 'ws', '5060', '5060'],
    ['sips:a@h', 'a', '', false, 'sips', 'UDP', '5060', '5061'],
    ['sips:a@h:5070', 'a', '', false, 'sips', 'UDP', '5070', '5070'],
    ['sip:a;x=1@h', 'a;x=1', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:1;x=1;y@h;user=phone', '1', 'x=1;y', true, 'tel', 'UDP', '5060', '5060'],
    ['sip:1;x=1@h;USER=Phone', '1', 'x=1', true, 'tel', 'UDP', '5060', '5060'],
    ['sips:1@h;user=phone', '1', '', true, 'tels', 'UDP', '5060', '5061'],
    ['sip:1;x=1@h;user=phones', '1;x=1', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:1;x=1@h;user', '1;x=1', '', false, 'sip', 'UDP', '5060', '5060'],
    ['sip:1;x=1@h?user=phone', '1;x=1', '', false, 'sip', 'UDP', '5060', '5060'],
    ['tel:+1', '+1', '', false, 'tel', 'UDP', '5060', '5060'],
  ])('%s', (text, user, params, phone, scheme, transport, port, target) => {
    const of = uri(text);
    expect([
      parts.userOf(of),
      parts.userParamsOf(of),
      parts.isPhone(of),
      parts.schemeOf(of),
      parts.transportOf(of),
      parts.portOf(of),
      parts.targetPortOf(of),
    ]).toEqual([user, params, phone, scheme, transport, port, target]);
  });
});

describe('changing', () => {
  it.each([
    ['sip:a@h:5070;x?y=z', 'b', 'sip:b@h:5070;x?y=z'],
    ['sip:a:pw@h', 'b', 'sip:b:pw@h'],
    ['sip:a:pw@h', '', 'sip:h'],
    ['sip:h', 'b', 'sip:b@h'],
    ['sip:h', '', 'sip:h'],
    ['sip:[::1]:1', 'b', 'sip:b@[::1]:1'],
    ['SIPS:a@h', 'b', 'SIPS:b@h'],
    ['tel:+1;ext=2', '+2', 'tel:+2;ext=2'],
    ['tel:+1', '', null],
    ['urn:service:sos', 'b', null],
  ])('the user of %s to %j', (text, user, result) => {
    expect(parts.withUser(uri(text), user)).toBe(result);
  });
  it.each([
    ['sip:a:pw@h:5070;x?y=z', 'i', 'sip:a:pw@i:5070;x?y=z'],
    ['sip:h', 'i', 'sip:i'],
    ['sip:[::1]:1', '[::2]', 'sip:[::2]:1'],
    ['tel:+1;ext=2', 'h', 'sip:+1;ext=2@h;user=phone'],
    ['tels:+1', 'h', 'sips:+1@h;user=phone'],
    ['urn:service:sos', 'h', null],
  ])('the host of %s to %j', (text, host, result) => {
    expect(parts.withHost(uri(text), host)).toBe(result);
  });
  it.each([
    ['sip:a@h', '5070', 'sip:a@h:5070'],
    ['sip:a@h:5060;x', '5070', 'sip:a@h:5070;x'],
    ['sip:a@h:5060;x', '', 'sip:a@h;x'],
    ['sip:h?x=y', '1', 'sip:h:1?x=y'],
    ['sip:[::1]', '1', 'sip:[::1]:1'],
    ['tel:+1', '1', null],
    ['urn:service:sos', '1', null],
  ])('the port of %s to %j', (text, port, result) => {
    expect(parts.withPort(uri(text), port)).toBe(result);
  });

  const word = fc.string({ unit: fc.constantFrom(...'abc019-_.'), minLength: 1, maxLength: 8 });
  const host = fc.constantFrom('h', 'biloxi.example.com', '192.0.2.1', '[2001:db8::1]');
  const texts = fc
    .tuple(fc.constantFrom('sip', 'sips'), fc.option(word), host, fc.option(fc.integer({ min: 1, max: 65535 })), fc.option(word))
    .map(([scheme, user, at, port, param]) => {
      const login = user === null ? '' : `${user}@`;
      return `${scheme}:${login}${at}${port === null ? '' : `:${port}`}${param === null ? '' : `;${param}=x`}`;
    });
  it('changes one part and nothing else', () => {
    fc.assert(
      fc.property(texts, word, host, fc.integer({ min: 1, max: 65535 }), (text, user, other, port) => {
        const before = uri(text);
        const rest = (of: Uri): unknown[] => [of.scheme, of.params, of.headers, of.password];
        const withUser = uri(parts.withUser(before, user)!);
        expect([withUser.user, withUser.host, withUser.port, rest(withUser)]).toEqual([
          user,
          before.host,
          before.port,
          rest(before),
        ]);
        const withHost = uri(parts.withHost(before, other)!);
        expect([withHost.user, withHost.host, withHost.port, rest(withHost)]).toEqual([
          before.user,
          other,
          before.port,
          rest(before),
        ]);
        const withPort = uri(parts.withPort(before, String(port))!);
        expect([withPort.user, withPort.host, withPort.port, rest(withPort)]).toEqual([
          before.user,
          before.host,
          port,
          rest(before),
        ]);
        // what was changed back is what it was
        expect(parts.withUser(withUser, before.user)).toBe(text);
        expect(parts.withHost(withHost, before.host)).toBe(text);
        expect(parts.withPort(withPort, before.portText)).toBe(text);
      }),
    );
  });
});
