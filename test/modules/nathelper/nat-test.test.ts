import { beforeAll, describe, expect, it } from 'vitest';
import type { Arrival, TestServer } from '../../support/context.ts';
import { NAT, invite, natServer, reply, type Parts } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer();
});

const HONEST: Arrival = { src: { ip: '203.0.113.77', port: 5060, proto: 'udp' } };

function test(flags: number, parts: Parts, arrival: Arrival = HONEST): unknown {
  return server.call(server.context(invite(parts), arrival), 'nathelper.nat_uac_test', flags);
}
function from(ip: string, port: number = 5060): Arrival {
  return { src: { ip, port, proto: 'udp' } };
}
function via(sentBy: string): Parts {
  return { via: `SIP/2.0/UDP ${sentBy};branch=z9hG4bKa` };
}
function sdp(...lines: string[]): Parts {
  return { body: ['v=0', ...lines, ''].join('\r\n') };
}

describe('1: the Contact is private', () => {
  it.each([
    ['<sip:a@10.0.0.1>', 1],
    ['"A" <sip:a@172.16.0.1:5060;x=y>;q=1', 1],
    ['sip:a@192.168.0.1', 1],
    ['<sip:a@203.0.113.1>', -1],
    ['<sip:a@[fd00::1]>', -1],
    ['<sip:10.0.0.1@host>', -1],
    ['<sip:a@host.example.com>', -1],
    ['<sip:a@203.0.113.1>, <sip:a@10.0.0.1>', -1],
    ['<sip:a@10.0.0.1>, <sip:a@203.0.113.1>', 1],
  ])('%s: %i', (contact, result) => {
    expect(test(1, { contact: [`Contact: ${contact}`] })).toBe(result);
  });
});

describe('2: the Via is not the source', () => {
  it.each([
    ['203.0.113.77', '203.0.113.77', -1],
    ['203.0.113.77:9', '203.0.113.77', -1],
    ['203.0.113.78', '203.0.113.77', 1],
    ['203.0.113.7', '203.0.113.77', 1],
    ['203.000.113.077', '203.0.113.77', 1],
    ['pc.example.com', '203.0.113.77', 1],
    ['[2001:db8::77]', '2001:db8::77', -1],
    ['[2001:DB8::77]:5060', '2001:db8::77', -1],
    ['[2001:db8:0::77]', '2001:db8::77', 1],
  ])('%s from %s: %i', (sentBy, ip, result) => {
    expect(test(2, via(sentBy), from(ip))).toBe(result);
  });
  it('does not look at received', () => {
    expect(test(2, via('10.0.0.1;received=203.0.113.77'))).toBe(1);
    expect(test(2, via('203.0.113.77;received=10.0.0.1'))).toBe(-1);
  });
});

describe('4: the Via is private', () => {
  it.each([
    ['10.0.0.1', 1],
    ['10.0.0.1:5060;received=1.1.1.1', 1],
    ['203.0.113.77;received=10.0.0.1', -1],
    ['[fd00::1]', -1],
    ['host', -1],
  ])('%s: %i', (sentBy, result) => {
    expect(test(4, via(sentBy))).toBe(result);
  });
});

describe('8: the SDP is private', () => {
  it.each([
    [['c=IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0'], 1],
    [['c=IN IP4 10.0.0.1'], -1],
    [['c=IN IP4 1.1.1.1', 'm=audio 1 RTP/AVP 0'], -1],
    [['c=IN IP4 1.1.1.1', 'm=audio 1 RTP/AVP 0', 'c=IN IP4 10.0.0.1'], 1],
    [['c=IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0', 'c=IN IP4 1.1.1.1'], -1],
    [['m=audio 1 RTP/AVP 0', 'c=IN IP4 1.1.1.1', 'm=video 2 RTP/AVP 9', 'c=IN IP4 10.0.0.1'], 1],
    [['m=audio 1 RTP/AVP 0', 'c=IN IP4 0.0.0.0', 'm=video 2 RTP/AVP 9', 'c=IN IP4 10.0.0.1'], -1],
    [['m=audio 1 RTP/AVP 0', 'c=IN IP6 ::1', 'm=video 2 RTP/AVP 9', 'c=IN IP4 10.0.0.1'], -1],
    [['m=audio 1 RTP/AVP 0', 'm=video 2 RTP/AVP 9', 'c=IN IP4 10.0.0.1'], -1],
    [['c=IN IP4 10.0.0.1/127', 'm=audio 1 RTP/AVP 0'], -1],
    [['o=- 1 1 IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0'], -1],
  ])('%j: %i', (lines, result) => {
    expect(test(8, sdp(...lines))).toBe(result);
  });

  it('does not ask Content-Length', () => {
    expect(test(8, { ...sdp('c=IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0'), contentLength: 0 })).toBe(1);
  });
  it.each([
    ['text/plain', -1],
    ['', -1],
    ['APPLICATION/SDP; x=y', 1],
  ])('type %j: %i', (contentType, result) => {
    expect(test(8, { ...sdp('c=IN IP4 10.0.0.1', 'm=audio 1 RTP/AVP 0'), contentType })).toBe(result);
  });
  it('looks into all parts of a multipart', () => {
    const part = (ip: string): string =>
      `--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nc=IN IP4 ${ip}\r\nm=audio 1 RTP/AVP 0\r\n`;
    const body = `${part('1.1.1.1')}${part('10.0.0.1')}--b--\r\n`;
    expect(test(8, { body, contentType: 'multipart/mixed; boundary=b' })).toBe(1);
  });
});

