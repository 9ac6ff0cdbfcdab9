import { describe, expect, it } from 'vitest';

import { defaultPort, isStream, protoOf } from '../../../runtime/transport/proto.ts';

describe('protoOf', () => {
  it.each(['udp', 'tcp', 'tls', 'sctp', 'ws', 'wss'])('%s in any case', (proto) => {
    expect(protoOf(proto)).toBe(proto);
    expect(protoOf(proto.toUpperCase())).toBe(proto);
    expect(protoOf(proto.charAt(0).toUpperCase() + proto.slice(1))).toBe(proto);
  });

  it.each(['', 'u', 'udpx', ' udp', 'http', 'SIP', 'constructor', '__proto__'])('%j is none', (text) =>
    expect(protoOf(text)).toBe(''),
  );
});

describe('what a protocol is like', () => {
  it.each([
    ['udp', 5060, false],
    ['tcp', 5060, true],
    ['tls', 5061, true],
    ['sctp', 5060, true],
    ['ws', 80, true],
    ['wss', 443, true],
  ] as const)('%s: port %d, connections %s', (proto, port, stream) => {
    expect(defaultPort(proto)).toBe(port);
    expect(isStream(proto)).toBe(stream);
  });
});
