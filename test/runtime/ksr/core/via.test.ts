import { beforeAll, describe, expect, it } from 'vitest';
import { ownVia } from '../../../../runtime/routing/via.ts';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const viaOf = (called: Called): string => ownVia(called.cx, called.cx.source.socket, 'z9hG4bKb');

describe('rport', () => {
  it('is forced for this message', () => {
    const called = new Called(server);
    expect(called.cx.forceRport).toBe(false);
    expect(called.ksr.force_rport()).toBe(true);
    expect(called.cx.forceRport).toBe(true);
  });
  it('is put into our own Via', () => {
    const called = new Called(server);
    expect(viaOf(called)).toBe('Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKb\r\n');
    expect(called.ksr.add_local_rport()).toBe(true);
    expect(viaOf(called)).toBe('Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKb;rport\r\n');
  });
});

describe('what our Via advertises', () => {
  it.each([
    ['h.example.com', '', 1, 1, 'h.example.com'],
    ['', '5999', 1, 1, '198.51.100.10:5999'],
    ['h', '5999', 1, 1, 'h:5999'],
    ['h', '5060', 1, 1, 'h'],
    ['[2001:db8::1]', '', 1, 1, '[2001:db8::1]'],
    ['2001:db8::1', '', 1, 1, '[2001:db8::1]'],
    ['', '', 1, 1, '198.51.100.10'],
    ['x'.repeat(127), '', 1, 1, 'x'.repeat(127)],
    ['x'.repeat(128), '', -1, 1, '198.51.100.10'],
    ['h;evil=1', '', -1, 1, '198.51.100.10'],
    ['h\r\nX: y', '', -1, 1, '198.51.100.10'],
    ['a b', '', -1, 1, '198.51.100.10'],
    ['', '0', 1, -1, '198.51.100.10'],
    ['', '65536', 1, -1, '198.51.100.10'],
    ['', '00005999', 1, -1, '198.51.100.10'],
    ['', 'x', 1, -1, '198.51.100.10'],
    ['', '-1', 1, -1, '198.51.100.10'],
  ])('%j %j', (host, port, hostResult, portResult, shown) => {
    const called = new Called(server);
    expect(called.ksr.set_advertised_address(host)).toBe(hostResult);
    expect(called.ksr.set_advertised_port(port)).toBe(portResult);
    expect(viaOf(called)).toBe(`Via: SIP/2.0/UDP ${shown};branch=z9hG4bKb\r\n`);
  });

  it('takes a number for a port, and both back', () => {
    const called = new Called(server, invite());
    expect(called.ksr.set_advertised_port(5999 as unknown as string)).toBe(1);
    called.ksr.set_advertised_address('h');
    expect(viaOf(called)).toContain(' h:5999;');
    called.ksr.set_advertised_address('');
    called.ksr.set_advertised_port('');
    expect(viaOf(called)).toContain(' 198.51.100.10;');
  });
});
