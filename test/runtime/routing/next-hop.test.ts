import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import {
  chooseSocket,
  findHop,
  hopTo,
  isOneMachine,
  nextHop,
  nextHopUri,
  uriError,
  type HopFault,
} from '../../../runtime/routing/next-hop.ts';
import { parseUri } from '../../../runtime/sip/uri.ts';
import type { Hop } from '../../../runtime/transaction/hop.ts';
import type { Proto } from '../../../runtime/transport/types.ts';
import { NamedAddresses } from '../../support/core.ts';
import type { Endpoint, TestServer } from '../../support/context.ts';
import { arrived, bareServer, CALLER } from './messages.ts';

let server: TestServer;
let cx: RouteContext;
beforeAll(async () => {
  const dns = new NamedAddresses({ 'bob.example.net': ['203.0.113.31', '203.0.113.32'], 'six.example.net': ['2001:db8::31'] });
  server = await bareServer({ dns });
  cx = arrived(server);
});

function text(hop: Hop | HopFault): string {
  return typeof hop === 'string'
    ? hop
    : `${hop.socket.text} to ${hop.ip}:${hop.port}${hop.flow === 0 ? '' : ` flow ${hop.flow}`}`;
}

describe('what a URI says of the next hop (RFC 3263 4)', () => {
  it.each<[string, string, number, Proto]>([
    ['sip:bob@203.0.113.31', '203.0.113.31', 0, 'udp'],
    ['sip:bob@203.0.113.31:5080', '203.0.113.31', 5080, 'udp'],
    ['sip:bob@Example.Net', 'Example.Net', 0, 'udp'],
    ['sip:[2001:db8::31]:5080', '2001:db8::31', 5080, 'udp'],
    ['sip:bob@203.0.113.31;transport=udp', '203.0.113.31', 0, 'udp'],
    ['sip:bob@203.0.113.31;transport=tcp', '203.0.113.31', 0, 'tcp'],
    ['sip:bob@203.0.113.31;transport=TCP', '203.0.113.31', 0, 'tcp'],
    ['sip:bob@203.0.113.31;transport=tls', '203.0.113.31', 0, 'tls'],
    ['sip:bob@203.0.113.31;transport=sctp', '203.0.113.31', 0, 'sctp'],
    ['sip:bob@203.0.113.31;transport=ws', '203.0.113.31', 0, 'ws'],
    ['sip:bob@203.0.113.31;transport=wss', '203.0.113.31', 0, 'wss'],
    // as the recorded server does
    ['sip:bob@203.0.113.31;transport=xyz', '203.0.113.31', 0, 'udp'],
    ['sip:bob@203.0.113.31;transport', '203.0.113.31', 0, 'udp'],
    // maddr decides (RFC 3261 19.1.1)
    ['sip:bob@example.net;maddr=203.0.113.31', '203.0.113.31', 0, 'udp'],
    ['sip:bob@example.net:5099;maddr=203.0.113.31', '203.0.113.31', 5099, 'udp'],
    ['sip:bob@example.net;maddr', 'example.net', 0, 'udp'],
    // sips: never goes in the clear (26.2.2)
    ['sips:bob@203.0.113.31', '203.0.113.31', 0, 'tls'],
    ['sips:bob@203.0.113.31;transport=tcp', '203.0.113.31', 0, 'tls'],
    ['sips:bob@203.0.113.31;transport=udp', '203.0.113.31', 0, 'tls'],
    ['sips:bob@203.0.113.31;transport=ws', '203.0.113.31', 0, 'wss'],
    ['sips:bob@203.0.113.31;transport=wss', '203.0.113.31', 0, 'wss'],
  ])('%s', (uri, host, port, proto) => {
    expect(nextHop(parseUri(uri)!)).toEqual({ host, port, proto });
  });

  it.each(['tel:+4912345', 'tels:+4912345', 'urn:service:sos'])('%s says nothing of it', (uri) => {
    expect(nextHop(parseUri(uri)!)).toBeNull();
  });

  it('is the dst-URI where there is one', () => {
    expect(nextHopUri('', 'sip:r')).toBe('sip:r');
    expect(nextHopUri('sip:d', 'sip:r')).toBe('sip:d');
  });
});

describe('a URI that nobody here can read', () => {
  it.each<[string, number]>([
    ['http://x', 416],
    ['mailto:bob@example.net', 416],
    ['nobodyKnowsThisScheme:totallyopaquecontent', 416],
    ['sip:', 479],
    ['sip:bob@', 479],
    ['sip:bob@host:port', 479],
    ['SIPS:bob@[::1', 479],
    ['', 479],
    ['bob', 479],
    [':', 479],
  ])('%j is answered %d', (uri, status) => {
    expect(parseUri(uri)).toBeNull();
    expect(uriError(uri).status).toBe(status);
  });
});

