import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Nathelper, NathelperFacades } from '../../../modules/nathelper/facade.ts';
import { nathelper } from '../../../modules/nathelper/index.ts';
import { testServer } from '../../support/context.ts';
import { NAT, contactLines, invite, leaving, natServer, reply } from './request.ts';

/** What KEMI exports (spec/nathelper.md 2), with the number of arguments. */
const EXPORTS: Readonly<Record<string, number>> = {
  add_contact_alias: 0,
  add_contact_alias_addr: 3,
  add_rcv_param: 1,
  fix_nated_contact: 0,
  fix_nated_register: 0,
  fix_nated_sdp: 1,
  fix_nated_sdp_ip: 2,
  handle_ruri_alias: 0,
  handle_ruri_alias_mode: 1,
  is_rfc1918: 1,
  nat_uac_test: 1,
  set_alias_to_pv: 1,
  set_contact_alias: 0,
  set_contact_alias_trim: 0,
};

describe('KSR.nathelper', () => {
  it('has the functions of KEMI, and no others', async () => {
    const server = await natServer();
    const facade = server.ksr(server.context(invite()))['nathelper'] as Record<string, Function>;
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(facade)).filter(
      (name) => name !== 'constructor' && name !== 'alias',
    );
    expect(own.sort()).toEqual(Object.keys(EXPORTS).sort());
    for (const [name, length] of Object.entries(EXPORTS)) expect([name, facade[name]?.length]).toEqual([name, length]);
  });

  it('is made once for a run', async () => {
    const server = await natServer();
    const ksr = server.ksr(server.context(invite()));
    expect(ksr['nathelper']).toBe(ksr['nathelper']);
    expect(server.ksr(server.context(invite()))['nathelper']).not.toBe(ksr['nathelper']);
  });

  it('answers with literal types', () => {
    expectTypeOf<ReturnType<Nathelper['nat_uac_test']>>().toEqualTypeOf<1 | -1>();
    expectTypeOf<ReturnType<Nathelper['handle_ruri_alias']>>().toEqualTypeOf<1 | 2 | -1>();
    expectTypeOf<ReturnType<Nathelper['fix_nated_register']>>().toEqualTypeOf<1>();
    expectTypeOf<Parameters<Nathelper['add_contact_alias_addr']>>().toEqualTypeOf<[string, string, string]>();
  });

  it('has no functions for the Request-URI in replies', () => {
    expectTypeOf<NathelperFacades['reply']>().not.toHaveProperty('handle_ruri_alias');
    expectTypeOf<NathelperFacades['tm_reply']>().not.toHaveProperty('handle_ruri_alias_mode');
    expectTypeOf<NathelperFacades['reply']>().toHaveProperty('fix_nated_contact');
    expectTypeOf<NathelperFacades['branch']>().toHaveProperty('handle_ruri_alias');
  });

  it('is declared with what it needs', () => {
    expect([nathelper.name, nathelper.requires, nathelper.after]).toEqual(['nathelper', [], ['usrloc']]);
  });
});

