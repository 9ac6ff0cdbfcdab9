import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { defaultPort, ownVia, replyAddress, shownHost, shownPort, viaMarks, viaMarksEdit } from '../../../runtime/routing/via.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import type { Proto } from '../../../runtime/transport/types.ts';
import type { Endpoint, TestServer } from '../../support/context.ts';
import { arrived, bareServer, CALLER } from './messages.ts';
import { header } from './scene.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

const V6: Endpoint = { ip: '2001:db8::77', port: 5060, proto: 'udp' };
const NAT: Endpoint = { ip: '203.0.113.77', port: 61_234, proto: 'udp' };
const TCP: Endpoint = { ip: '203.0.113.77', port: 40_000, proto: 'tcp' };

function withVia(via: string, src: Endpoint = CALLER): RouteContext {
  return arrived(server, { via }, src);
}

/** The topmost Via as it is forwarded. */
function forwardedVia(cx: RouteContext): string {
  const edit = viaMarksEdit(cx);
  return header(serialize(cx.message, '', edit === null ? [] : [edit], null), 'Via');
}

describe('received and rport in the topmost Via (RFC 3261 18.2.1, RFC 3581 4)', () => {
  it.each<[string, string, Endpoint, string, number]>([
    ['the source address as sent-by', 'SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', CALLER, '', 0],
    ['its port does not matter', 'SIP/2.0/UDP 203.0.113.77:9999;branch=z9hG4bK1', CALLER, '', 0],
    ['another address', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1', CALLER, '203.0.113.77', 0],
    ['a name', 'SIP/2.0/UDP phone.example.org;branch=z9hG4bK1', CALLER, '203.0.113.77', 0],
    ['rport asked for', 'SIP/2.0/UDP 203.0.113.77;rport;branch=z9hG4bK1', NAT, '203.0.113.77', 61_234],
    ['rport asked for behind a NAT', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1;rport', NAT, '203.0.113.77', 61_234],
    ['an rport that the client filled in', 'SIP/2.0/UDP 203.0.113.77;rport=1;branch=z9hG4bK1', NAT, '203.0.113.77', 61_234],
    ['an rport that is no number', 'SIP/2.0/UDP 203.0.113.77;rport=x;branch=z9hG4bK1', NAT, '203.0.113.77', 61_234],
    [
      'a received that the client wrote',
      'SIP/2.0/UDP 203.0.113.77;received=192.0.2.66;branch=z9hG4bK1',
      CALLER,
      '203.0.113.77',
      0,
    ],
    ['an IPv6 address in brackets', 'SIP/2.0/UDP [2001:db8::77];branch=z9hG4bK1', V6, '', 0],
    ['an IPv6 address in capitals', 'SIP/2.0/UDP [2001:DB8::77];branch=z9hG4bK1', V6, '', 0],
    ['an IPv6 address in other words', 'SIP/2.0/UDP [2001:db8:0::77];branch=z9hG4bK1', V6, '2001:db8::77', 0],
    ['an IPv4 client of an IPv6 Via', 'SIP/2.0/UDP [2001:db8::77];branch=z9hG4bK1', CALLER, '203.0.113.77', 0],
    ['a stream with rport', 'SIP/2.0/TCP 203.0.113.77;rport;branch=z9hG4bK1', TCP, '203.0.113.77', 40_000],
  ])('%s', (_name, via, src, received, rport) => {
    expect(viaMarks(withVia(via, src))).toEqual({ received, rport });
  });

  it('come with force_rport though the Via asks for nothing', () => {
    const cx = withVia('SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', NAT);
    cx.forceRport = true;
    expect(viaMarks(cx).rport).toBe(61_234);
  });

  it('come with the option force_rport', async () => {
    const forcing = await bareServer({ options: { forceRport: true } });
    expect(viaMarks(arrived(forcing, {}, NAT)).rport).toBe(61_234);
  });

  it.each([
    ['SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1', 'SIP/2.0/UDP 10.0.0.1;received=203.0.113.77;branch=z9hG4bK1'],
    [
      'SIP/2.0/UDP 10.0.0.1:5062;rport;branch=z9hG4bK1',
      'SIP/2.0/UDP 10.0.0.1:5062;received=203.0.113.77;rport=61234;branch=z9hG4bK1',
    ],
    // what the client claims is never passed on (spec/security.md 7)
    [
      'SIP/2.0/UDP 10.0.0.1;received=192.0.2.66;rport=1;branch=z9hG4bK1',
      'SIP/2.0/UDP 10.0.0.1;received=203.0.113.77;rport=61234;branch=z9hG4bK1',
    ],
    ['SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', 'SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1'],
  ])('%s leaves as %s', (via, forwarded) => {
    expect(forwardedVia(withVia(via, NAT))).toBe(forwarded);
  });

  it('are no edit when there is nothing to write', () => {
    expect(viaMarksEdit(withVia('SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1'))).toBeNull();
  });
});

describe('where replies of this server go (RFC 3261 18.2.2, RFC 3581 4)', () => {
  it.each<[string, string, Endpoint, string, number]>([
    ['without rport to the port of the Via', 'SIP/2.0/UDP 203.0.113.77:5999;branch=z9hG4bK1', NAT, '203.0.113.77', 5999],
    ['without port to 5060', 'SIP/2.0/UDP 203.0.113.77;branch=z9hG4bK1', NAT, '203.0.113.77', 5060],
    ['with rport to the source port', 'SIP/2.0/UDP 203.0.113.77:5999;rport;branch=z9hG4bK1', NAT, '203.0.113.77', 61_234],
    ['whatever rport says', 'SIP/2.0/UDP 203.0.113.77:5999;rport=1;branch=z9hG4bK1', NAT, '203.0.113.77', 61_234],
    ['never to the address in the Via', 'SIP/2.0/UDP 192.0.2.66:5999;branch=z9hG4bK1', NAT, '203.0.113.77', 5999],
    ['never to what received says', 'SIP/2.0/UDP 203.0.113.77;received=192.0.2.66;branch=z9hG4bK1', NAT, '203.0.113.77', 5060],
    ['never to what maddr says', 'SIP/2.0/UDP 203.0.113.77;maddr=192.0.2.66;branch=z9hG4bK1', NAT, '203.0.113.77', 5060],
    ['over a stream back to its other end', 'SIP/2.0/TCP 203.0.113.77:5999;branch=z9hG4bK1', TCP, '203.0.113.77', 40_000],
    ['to IPv6', 'SIP/2.0/UDP [2001:db8::77]:5999;branch=z9hG4bK1', V6, '2001:db8::77', 5999],
  ])('%s', (_name, via, src, ip, port) => {
    expect(replyAddress(withVia(via, src))).toEqual({ ip, port });
  });

  it('to the source port with force_rport', () => {
    const cx = withVia('SIP/2.0/UDP 203.0.113.77:5999;branch=z9hG4bK1', NAT);
    cx.forceRport = true;
    expect(replyAddress(cx)).toEqual({ ip: '203.0.113.77', port: 61_234 });
  });

  it.each([
    ['SIP/2.0/UDP 192.0.2.66:5999;branch=z9hG4bK1', '192.0.2.66', 5999],
    ['SIP/2.0/UDP 192.0.2.66;branch=z9hG4bK1', '192.0.2.66', 5060],
    ['SIP/2.0/UDP [2001:DB8:0::66]:5999;branch=z9hG4bK1', '2001:db8::66', 5999],
    // names are not looked up for a reply of our own, and rport is the client's wish
    ['SIP/2.0/UDP phone.example.org:5999;branch=z9hG4bK1', '203.0.113.77', 5999],
    ['SIP/2.0/UDP 192.0.2.66:5999;rport;branch=z9hG4bK1', '203.0.113.77', 61_234],
  ])('with reply_to_via: %s', async (via, ip, port) => {
    const toVia = await bareServer({ options: { replyToVia: true } });
    expect(replyAddress(arrived(toVia, { via }, NAT))).toEqual({ ip, port });
  });
});

describe('our own Via (spec 2.1)', () => {
  const ours = (ip: string, port: number, proto: Proto, change: (cx: RouteContext) => void = () => {}): string => {
    const cx = arrived(server);
    change(cx);
    return ownVia(cx, server.socket({ ip, port, proto }), 'z9hG4bKx.0');
  };

  it.each<[string, string, number, Proto, string]>([
    ['the default port is left out', '198.51.100.10', 5060, 'udp', 'UDP 198.51.100.10'],
    ['another is written', '198.51.100.11', 5070, 'udp', 'UDP 198.51.100.11:5070'],
    ['the advertised address', '198.51.100.12', 5060, 'udp', 'UDP 203.0.113.200:5090'],
    ['IPv6 in brackets', '2001:db8::10', 5060, 'udp', 'UDP [2001:db8::10]'],
    ['TCP', '198.51.100.10', 5060, 'tcp', 'TCP 198.51.100.10'],
    ['TLS with its own default port', '198.51.100.10', 5061, 'tls', 'TLS 198.51.100.10'],
    ['WebSocket', '198.51.100.10', 8080, 'ws', 'WS 198.51.100.10:8080'],
    ['secure WebSocket', '198.51.100.10', 8443, 'wss', 'WSS 198.51.100.10:8443'],
  ])('%s', (_name, ip, port, proto, text) => {
    expect(ours(ip, port, proto)).toBe(`Via: SIP/2.0/${text};branch=z9hG4bKx.0\r\n`);
  });

  it.each<[string, (cx: RouteContext) => void, string]>([
    ['set_advertised_address', (cx) => (cx.advertisedHost = 'sip.example.org'), 'sip.example.org;branch=z9hG4bKx.0'],
    ['set_advertised_port', (cx) => (cx.advertisedPort = 5099), '203.0.113.200:5099;branch=z9hG4bKx.0'],
    ['add_local_rport', (cx) => (cx.localRport = true), '203.0.113.200:5090;branch=z9hG4bKx.0;rport'],
  ])('says what %s asked for', (_name, change, text) => {
    expect(ours('198.51.100.12', 5060, 'udp', change)).toBe(`Via: SIP/2.0/UDP ${text}\r\n`);
  });

  it.each<[Proto, number]>([
    ['udp', 5060],
    ['tcp', 5060],
    ['ws', 5060],
    ['sctp', 5060],
    ['tls', 5061],
    ['wss', 5061],
  ])('default port of %s', (proto, port) => {
    expect(defaultPort(proto)).toBe(port);
  });

  it('shows the advertised host and port of a socket', () => {
    const advertised = server.socket({ ip: '198.51.100.12', port: 5060, proto: 'udp' });
    const plain = server.socket({ ip: '2001:db8::10', port: 5060, proto: 'udp' });
    expect([shownHost(advertised), shownPort(advertised)]).toEqual(['203.0.113.200', 5090]);
    expect([shownHost(plain), shownPort(plain)]).toEqual(['[2001:db8::10]', 5060]);
  });
});