describe('16, 32, 64: port, source, WebSocket', () => {
  it.each([
    ['203.0.113.77', 5060, -1],
    ['203.0.113.77', 5061, 1],
    ['203.0.113.77:0', 5060, -1],
    ['203.0.113.77:4321;rport', 4321, -1],
    ['203.0.113.77:4322;rport=4321', 4321, 1],
  ])('16: %s from port %i: %i', (sentBy, port, result) => {
    expect(test(16, via(sentBy), from('203.0.113.77', port))).toBe(result);
  });
  it.each([
    ['10.0.0.1', 1],
    ['203.0.113.77', -1],
    ['fd00::1', -1],
  ])('32: %s: %i', (ip, result) => {
    expect(test(32, {}, from(ip))).toBe(result);
  });
  it.each([
    ['udp', -1],
    ['tcp', -1],
    ['tls', -1],
    ['ws', 1],
    ['wss', 1],
  ] as const)('64: %s: %i', (proto, result) => {
    const cx = server.context(invite(), { src: { ip: '203.0.113.77', port: 9, proto } });
    expect(server.call(cx, 'nathelper.nat_uac_test', 64)).toBe(result);
  });
});

describe('128: the Contact has another port', () => {
  it.each([
    ['<sip:a@h:4321>', 4321, -1],
    ['<sip:a@h:4322>', 4321, 1],
    ['<sip:a@h>', 5060, -1],
    ['<sip:a@h:0>', 5060, -1],
    ['<sips:a@h>', 5061, 1],
    ['<sip:a@h;transport=tls>', 5061, 1],
  ])('%s from port %i: %i', (contact, port, result) => {
    expect(test(128, { contact: [`Contact: ${contact}`] }, from('203.0.113.77', port))).toBe(result);
  });
});

describe('256: the session has another address', () => {
  it.each([
    [['c=IN IP4 203.0.113.77'], '203.0.113.77', -1],
    [['c=IN IP4 10.0.0.1'], '203.0.113.77', 1],
    [['c=IN IP4 0.0.0.0'], '203.0.113.77', 1],
    [['c=IN IP4 host'], '203.0.113.77', -1],
    [['c=IN IP4 10.0.0.1/127'], '203.0.113.77', -1],
    [['c=IN IP6 10.0.0.1'], '203.0.113.77', -1],
    [['c=IN IP4 fd00::1'], '203.0.113.77', -1],
    [['c=IN IP6 2001:db8:0:0::77'], '2001:db8::77', -1],
    [['c=IN IP6 2001:db8::78'], '2001:db8::77', 1],
    [['c=IN IP6 2001:db8::78'], '203.0.113.77', 1],
    [['m=audio 1 RTP/AVP 0', 'c=IN IP4 10.0.0.1'], '203.0.113.77', -1],
    [[], '203.0.113.77', -1],
  ])('%j from %s: %i', (lines, ip, result) => {
    expect(test(256, sdp(...lines), from(ip))).toBe(result);
  });
});

