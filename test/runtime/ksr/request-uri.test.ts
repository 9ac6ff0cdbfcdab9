import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breaksRequestLine, setHost, setNextHop, setPort, setRequestUri, setUser } from '../../../runtime/ksr/request-uri.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { TestServer } from '../../support/context.ts';
import { Arrived, bareServer, invite, ok } from './arrive.ts';

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  at = new Arrived(server, invite({ line: 'INVITE sip:bob:pw@h:5070;x=y SIP/2.0' }));
  server.log.lines.length = 0;
});

const BREAKING = [' ', '\t', '\r', '\n', '\0', '\x7f', '<', '>', 'sip:a\r\nX: y', 'sip:a SIP/2.0\r\n'];

describe('the Request-URI', () => {
  it.each([
    ['user', setUser, 'carol', 'sip:carol:pw@h:5070;x=y'],
    ['user', setUser, '', 'sip:h:5070;x=y'],
    ['user', setUser, 'a;b@c', 'sip:a;b@c:pw@h:5070;x=y'],
    ['host', setHost, 'i', 'sip:bob:pw@i:5070;x=y'],
    ['host', setHost, '[::1]', 'sip:bob:pw@[::1]:5070;x=y'],
    ['port', setPort, '1', 'sip:bob:pw@h:1;x=y'],
    ['port', setPort, '', 'sip:bob:pw@h;x=y'],
    ['port', setPort, 'abc', 'sip:bob:pw@h:abc;x=y'],
    ['whole', setRequestUri, 'nonsense', 'nonsense'],
  ])('its %s', (_part, set, value, uri) => {
    expect(set(at.cx, value)).toBe(true);
    expect(at.cx.requestUri).toBe(uri);
    expect(at.leaving.split('\r\n')[0]).toBe(`INVITE ${uri} SIP/2.0`);
  });
  it.each(BREAKING)('refuses %j in all its parts', (text) => {
    for (const set of [setRequestUri, setUser, setHost, setPort]) {
      expect(set(at.cx, text)).toBe(false);
      expect(at.cx.requestUri).toBe('sip:bob:pw@h:5070;x=y');
    }
    expect(server.log.texts('error')).toHaveLength(4);
  });
  it('is not of a reply', () => {
    const reply = new Arrived(server, ok());
    for (const set of [setRequestUri, setUser, setHost, setPort]) expect(set(reply.cx, 'sip:a@h')).toBe(false);
  });
  it('has no parts when it can not be read, or has none', () => {
    for (const uri of ['nonsense', 'urn:service:sos']) {
      setRequestUri(at.cx, uri);
      expect([setUser(at.cx, 'a'), setHost(at.cx, 'h'), setPort(at.cx, '1')]).toEqual([false, false, false]);
      expect(at.cx.requestUri).toBe(uri);
    }
  });
  it('takes UTF-8 for characters that need more than an octet', () => {
    expect(setUser(at.cx, '\u20ac')).toBe(true);
    expect(at.cx.requestUri).toBe('sip:\u00e2\u0082\u00ac:pw@h:5070;x=y');
  });
  it('leaves a request line of three words, whatever is written', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a1:@;=?<> \t\r\n\0\u00e9\u20ac'), maxLength: 12 });
    fc.assert(
      fc.property(text, fc.constantFrom(setRequestUri, setUser, setHost, setPort, setNextHop), (value, set) => {
        const fresh = new Arrived(server, invite());
        const before = fresh.cx.requestUri;
        const changed = set(fresh.cx, value);
        if (!changed) expect(fresh.cx.requestUri).toBe(before);
        const line = fresh.leaving.slice(0, fresh.leaving.indexOf('\r\n'));
        expect(line.split(' ')).toHaveLength(3);
        expect(parseMessage(fresh.leaving)!.headers.length).toBe(fresh.cx.message.headers.length);
      }),
    );
  });
});

describe('the next hop', () => {
  it.each(['sip:h', 'nonsense', 'sip:[::1]:5070;transport=tcp'])('%s', (uri) => {
    expect(setNextHop(at.cx, uri)).toBe(true);
    expect(at.get('$du')).toBe(uri);
    expect(setNextHop(at.cx, '')).toBe(true);
    expect(at.get('$du')).toBeNull();
  });
  it.each(BREAKING)('is not %j', (text) => {
    setNextHop(at.cx, 'sip:h');
    expect(setNextHop(at.cx, text)).toBe(false);
    expect(at.get('$du')).toBe('sip:h');
    expect(server.log.texts('error')).toHaveLength(1);
  });
});

describe('breaksRequestLine', () => {
  it('of one octet: white space, controls and brackets', () => {
    expect(breaksRequestLine('')).toBe(false);
    for (let c = 0; c < 256; c++) {
      const breaks = c <= 32 || c === 127 || c === 60 || c === 62;
      expect([c, breaksRequestLine(String.fromCharCode(c))]).toEqual([c, breaks]);
      expect([c, breaksRequestLine(`sip:a${String.fromCharCode(c)}b`)]).toEqual([c, breaks]);
    }
  });
});
