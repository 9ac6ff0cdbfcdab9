import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const to = (uri: string): Arrived => new Arrived(server, invite({ line: `INVITE ${uri} SIP/2.0` }));

describe('the Request-URI and its parts', () => {
  it.each([
    ['sip:bob@biloxi.example.com', 'bob', 'biloxi.example.com', '5060', 'UDP', 'sip'],
    ['sip:bob:pw@biloxi.example.com:5070;transport=tcp', 'bob', 'biloxi.example.com', '5070', 'tcp', 'sip'],
    ['sips:bob@biloxi.example.com', 'bob', 'biloxi.example.com', '5060', 'UDP', 'sips'],
    ['sip:biloxi.example.com', null, 'biloxi.example.com', '5060', 'UDP', 'sip'],
    ['sip:bob@[2001:db8::1]:5080', 'bob', '[2001:db8::1]', '5080', 'UDP', 'sip'],
    ['tel:+1-555;phone-context=x', '+1-555', null, '5060', 'UDP', 'tel'],
    ['urn:service:sos', null, 'service:sos', '5060', 'UDP', 'urn'],
    ['sip:+1;ext=5@h;user=phone', '+1', 'h', '5060', 'UDP', 'tel'],
    ['sips:+1@h;user=PHONE', '+1', 'h', '5060', 'UDP', 'tels'],
    ['sip:a;b@h', 'a;b', 'h', '5060', 'UDP', 'sip'],
    ['http://x', null, null, null, null, null],
  ])('%s', (uri, user, host, port, transport, scheme) => {
    const at = to(uri);
    expect(['$ru', '$rU', '$rd', '$rp', '$rP', '$rz'].map((name) => at.get(name))).toEqual([
      uri,
      user,
      host,
      port,
      transport,
      scheme,
    ]);
    expect(['$ou', '$oU', '$od', '$op', '$oP'].map((name) => at.get(name))).toEqual([uri, user, host, port, transport]);
    expect(at.get('$rul')).toBe(uri.length);
    expect(at.get('$rUl')).toBe(user === null ? (scheme === null ? null : 0) : user.length);
  });

  it('shows what was set, $ou what was received', () => {
    const at = to('sip:bob@b');
    expect(at.set('$ru', 'sip:carol@c:5070')).toBe(true);
    expect(at.get('$ru')).toBe('sip:carol@c:5070');
    expect(at.get('$rU')).toBe('carol');
    expect(at.get('$ou')).toBe('sip:bob@b');
    expect(at.get('$oU')).toBe('bob');
    expect(at.get('$oUl')).toBe(3);
    expect(at.leaving).toMatch(/^INVITE sip:carol@c:5070 SIP\/2\.0\r\n/);
  });

  it('has no value in replies, and takes none', () => {
    const at = new Arrived(server, ok());
    for (const name of ['$ru', '$rU', '$rd', '$rp', '$rul', '$ou', '$oU', '$nh(u)', '$nh(d)']) expect(at.get(name)).toBeNull();
    expect(at.set('$ru', 'sip:x@y')).toBe(false);
    expect(at.set('$rU', 'x')).toBe(false);
  });
});