describe('512: the next hop is another', () => {
  it.each([
    ['sip:b@h', '', -1],
    ['sip:b@h;transport=ws', '', 1],
    ['sip:b@h;transport=WS', '', 1],
    ['sip:b@h;transport=wss', '', -1],
    ['sip:b@h', 'sip:h;transport=ws', 1],
    ['sip:b@h', 'nonsense', -1],
    ['sip:b@h', 'sip:h', -1],
    ['sip:b@h', 'sip:H', 1],
    ['sip:b@h', 'sip:hh', 1],
    ['sip:b@h', 'sip:h:5060', -1],
    ['sip:b@h', 'sip:h:5061', 1],
    ['sip:b@h', 'sip:h;transport=tls', 1],
    ['sip:b@h:5061', 'sip:h;transport=tls', -1],
    ['sip:b@10.0.0.1', 'sip:10.0.0.1', -1],
    ['sip:b@10.0.0.1', 'sip:10.0.0.2', 1],
    ['sip:b@10.0.0.1', 'sip:h', 1],
    ['sip:b@[2001:db8::1]', 'sip:[2001:DB8:0::1]', -1],
    ['sip:b@[2001:db8::1]', 'sip:[2001:db8::2]', 1],
    ['foo:b', 'sip:h', -1],
  ])('request for %s, next hop %j: %i', (ruri, next, result) => {
    const cx = server.context(invite({ ruri }));
    cx.target.dstUri = next;
    expect(server.call(cx, 'nathelper.nat_uac_test', 512)).toBe(result);
  });

  it('looks at the Request-URI as it is now', () => {
    const cx = server.context(invite());
    cx.requestUri = 'sip:b@h;transport=ws';
    expect(server.call(cx, 'nathelper.nat_uac_test', 512)).toBe(1);
  });

  it.each([
    ['SIP/2.0/UDP 10.0.0.1:5060', -1],
    ['SIP/2.0/WS 10.0.0.1', 1],
    ['SIP/2.0/wss 10.0.0.1', 1],
    ['SIP/2.0/UDP 10.0.0.1;rport', -1],
    ['SIP/2.0/UDP 10.0.0.1;rport=5060', -1],
    ['SIP/2.0/UDP 10.0.0.1;rport=4321', 1],
    ['SIP/2.0/TLS 10.0.0.1;rport=5061', -1],
    ['SIP/2.0/UDP 10.0.0.1;rport=0;received=10.0.0.2', 1],
    ['SIP/2.0/UDP 10.0.0.1;rport=x;received=10.0.0.2', -1],
    ['SIP/2.0/UDP 10.0.0.1;received=10.0.0.1', -1],
    ['SIP/2.0/UDP 10.0.0.1;received=10.0.0.2', 1],
    ['SIP/2.0/UDP pc.example.com;received=10.0.0.2', 1],
    ['SIP/2.0/UDP [2001:db8::1];received=2001:db8:0::1', -1],
  ])('reply for %s: %i', (below, result) => {
    const cx = server.context(reply({ via: below }));
    expect(server.call(cx, 'nathelper.nat_uac_test', 512)).toBe(result);
  });

  it('says nothing of a reply with one Via', () => {
    const cx = server.context(reply().replace(/, SIP.*\r\n/, '\r\n'));
    expect(cx.message.via2).toBe(null);
    expect(server.call(cx, 'nathelper.nat_uac_test', 512)).toBe(-1);
  });
});

describe('all flags', () => {
  it.each([
    [0, -1],
    [19, 1],
    [1024, -1],
    [-1, 1],
    ['19', 1],
    ['x', -1],
    [null, -1],
    [undefined, -1],
    [Number.NaN, -1],
    [19.9, 1],
  ])('%j: %i', (flags, result) => {
    const cx = server.context(invite(), NAT);
    expect(server.call(cx, 'nathelper.nat_uac_test', flags)).toBe(result);
  });

  it('finds nothing where nothing is', () => {
    const parts: Parts = { via: 'SIP/2.0/UDP 203.0.113.77;branch=z9hG4bKa', contact: ['Contact: <sip:a@203.0.113.77>'] };
    expect(test(-1, parts)).toBe(-1);
  });

  it('takes 192.0.0.0/24 as nat_addr_mode says', async () => {
    const strict = await natServer({ nat_addr_mode: 0 });
    const contact = ['Contact: <sip:a@192.0.0.99>'];
    expect(test(1, { contact })).toBe(1);
    expect(strict.call(strict.context(invite({ contact })), 'nathelper.nat_uac_test', 1)).toBe(-1);
  });
});

describe('is_rfc1918', () => {
  it.each([
    ['10.0.0.1', 1],
    ['8.8.8.8', -1],
    ['', -1],
    [undefined, -1],
    [167772161, 1],
  ])('%j: %i', (address, result) => {
    expect(server.call(server.context(invite()), 'nathelper.is_rfc1918', address)).toBe(result);
  });
});
