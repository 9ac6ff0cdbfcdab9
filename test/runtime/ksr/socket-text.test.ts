import { describe, expect, it } from 'vitest';
import * as text from '../../../runtime/ksr/socket-text.ts';
import { Source } from '../../../runtime/routing/source.ts';
import { CapturedSocket } from '../../support/sockets.ts';

const socket = (facts: ConstructorParameters<typeof CapturedSocket>[0]): CapturedSocket => new CapturedSocket(facts, []);

describe('a source', () => {
  it.each([
    ['udp', '192.0.2.1', 5060, 'sip:192.0.2.1:5060', 'sip:192.0.2.1:5060;transport=udp', 'udp:192.0.2.1:5060'],
    ['tcp', '192.0.2.1', 1, 'sip:192.0.2.1:1;transport=tcp', 'sip:192.0.2.1:1;transport=tcp', 'tcp:192.0.2.1:1'],
    ['tls', '2001:db8::1', 65535, 'sip:[2001:db8::1]:65535;transport=tls', undefined, 'tls:[2001:db8::1]:65535'],
    ['udp', '::1', 5060, 'sip:[::1]:5060', 'sip:[::1]:5060;transport=udp', 'udp:[::1]:5060'],
    ['ws', '192.0.2.1', 80, 'sip:192.0.2.1:80;transport=ws', undefined, 'ws:192.0.2.1:80'],
    ['wss', '192.0.2.1', 443, 'sip:192.0.2.1:443;transport=wss', undefined, 'wss:192.0.2.1:443'],
  ] as const)('%s %s %i', (proto, ip, port, uri, full, at) => {
    const source = new Source(socket({ proto, ip: ip.includes(':') ? '::2' : '198.51.100.1', port: 5060 }), ip, port, 0);
    expect([text.sourceUri(source), text.sourceUriFull(source), text.sourceText(source)]).toEqual([uri, full ?? uri, at]);
  });
});

describe('a socket', () => {
  it.each([
    ['udp', '192.0.2.1', 'sip:192.0.2.1:5060', 'sip:192.0.2.1:5060;transport=udp', 'udp:192.0.2.1:5060'],
    ['tcp', '192.0.2.1', 'sip:192.0.2.1:5060;transport=tcp', 'sip:192.0.2.1:5060;transport=tcp', 'tcp:192.0.2.1:5060'],
    ['tls', '::1', 'sip:[::1]:5060;transport=tls', 'sip:[::1]:5060;transport=tls', 'tls:[::1]:5060'],
    // a WebSocket is bound as the stream below it
    ['ws', '192.0.2.1', 'sip:192.0.2.1:5060;transport=ws', 'sip:192.0.2.1:5060;transport=ws', 'tcp:192.0.2.1:5060'],
    ['wss', '::1', 'sip:[::1]:5060;transport=wss', 'sip:[::1]:5060;transport=wss', 'tls:[::1]:5060'],
  ] as const)('%s %s', (proto, ip, uri, full, bound) => {
    const of = socket({ proto, ip, port: 5060 });
    expect([text.socketUri(of), text.socketUriFull(of), text.boundText(of)]).toEqual([uri, full, bound]);
    // without anything advertised it shows itself
    expect([text.advertisedUri(of), text.advertisedUriFull(of), text.advertisedIp(of)]).toEqual([uri, full, ip]);
  });
  it.each([
    [{ advertisedHost: 'sip.example.com', advertisedPort: 5090 }, 'sip:sip.example.com:5090', 'sip.example.com'],
    [{ advertisedHost: '203.0.113.1' }, 'sip:203.0.113.1:5060', '203.0.113.1'],
    [{ advertisedPort: 5090 }, 'sip:192.0.2.1:5090', '192.0.2.1'],
    [{ advertisedHost: '2001:db8::1' }, 'sip:[2001:db8::1]:5060', '2001:db8::1'],
  ])('advertises %j', (facts, uri, ip) => {
    const of = socket({ proto: 'udp', ip: '192.0.2.1', port: 5060, ...facts });
    expect([text.advertisedUri(of), text.advertisedUriFull(of), text.advertisedIp(of)]).toEqual([
      uri,
      `${uri};transport=udp`,
      ip,
    ]);
    expect([text.socketUri(of), text.boundText(of)]).toEqual(['sip:192.0.2.1:5060', 'udp:192.0.2.1:5060']);
  });
});
