import { describe, expect, it } from 'vitest';
import { testServer } from '../../support/context.ts';
import { invite, message, ok } from './request.ts';

const server = await testServer({ modules: ['siputils'] });

function ask(text: string, name: string, ...args: unknown[]): unknown {
  return server.call(server.context(text), `siputils.${name}`, ...args);
}

describe('has_totag', () => {
  it.each([
    ['<sip:bob@biloxi.example.com>', -1],
    ['<sip:bob@biloxi.example.com>;tag=', -1],
    ['<sip:bob@biloxi.example.com>;tag', -1],
    ['<sip:bob@biloxi.example.com>;TAG=x', 1],
    ['sip:bob@biloxi.example.com;tag=b', 1],
    ['<sip:bob@biloxi.example.com> ; tag = x', 1],
    ['";tag=x" <sip:bob@biloxi.example.com>', -1],
    ['<sip:bob@biloxi.example.com;tag=in-uri>', -1],
    ['<sip:bob@biloxi.example.com>;x=y;tag=1', 1],
    ['<sip:bob@biloxi.example.com>;xtag=1', -1],
  ])('%s: %i', (to, result) => {
    expect(ask(message({ to: `To: ${to}` }), 'has_totag')).toBe(result);
    expect(ask(message({ to: `t: ${to}` }), 'has_totag')).toBe(result);
  });
});

describe('kind of the message', () => {
  it.each([
    ['is_request', 1, -1],
    ['is_reply', -1, 1],
    ['is_sip', 1, 1],
    ['is_http', -1, -1],
    ['sip_parse_headers', 1, 1],
  ])('%s: request %i, reply %i', (name, request, reply) => {
    expect(ask(message(), name)).toBe(request);
    expect(ask(ok(), name)).toBe(reply);
  });

  it('sip_parse_headers sees a line without colon', () => {
    expect(ask(message({ fields: ['NoColonHere'] }), 'sip_parse_headers')).toBe(-1);
  });
});

const OTHER = 'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0';

describe('is_first_hop in requests', () => {
  it.each([
    [['Via: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1'], 1],
    [['v: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1 '], 1],
    [['Via: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', OTHER], -1],
    [['Via: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0'], -1],
    [['Via: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1 ,\r\n SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0'], -1],
    [['Via: SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', 'Via: garbage'], -1],
    [['Via: garbage'], -1],
  ])('%j: %i', (via, result) => {
    expect(ask(message({ via }), 'is_first_hop')).toBe(result);
    expect(ask(message({ via }), 'is_first_hop_mode', 1)).toBe(result);
  });
});

describe('is_first_hop in replies', () => {
  // mode 0, mode 1
  it.each([
    [[], 1, 1],
    [['Record-Route: <sip:198.51.100.10;lr>'], 1, 1],
    [['Record-Route: <sip:198.51.100.10:5060;lr>'], 1, 1],
    [['Record-Route: <sip:198.51.100.10:5999;lr>'], -1, -1],
    [['Record-Route: <sip:198.51.100.10;transport=tcp;lr>'], 1, 1],
    [['Record-Route: <sip:[2001:db8:0::10];lr>'], 1, 1],
    [['Record-Route: <sip:ksr.example.com;lr>'], -1, 1],
    [['Record-Route: <sip:other.example.com;lr>'], -1, -1],
    [['Record-Route: <sip:192.0.2.50;lr>, <sip:198.51.100.10;lr>'], -1, -1],
    [['Record-Route: <sip:192.0.2.50;lr>', 'Record-Route: <sip:198.51.100.10;lr>'], -1, -1],
    [['Record-Route: <sip:198.51.100.10;r2=on;lr>, <sip:198.51.100.11:5070;r2=on;lr>'], 1, 1],
    [['Record-Route: "unclosed <sip:198.51.100.10;lr>'], -1, -1],
    [['Record-Route: '], -1, -1],
    [['Record-Route: <tel:+1>'], -1, -1],
  ])('%j: %i, by name %i', (fields, strict, byName) => {
    expect(ask(ok(...fields), 'is_first_hop')).toBe(strict);
    expect(ask(ok(...fields), 'is_first_hop_mode', 0)).toBe(strict);
    expect(ask(ok(...fields), 'is_first_hop_mode', 1)).toBe(byName);
  });

  it.each([
    [{ ip: '198.51.100.10', port: 5060, proto: 'udp' as const }, -1, 1],
    [{ ip: '198.51.100.10', port: 5062, proto: 'udp' as const }, 1, 1],
    [{ ip: '198.51.100.11', port: 5060, proto: 'udp' as const }, 1, 1],
  ])('from %j: %i, by name %i', (src, strict, byName) => {
    const cx = server.context(ok('Record-Route: <sip:198.51.100.10;lr>'), { src });
    expect(server.call(cx, 'siputils.is_first_hop')).toBe(strict);
    expect(server.call(cx, 'siputils.is_first_hop_mode', 1)).toBe(byName);
  });
});

