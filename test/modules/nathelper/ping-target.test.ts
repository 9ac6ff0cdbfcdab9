import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pingTarget } from '../../../modules/nathelper/ping-target.ts';
import type { Binding } from '../../../modules/usrloc/api.ts';
import { isIPv6 } from '../../../runtime/sip/address.ts';
import { pingingServer } from './bindings.ts';

const { add } = await pingingServer({ natping_interval: 0 });

function stored(uri: string, received: string = '', path: string = ''): Binding {
  return add({ uri, received, path });
}

describe('where a contact is pinged (spec/nathelper.md 7.2)', () => {
  const PATH = '<sip:203.0.113.30:5062;lr>, <sip:203.0.113.31;lr>';
  it.each([
    ['the contact', stored('sip:a@10.0.0.1:7'), true, '10.0.0.1', 7],
    ['where it registered from', stored('sip:a@10.0.0.1:7', 'sip:203.0.113.77:8'), true, '203.0.113.77', 8],
    ['the Path', stored('sip:a@10.0.0.1:7', 'sip:203.0.113.77:8', PATH), true, '203.0.113.30', 5062],
    ['not the Path', stored('sip:a@10.0.0.1:7', 'sip:203.0.113.77:8', PATH), false, '203.0.113.77', 8],
    ['a name', stored('sip:a@phone.example.com'), true, 'phone.example.com', 5060],
    ['IPv6', stored('sip:a@[2001:db8::1]'), true, '2001:db8::1', 5060],
    ['a Path with a name and a comma in it', stored('sip:a@h', '', '"a, b" <sip:h2:9>'), true, 'h2', 9],
  ])('%s', (_what, binding, path, host, port) => {
    expect(pingTarget(binding, path)).toEqual({ host, port });
  });

  it.each([
    ['TCP', stored('sip:a@h;transport=tcp'), true],
    ['WebSocket in the Path', stored('sip:a@h', '', '<sip:p;transport=ws;lr>'), true],
    ['port 0', stored('sip:a@h:0'), true],
    ['tel', stored('tel:+49'), true],
    ['urn', stored('urn:service:sos'), true],
    ['no URI', stored('x'), true],
    ['a Path that can not be read', stored('sip:a@h', '', '<sip:p'), true],
    ['a Path without a URI', stored('sip:a@h', '', '<p>'), true],
  ])('%s: nowhere', (_what, binding, path) => {
    expect(pingTarget(binding, path)).toBe(null);
  });

  it('is a host and a port for every sip URI without transport', () => {
    const host = fc.oneof(
      fc.ipV4(),
      fc.domain(),
      fc
        .ipV6()
        .filter((ip) => isIPv6(ip))
        .map((ip) => `[${ip}]`),
    );
    fc.assert(
      fc.property(
        host,
        fc.integer({ min: 1, max: 65535 }),
        fc.constantFrom('', ';ob', ';transport=udp', '?X=y'),
        (at, port, rest) => {
          const bare = at.startsWith('[') ? at.slice(1, -1) : at;
          expect(pingTarget(stored(`sip:u@${at}:${port}${rest}`), true)).toEqual({ host: bare, port });
        },
      ),
    );
  });
});