describe('a call between two phones, one of them behind NAT', () => {
  it('finds its way back by the alias', async () => {
    const server = await natServer();
    // the INVITE of a phone behind NAT
    const asked = server.context(invite({ via: 'SIP/2.0/UDP 192.168.1.10:5060;rport;branch=z9hG4bKa' }), NAT);
    expect(server.call(asked, 'nathelper.nat_uac_test', 19)).toBe(1);
    expect(server.call(asked, 'nathelper.set_contact_alias')).toBe(1);
    const [line = ''] = contactLines(asked);
    expect(line).toBe('Contact: <sip:alice@192.168.1.10:5060;alias=203.0.113.77~4321~1>');
    // the other one's BYE goes to that Contact
    const ruri = line.slice(line.indexOf('<') + 1, -1);
    const ended = server.context(invite({ ruri }));
    expect(server.call(ended, 'nathelper.nat_uac_test', 512)).toBe(-1);
    expect(server.call(ended, 'nathelper.handle_ruri_alias')).toBe(1);
    expect([ended.requestUri, ended.target.dstUri]).toEqual(['sip:alice@192.168.1.10:5060', 'sip:203.0.113.77:4321']);
    expect(server.call(ended, 'nathelper.nat_uac_test', 512)).toBe(1);
  });

  it.each([
    ['udp', '203.0.113.77', ''],
    ['tcp', '203.0.113.77', ';transport=tcp'],
    ['tls', '203.0.113.77', ';transport=tls'],
    ['ws', '203.0.113.77', ';transport=ws'],
    ['wss', '203.0.113.77', ';transport=ws'],
    ['udp', '2001:db8::77', ''],
    ['tcp', '2001:db8::77', ';transport=tcp'],
  ] as const)('over %s from %s', async (proto, ip, transport) => {
    const server = await natServer();
    const asked = server.context(reply(), { src: { ip, port: 4321, proto } });
    for (const name of ['set_contact_alias', 'set_contact_alias_trim', 'add_contact_alias']) {
      const cx = server.context(asked.message.text, { src: { ip, port: 4321, proto } });
      expect(server.call(cx, `nathelper.${name}`)).toBe(1);
      const [line = ''] = contactLines(cx);
      const back = server.context(invite({ ruri: line.slice(line.indexOf('<') + 1, line.indexOf('>')) }));
      expect(server.call(back, 'nathelper.handle_ruri_alias_mode', 1)).toBe(1);
      const host = ip.includes(':') ? `[${ip}]` : ip;
      expect([back.requestUri, back.target.dstUri]).toEqual(['sip:alice@192.168.1.10:5060', `sip:${host}:4321${transport}`]);
    }
  });

  it('lets the media come from the outside', async () => {
    const server = await natServer({ append_sdp_oldmediaip: 0 });
    const body = 'v=0\r\no=- 1 1 IN IP4 192.168.1.10\r\ns=-\r\nc=IN IP4 192.168.1.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
    const cx = server.context(invite({ body }), NAT);
    expect(server.call(cx, 'nathelper.nat_uac_test', 8)).toBe(1);
    expect(server.call(cx, 'nathelper.fix_nated_sdp', 10)).toBe(1);
    const sent = server.context(leaving(cx), NAT);
    expect(server.call(sent, 'nathelper.nat_uac_test', 8 | 256)).toBe(-1);
    expect(server.call(sent, 'nathelper.fix_nated_sdp', 10)).toBe(2);
  });
});

describe('together with the registrar (spec/nathelper.md 8)', () => {
  const REGISTER = invite({ contact: ['Contact: <sip:alice@192.168.1.10:5060>'] })
    .replace('INVITE sip:bob@example.com', 'REGISTER sip:example.com')
    .replace('1 INVITE', '1 REGISTER')
    .replace('To: <sip:bob@example.com>', 'To: <sip:alice@example.com>');

  it.each([
    ['fix_nated_contact', 'sip:alice@203.0.113.77:4321', ''],
    ['set_contact_alias', 'sip:alice@192.168.1.10:5060;alias=203.0.113.77~4321~1', ''],
    ['fix_nated_register', 'sip:alice@192.168.1.10:5060', 'sip:203.0.113.77:4321'],
  ])('%s: lookup finds %s %s', async (name, uri, next) => {
    const received_avp = '$avp(RECEIVED)';
    const server = await testServer({ params: { nathelper: { received_avp }, registrar: { received_avp } } });
    const cx = server.context(REGISTER, NAT);
    server.call(cx, `nathelper.${name}`);
    expect(server.call(cx, 'registrar.save', 'location', 0)).toBe(1);
    const call = server.context(invite({ ruri: 'sip:alice@example.com' }));
    expect(server.call(call, 'registrar.lookup', 'location')).toBe(1);
    expect([call.requestUri, call.target.dstUri]).toEqual([uri, next]);
  });
});