describe('is_gruu', () => {
  it.each([
    ['sip:bob@biloxi.example.com;gr=urn:uuid:f81d4fae', 1],
    ['sip:x@biloxi.example.com;gr=', 2],
    ['sip:x@biloxi.example.com;gr', 2],
    ['sip:x@biloxi.example.com;GR=a', 1],
    ['sip:x;gr=1@biloxi.example.com', -1],
    ['tel:+1;gr=1', 1],
    ['http://x', -1],
  ])('%s: %i', (uri, result) => {
    expect(ask(invite(uri), 'is_gruu')).toBe(result);
  });
});

describe('hdr_date_check', () => {
  it.each([
    ['Date: Sat, 13 Nov 2010 23:29:00 GMT', -4],
    ['Date: sat, 13 nov 2010 23:29:00 gmt', -4],
    ['Date: Fri, 01 Jan 9999 00:00:00 GMT', 1],
    ['Date: Sat, 13 Nov 2010 23:29:00 CET', -1],
    ['Date: Sat, 13 Nov 2010 24:29:00 GMT', -1],
    ['Date: Sat, 32 Nov 2010 23:29:00 GMT', -1],
    ['Date: Sat, 00 Nov 2010 23:29:00 GMT', -1],
    ['Date: Sat, 13 Foo 2010 23:29:00 GMT', -1],
    ['Date: Sat, 13 Nov 1910 23:29:00 GMT', -1],
    ['Date: Sat 13 Nov 2010 23:29:00 GMT', -1],
    ['Date: yesterday', -1],
    ['Date: ', -1],
    ['X-Date: Sat, 13 Nov 2010 23:29:00 GMT', -1],
  ])('%s: %i', (field, result) => {
    expect(ask(message({ fields: [field] }), 'hdr_date_check', 3600)).toBe(result);
  });

  it('counts seconds from the clock', () => {
    const cx = server.context(message({ fields: ['Date: Sat, 13 Nov 2010 23:29:00 GMT'] }));
    const age = (server.clock.wall() - Date.UTC(2010, 10, 13, 23, 29, 0)) / 1000;
    expect(server.call(cx, 'siputils.hdr_date_check', Math.ceil(age) + 1)).toBe(1);
    expect(server.call(cx, 'siputils.hdr_date_check', Math.floor(age) - 1)).toBe(-4);
  });
});

const OPTIONS = 'CSeq: 314159 OPTIONS';

describe('options_reply', () => {
  it('answers with what the parameters say', async () => {
    const given = {
      options_accept: 'application/sdp',
      options_accept_encoding: 'gzip',
      options_accept_language: 'de',
      options_support: 'path',
    };
    const own = await testServer({ modules: ['siputils'], params: { siputils: given } });
    const cx = own.context(message({ line: 'OPTIONS sip:198.51.100.10 SIP/2.0', cseq: OPTIONS }));
    expect(own.call(cx, 'siputils.options_reply')).toBe(1);
    expect(own.sent[0]!.text).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(own.sent[0]!.text).toContain(
      'Accept: application/sdp\r\nAccept-Encoding: gzip\r\nAccept-Language: de\r\nSupported: path\r\nServer:',
    );
  });

  it('leaves out what is empty or would break its line', async () => {
    const given = { options_accept: '', options_support: 'path\r\nEvil: 1' };
    const own = await testServer({ modules: ['siputils'], params: { siputils: given } });
    const cx = own.context(message({ line: 'OPTIONS sip:198.51.100.10 SIP/2.0', cseq: OPTIONS }));
    expect(own.call(cx, 'siputils.options_reply')).toBe(1);
    expect(own.sent[0]!.text).toContain('\r\nAccept-Language: en\r\n');
    expect(own.sent[0]!.text).not.toMatch(/Evil|Supported|Accept:/);
  });

  it.each([
    ['OPTIONS sip:bob@198.51.100.10 SIP/2.0', OPTIONS],
    ['OPTIONS http://x SIP/2.0', OPTIONS],
    ['INVITE sip:198.51.100.10 SIP/2.0', 'CSeq: 314159 INVITE'],
  ])('%s is not answered', (line, cseq) => {
    server.sent.length = 0;
    expect(ask(message({ line, cseq }), 'options_reply')).toBe(-1);
    expect(server.sent).toEqual([]);
  });

  it('looks at the changed Request-URI', () => {
    const cx = server.context(message({ line: 'OPTIONS sip:198.51.100.10 SIP/2.0', cseq: OPTIONS }));
    cx.requestUri = 'sip:bob@198.51.100.10';
    expect(server.call(cx, 'siputils.options_reply')).toBe(-1);
  });
});
