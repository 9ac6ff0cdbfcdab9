import { describe, expect, it } from 'vitest';

import { type Alias, parseAlias } from '../../../runtime/transport/alias.ts';

describe('parseAlias', () => {
  it.each<[string, Alias]>([
    ['ksr.example.com', { host: 'ksr.example.com', port: 0, proto: '' }],
    ['KSR.Example.COM', { host: 'ksr.example.com', port: 0, proto: '' }],
    ['ported.example.com:5070', { host: 'ported.example.com', port: 5070, proto: '' }],
    ['tcp:host.example:5060', { host: 'host.example', port: 5060, proto: 'tcp' }],
    ['TLS:host.example', { host: 'host.example', port: 0, proto: 'tls' }],
    ['192.0.2.1', { host: '192.0.2.1', port: 0, proto: '' }],
    ['[2001:DB8::1]:5060', { host: '2001:db8::1', port: 5060, proto: '' }],
    ['udp:[2001:db8::1]', { host: '2001:db8::1', port: 0, proto: 'udp' }],
    ['udp', { host: 'udp', port: 0, proto: '' }],
  ])('%s', (text, alias) => expect(parseAlias(text)).toEqual(alias));

  it.each(['', 'a b', 'a:b', 'sip:a.example', 'a:1:2', 'udp:', '2001:db8::1', '*.example.com'])('refuses %j', (text) => {
    expect(() => parseAlias(text)).toThrow(expect.objectContaining({ code: 'E_CONFIG_VALUE' }));
  });
});
