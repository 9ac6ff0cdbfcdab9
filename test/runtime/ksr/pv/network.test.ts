import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
const came = (src: Endpoint, dst?: Endpoint): Arrived =>
  new Arrived(server, invite(), dst === undefined ? { src } : { src, dst });

const udp: Endpoint = { ip: '203.0.113.77', port: 5062, proto: 'udp' };
const udp6: Endpoint = { ip: '2001:db8::77', port: 5062, proto: 'udp' };
const ws: Endpoint = { ip: '203.0.113.77', port: 45063, proto: 'ws' };
const wss: Endpoint = { ip: '203.0.113.77', port: 45064, proto: 'wss' };
const adv: Endpoint = { ip: '198.51.100.12', port: 5060, proto: 'udp' };
const second: Endpoint = { ip: '198.51.100.11', port: 5070, proto: 'udp' };

describe('the source', () => {
  it.each([
    ['$si', udp, '203.0.113.77'],
    ['$si', udp6, '2001:db8::77'],
    ['$src_ip', udp6, '2001:db8::77'],
    ['$siz', udp, '203.0.113.77'],
    ['$siz', udp6, '[2001:db8::77]'],
    ['$sp', udp, 5062],
    ['$su', udp, 'sip:203.0.113.77:5062'],
    ['$su', udp6, 'sip:[2001:db8::77]:5062'],
    ['$su', ws, 'sip:203.0.113.77:45063;transport=ws'],
    ['$sut', udp, 'sip:203.0.113.77:5062;transport=udp'],
    ['$sas', wss, 'wss:203.0.113.77:45064'],
    ['$proto', ws, 'ws'],
    ['$pr', udp, 'udp'],
    ['$prid', wss, 6],
    ['$conid', udp, null],
    ['$conid', ws, 1],
    ['$sid', udp, 0],
  ])('%s of %j', (name, src, value) => {
    expect(came(src).get(name)).toBe(value);
  });
});

describe('the receiving socket', () => {
  it.each([
    ['$Ri', udp, undefined, '198.51.100.10'],
    ['$Ri', udp6, undefined, '2001:db8::10'],
    ['$Rp', udp, second, 5070],
    ['$Ru', udp, undefined, 'sip:198.51.100.10:5060'],
    ['$Ru', udp6, undefined, 'sip:[2001:db8::10]:5060'],
    ['$Ru', ws, undefined, 'sip:198.51.100.10:8080;transport=ws'],
    ['$Rut', udp, undefined, 'sip:198.51.100.10:5060;transport=udp'],
    ['$Ras', udp, undefined, 'udp:198.51.100.10:5060'],
    ['$Ras', ws, undefined, 'tcp:198.51.100.10:8080'],
    ['$Ras', wss, undefined, 'tls:198.51.100.10:8443'],
    ['$Ras', udp6, undefined, 'udp:[2001:db8::10]:5060'],
    ['$Rn', udp, undefined, null],
    ['$Rn', udp, second, 'second'],
    ['$RAi', udp, undefined, '198.51.100.10'],
    ['$RAi', udp, adv, '203.0.113.200'],
    ['$RAp', udp, adv, 5090],
    ['$RAp', udp, undefined, 5060],
    ['$RAu', udp, adv, 'sip:203.0.113.200:5090'],
    ['$RAut', udp, adv, 'sip:203.0.113.200:5090;transport=udp'],
    ['$RAu', udp6, undefined, 'sip:[2001:db8::10]:5060'],
    ['$af(id)', udp, undefined, 2],
    ['$af(id)', udp6, undefined, 10],
    ['$af(name)', udp6, undefined, 'IPv6'],
    ['$af(name)', udp, undefined, 'IPv4'],
  ])('%s from %j', (name, src, dst, value) => {
    expect(came(src, dst).get(name)).toBe(value);
  });
});

describe('the sending socket', () => {
  it.each([
    ['$fs', 'udp:198.51.100.11:5070', true, 'udp:198.51.100.11:5070', 'second', 5070],
    ['$fs', 'udp:198.51.100.11', true, 'udp:198.51.100.11:5070', 'second', 5070],
    ['$fs', 'udp:[2001:db8::10]:5060', true, 'udp:[2001:db8::10]:5060', null, 5060],
    ['$fs', 'udp:192.0.2.1:5060', true, null, null, 0],
    ['$fs', 'junk', true, null, null, 0],
    ['$fs', '', false, null, null, 0],
    ['$fs', 5, false, null, null, 0],
    ['$fsn', 'second', true, 'udp:198.51.100.11:5070', 'second', 5070],
    ['$fsn', 'nope', true, null, null, 0],
    ['$fsn', '', false, null, null, 0],
  ])('%s = %j', (name, value, result, text, socketName, port) => {
    const at = came(udp);
    expect(at.set(name, value)).toBe(result);
    expect([at.get('$fs'), at.get('$fsn'), at.get('$fsp')]).toEqual([text, socketName, port]);
  });

  it.each(['$fs', '$fsn'])('%s = null takes it back, an unknown one does not', (name) => {
    const at = came(udp);
    at.set('$fsn', 'second');
    at.set('$fs', 'udp:192.0.2.1:5060');
    expect(at.get('$fsn')).toBe('second');
    expect(at.set(name, null)).toBe(true);
    expect(at.get('$fs')).toBeNull();
  });
});
