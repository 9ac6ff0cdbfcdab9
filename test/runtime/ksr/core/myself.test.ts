import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { bareServer, invite, ok } from '../arrive.ts';
import { Called } from './facade.ts';

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

const URIS = [
  ['sip:198.51.100.10', true],
  ['sip:bob@198.51.100.10:5060', true],
  ['SIP:198.51.100.10', true],
  ['sip:198.51.100.10:5999', false],
  ['sip:198.51.100.10:5061', true],
  ['sips:198.51.100.10', true],
  ['sip:198.51.100.10:8080;transport=ws', true],
  ['sip:198.51.100.10:8080;transport=tcp', true],
  ['sip:198.51.100.10:8443;transport=tls', true],
  ['sip:198.51.100.10:8080;transport=udp', false],
  ['sip:[2001:0db8:0:0::10]', true],
  ['sip:203.0.113.200:5090', true],
  ['sip:203.0.113.200:5060', false],
  ['sip:ksr.example.com:7777', true],
  ['sip:KSR.EXAMPLE.COM', true],
  ['sip:ported.example.com:5070', true],
  ['sip:ported.example.com:5060', false],
  ['sip:b.example.com;maddr=198.51.100.10', false],
  ['sip:127.0.0.1', false],
  ['tel:+1', false],
  ['urn:service:sos', false],
] as const;

describe.each(URIS)('%s: %j', (uri, mine) => {
  it('as text', () => {
    expect(new Called(server).ksr.is_myself(uri)).toBe(mine);
  });
  it('as Request-URI and next hop', () => {
    const called = new Called(server, invite({ line: `INVITE ${uri} SIP/2.0` }));
    expect(called.ksr.is_myself_ruri()).toBe(mine);
    expect(called.ksr.is_myself_nhuri()).toBe(mine);
    expect(called.ksr.is_myself_duri()).toBe(false);
    called.ksr.setdsturi('sip:elsewhere.example.com');
    expect(called.ksr.is_myself_nhuri()).toBe(false);
    called.ksr.setdsturi(uri);
    expect(called.ksr.is_myself_duri()).toBe(mine);
    expect(called.ksr.is_myself_nhuri()).toBe(mine);
  });
  it('in From and To', () => {
    const called = new Called(server, invite({ fields: [`From: <${uri}>;tag=1`, `To: <${uri}>`] }));
    expect([called.ksr.is_myself_furi(), called.ksr.is_myself_turi()]).toEqual([mine, mine]);
  });
});

describe('other texts', () => {
  it.each([
    ['198.51.100.10', true],
    ['2001:db8::10', true],
    ['[2001:db8::10]', true],
    ['ksr.example.com', true],
    ['ported.example.com', true],
    ['198.51.100.10:5060', false],
    ['198.51.100.13', false],
    ['b.example.com', false],
    ['sip:', false],
    ['', false],
    [null, false],
  ])('%j: %j', (text, mine) => {
    expect(new Called(server).ksr.is_myself(text as string)).toBe(mine);
  });

  it('sees a Request-URI that was set', () => {
    const called = new Called(server);
    expect(called.ksr.is_myself_ruri()).toBe(false);
    called.ksr.seturi('sip:198.51.100.10');
    expect(called.ksr.is_myself_ruri()).toBe(true);
  });

  it('has no Request-URI in replies', () => {
    const called = new Called(server, ok());
    expect([called.ksr.is_myself_ruri(), called.ksr.is_myself_duri(), called.ksr.is_myself_nhuri()]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says no when From can not be read', () => {
    expect(new Called(server, invite({ fields: ['From: "x'] })).ksr.is_myself_furi()).toBe(false);
  });
});

describe('the source', () => {
  it.each([
    ['203.0.113.77', 5060, false, false],
    ['198.51.100.10', 5060, true, true],
    ['198.51.100.10', 40000, false, true],
    ['198.51.100.11', 5070, true, true],
    ['198.51.100.11', 5060, false, true],
  ])('%s:%i', (ip, port, uri, address) => {
    const called = new Called(server, invite(), { ip, port, proto: 'udp' });
    expect([called.ksr.is_myself_suri(), called.ksr.is_myself_srcip()]).toEqual([uri, address]);
  });
});
