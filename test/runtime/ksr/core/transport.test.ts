import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, TestServer } from '../../../support/context.ts';
import { bareServer, invite, ok } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

const IS = ['is_UDP', 'is_TCP', 'is_TLS', 'is_SCTP', 'is_WS', 'is_WSS', 'is_TCPX', 'is_WSX', 'is_IPv4', 'is_IPv6'] as const;

describe('how the message came', () => {
  it.each([
    ['udp', '203.0.113.77', ['is_UDP', 'is_IPv4'], 'u'],
    ['udp', '2001:db8::77', ['is_UDP', 'is_IPv6'], 'u'],
    ['tcp', '203.0.113.77', ['is_TCP', 'is_TCPX', 'is_IPv4'], 't'],
    ['tls', '203.0.113.77', ['is_TLS', 'is_TCPX', 'is_IPv4'], 'e'],
    ['ws', '203.0.113.77', ['is_WS', 'is_TCPX', 'is_WSX', 'is_IPv4'], 'v'],
    ['wss', '203.0.113.77', ['is_WSS', 'is_TCPX', 'is_WSX', 'is_IPv4'], 'w'],
  ] as const)('%s from %s', (proto, ip, holds, letter) => {
    const { ksr } = new Called(server, invite(), { ip, port: 45000, proto } as Endpoint);
    expect(IS.filter((fn) => ksr[fn]())).toEqual(holds);
    for (const other of ['u', 't', 'e', 's', 'v', 'w']) {
      expect(ksr.is_proto(other)).toBe(other === letter);
      expect(ksr.is_proto(other.toUpperCase())).toBe(other === letter);
    }
    expect(ksr.is_proto('utesvw')).toBe(true);
    expect(ksr.is_proto(`x${letter}`)).toBe(true);
    expect(ksr.is_proto('')).toBe(false);
    expect(ksr.is_proto(undefined as unknown as string)).toBe(false);
  });

  it('knows both ports', () => {
    const { ksr } = new Called(server, invite(), { ip: '203.0.113.77', port: 5062, proto: 'udp' });
    expect([ksr.is_src_port(5062), ksr.is_src_port(5060), ksr.is_dst_port(5060), ksr.is_dst_port(5062)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(ksr.is_src_port('5062' as unknown as number)).toBe(true);
    expect(ksr.is_src_port('junk' as unknown as number)).toBe(false);
  });
});

const TO = ['to_UDP', 'to_TCP', 'to_TLS', 'to_SCTP', 'to_WS', 'to_WSS', 'to_WSX', 'to_IPv4', 'to_IPv6'] as const;
const holding = (called: Called): string[] => TO.filter((fn) => called.ksr[fn]());

describe('where a request goes', () => {
  it.each([
    ['sip:b.example.com', []],
    ['sip:b@192.0.2.1', ['to_IPv4']],
    ['sip:b@192.0.2.1;transport=udp', ['to_UDP', 'to_IPv4']],
    ['sip:b@192.0.2.1;transport=TCP', ['to_TCP', 'to_IPv4']],
    ['sip:b@[2001:db8::1];transport=tls', ['to_TLS', 'to_IPv6']],
    ['sip:h;transport=sctp', ['to_SCTP']],
    ['sip:h;transport=ws', ['to_WS', 'to_WSX']],
    ['sip:h;transport=wss', []],
    ['sip:h;transport=junk', []],
    ['sips:h', []],
    ['tel:+1', []],
    ['junk:', []],
  ])('%s', (uri, holds) => {
    expect(holding(new Called(server, invite({ line: `INVITE ${uri} SIP/2.0` })))).toEqual(holds);
    const next = new Called(server, invite({ line: 'INVITE sip:x@192.0.2.9;transport=tcp SIP/2.0' }));
    next.ksr.setdsturi(uri);
    expect(holding(next)).toEqual(holds);
  });
});

describe('where a reply goes: the second Via', () => {
  it.each([
    ['SIP/2.0/UDP 192.0.2.1', ['to_UDP', 'to_IPv4']],
    ['SIP/2.0/TCP h', ['to_TCP']],
    ['SIP/2.0/TLS h;received=192.0.2.1', ['to_TLS', 'to_IPv4']],
    ['SIP/2.0/UDP [2001:db8::1]', ['to_UDP', 'to_IPv6']],
    ['SIP/2.0/UDP h;received=2001:db8::1', ['to_UDP', 'to_IPv6']],
    ['SIP/2.0/WSS h.invalid', ['to_WSS', 'to_WSX']],
    ['SIP/2.0/XYZ h', []],
  ])('%s', (via, holds) => {
    expect(
      holding(new Called(server, ok({ fields: ['Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx', `Via: ${via}`] }))),
    ).toEqual(holds);
  });

  it('nowhere with one Via', () => {
    expect(holding(new Called(server, ok({ fields: ['Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx'] })))).toEqual([]);
  });
});