describe('writing parts of the Request-URI', () => {
  const full = 'sip:bob:pw@biloxi.example.com:5066;transport=tcp;lr?Subject=x';
  it.each([
    [full, '$rU', 'carol', 'sip:carol:pw@biloxi.example.com:5066;transport=tcp;lr?Subject=x'],
    [full, '$rU', '', 'sip:biloxi.example.com:5066;transport=tcp;lr?Subject=x'],
    [full, '$rU', null, 'sip:biloxi.example.com:5066;transport=tcp;lr?Subject=x'],
    [full, '$rd', 'c', 'sip:bob:pw@c:5066;transport=tcp;lr?Subject=x'],
    [full, '$rp', 5099, 'sip:bob:pw@biloxi.example.com:5099;transport=tcp;lr?Subject=x'],
    [full, '$rp', '5099', 'sip:bob:pw@biloxi.example.com:5099;transport=tcp;lr?Subject=x'],
    [full, '$rp', null, 'sip:bob:pw@biloxi.example.com;transport=tcp;lr?Subject=x'],
    ['sip:h', '$rU', 'a', 'sip:a@h'],
    ['sip:h', '$rp', 70, 'sip:h:70'],
    ['sip:h;lr', '$rp', 70, 'sip:h:70;lr'],
    ['tel:+1', '$rU', '+2', 'tel:+2'],
    ['tel:+1;ext=2', '$rd', 'h', 'sip:+1;ext=2@h;user=phone'],
    ['tels:+1', '$rd', 'h', 'sips:+1@h;user=phone'],
  ])('%s: %s = %j', (uri, name, value, changed) => {
    const at = to(uri);
    expect(at.set(name, value)).toBe(true);
    expect(at.get('$ru')).toBe(changed);
  });

  it.each([
    ['sip:a@h', '$ru', 5],
    ['sip:a@h', '$ru', null],
    ['sip:a@h', '$ru', ''],
    ['sip:a@h', '$ru', 'sip:a b@h'],
    ['sip:a@h', '$ru', 'sip:a@h\r\nX: y'],
    ['sip:a@h', '$ru', 'sip:a@h\nX: y'],
    ['sip:a@h', '$ru', 'sip:a\0@h'],
    ['sip:a@h', '$rU', 5],
    ['sip:a@h', '$rU', 'x\r\ny'],
    ['sip:a@h', '$rd', 5],
    ['sip:a@h', '$rd', null],
    ['sip:a@h', '$rd', 'h SIP/2.0\r\nX:'],
    ['sip:a@h', '$rp', -1],
    ['tel:+1', '$rU', null],
    ['tel:+1', '$rp', 5060],
    ['urn:service:sos', '$rU', 'x'],
    ['urn:service:sos', '$rd', 'x'],
    ['urn:service:sos', '$rp', 'x'],
    ['http:x', '$rU', 'x'],
  ])('%s: %s = %j is refused', (uri, name, value) => {
    const at = to(uri);
    expect(at.set(name, value)).toBe(false);
    expect(at.get('$ru')).toBe(uri);
  });

  it('makes the Request-URI usable for a branch again', () => {
    const at = to('sip:a@h');
    at.cx.targetUsable = false;
    at.set('$ru', 'sip:a@h');
    expect(at.cx.targetUsable).toBe(true);
  });

  it('writes characters beyond an octet as UTF-8', () => {
    const at = to('sip:a@h');
    at.set('$rU', 'č');
    expect(at.get('$rU')).toBe('\u00c4\u008d');
  });
});

describe('the next hop', () => {
  it('is null until set', () => {
    const at = to('sip:bob@b');
    for (const name of ['$du', '$duri', '$dd', '$dp', '$dP']) expect(at.get(name)).toBeNull();
    expect(['$nh(u)', '$nh(U)', '$nh(d)', '$nh(p)', '$nh(P)'].map((name) => at.get(name))).toEqual([
      'sip:bob@b',
      'bob',
      'b',
      '5060',
      'UDP',
    ]);
  });

  it.each([
    ['sip:198.51.100.99', '198.51.100.99', '5060', 'UDP'],
    ['sip:198.51.100.99:5070', '198.51.100.99', '5070', 'UDP'],
    ['sip:h;transport=tls', 'h', '5061', 'tls'],
    ['sips:h', 'h', '5061', 'UDP'],
    ['sip:h;transport=wss', 'h', '5061', 'wss'],
    ['sip:[2001:db8::1]', '[2001:db8::1]', '5060', 'UDP'],
    ['nonsense', null, null, null],
    ['tel:+1', null, '5060', 'UDP'],
  ])('%s', (uri, host, port, transport) => {
    const at = to('sip:bob@b');
    expect(at.set('$du', uri)).toBe(true);
    expect(['$du', '$dd', '$dp', '$dP'].map((name) => at.get(name))).toEqual([uri, host, port, transport]);
    expect(at.get('$nh(u)')).toBe(uri);
    expect(at.get('$nh(d)')).toBe(host);
  });

  it.each([null, ''])('is cleared by %j', (value) => {
    const at = to('sip:bob@b');
    at.set('$du', 'sip:x');
    expect(at.set('$du', value)).toBe(true);
    expect(at.get('$du')).toBeNull();
  });

  it.each([5, 'sip:a\r\nX: y', 'sip:a b'])('refuses %j', (value) => {
    const at = to('sip:bob@b');
    expect(at.set('$du', value)).toBe(false);
    expect(at.get('$du')).toBeNull();
  });

  it('makes the Request-URI usable for a branch again (2.6)', () => {
    const at = to('sip:a@h');
    at.cx.targetUsable = false;
    at.set('$du', 'sip:x\r\n');
    expect(at.cx.targetUsable).toBe(false);
    at.set('$du', 'sip:x');
    expect(at.cx.targetUsable).toBe(true);
  });
});