describe('socket for a next hop (spec 2.2)', () => {
  const socketFor = (proto: Proto, ip: string, forced: Endpoint | null = null, src: Endpoint = CALLER): string => {
    const run = arrived(server, {}, src);
    return chooseSocket(run, proto, ip, forced === null ? null : server.socket(forced))?.text ?? 'none';
  };
  const SECOND: Endpoint = { ip: '198.51.100.11', port: 5070, proto: 'udp' };
  const V6: Endpoint = { ip: '2001:db8::77', port: 5060, proto: 'udp' };

  it.each<[string, Proto, string, Endpoint | null, string]>([
    ['the one the request arrived on', 'udp', '203.0.113.31', null, 'udp:198.51.100.10:5060'],
    ['the forced one', 'udp', '203.0.113.31', SECOND, 'udp:198.51.100.11:5070'],
    ['not a forced one of another protocol', 'tcp', '203.0.113.31', SECOND, 'tcp:198.51.100.10:5060'],
    ['not a forced one of another family', 'udp', '2001:db8::31', SECOND, 'udp:[2001:db8::10]:5060'],
    ['another protocol', 'tls', '203.0.113.31', null, 'tls:198.51.100.10:5061'],
    ['another family', 'udp', '2001:db8::31', null, 'udp:[2001:db8::10]:5060'],
    ['none', 'sctp', '203.0.113.31', null, 'none'],
  ])('%s', (_name, proto, ip, forced, socket) => {
    expect(socketFor(proto, ip, forced)).toBe(socket);
  });

  it('stays with the family of a request that came by IPv6', () => {
    expect(socketFor('udp', '2001:db8::31', null, V6)).toBe('udp:[2001:db8::10]:5060');
    expect(socketFor('udp', '203.0.113.31', null, V6)).toBe('udp:198.51.100.10:5060');
  });

  it.each<[Proto, number, string]>([
    ['udp', 0, 'udp:198.51.100.10:5060 to 203.0.113.31:5060'],
    ['udp', 5080, 'udp:198.51.100.10:5060 to 203.0.113.31:5080'],
    ['tls', 0, 'tls:198.51.100.10:5061 to 203.0.113.31:5061'],
    ['sctp', 5080, 'no-socket'],
  ])('%s port %d', (proto, port, hop) => {
    expect(text(hopTo(cx, { host: '203.0.113.31', port, proto }, '203.0.113.31', port, null, 0))).toBe(hop);
  });
});

describe('addresses that are not those of one machine (spec/security.md 7)', () => {
  it.each([
    ['0.0.0.0', false],
    ['0.1.2.3', false],
    ['1.0.0.1', true],
    ['9.255.255.255', true],
    ['10.0.0.1', true],
    ['127.0.0.1', true],
    ['223.255.255.255', true],
    ['224.0.1.75', false],
    ['239.255.255.250', false],
    ['240.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', true],
    ['2001:db8::1', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['ff02::1', false],
    ['ff0e::17c', false],
  ])('%s: %s', (ip, one) => {
    expect(isOneMachine(ip)).toBe(one);
    const host = ip.includes(':') ? `[${ip}]` : ip;
    const found = findHop(cx, `sip:bob@${host}`, null, 0) as Hop | HopFault;
    expect(found === 'refused').toBe(!one);
    if (!ip.includes(':')) expect(findHop(cx, `sip:bob@example.net;maddr=${ip}`, null, 0) === 'refused').toBe(!one);
  });
});

describe('the hop for a URI', () => {
  it.each([
    ['sip:bob@203.0.113.31', 'udp:198.51.100.10:5060 to 203.0.113.31:5060'],
    ['sip:bob@203.0.113.31:5080;transport=tcp', 'tcp:198.51.100.10:5060 to 203.0.113.31:5080'],
    ['sips:bob@203.0.113.31', 'tls:198.51.100.10:5061 to 203.0.113.31:5061'],
    ['sip:bob@[2001:db8::31]', 'udp:[2001:db8::10]:5060 to 2001:db8::31:5060'],
    ['sip:bob@[2001:DB8:0::31]', 'udp:[2001:db8::10]:5060 to 2001:db8::31:5060'],
    ['sip:bob@203.0.113.31;transport=sctp', 'no-socket'],
    ['sip:bob@nobody.invalid', 'unresolved'],
    ['tel:+4912345', 'unresolved'],
    ['urn:service:sos', 'unresolved'],
    ['http://x', 'uri'],
    ['sip:', 'uri'],
    ['', 'uri'],
  ])('%s is known at once: %s', (uri, hop) => {
    const found = findHop(cx, uri, null, 0);
    expect(found instanceof Promise ? 'later' : text(found)).toBe(hop);
  });

  it('keeps the connection that it is to use', () => {
    const found = findHop(cx, 'sip:bob@203.0.113.31;transport=tcp', null, 7) as Hop;
    expect(text(found)).toBe('tcp:198.51.100.10:5060 to 203.0.113.31:5060 flow 7');
  });

  it.each([
    ['sip:bob@bob.example.net', 'udp:198.51.100.10:5060 to 203.0.113.31:5060'],
    ['sip:bob@bob.example.net:5080', 'udp:198.51.100.10:5060 to 203.0.113.31:5080'],
    ['sip:bob@six.example.net', 'udp:[2001:db8::10]:5060 to 2001:db8::31:5060'],
    ['sip:bob@nobody.example.net', 'unresolved'],
    ['sip:bob@bob.example.net;transport=sctp', 'no-socket'],
  ])('%s is looked up, and known the second time: %s', async (uri, hop) => {
    const fresh = await bareServer({
      dns: new NamedAddresses({ 'bob.example.net': ['203.0.113.31'], 'six.example.net': ['2001:db8::31'] }),
    });
    const run = arrived(fresh);
    const first = findHop(run, uri, null, 0);
    expect(first).toBeInstanceOf(Promise);
    expect(text(await first)).toBe(hop);
    const second = findHop(run, uri, null, 0);
    expect(second instanceof Promise ? 'later' : text(second)).toBe(hop);
  });
});
