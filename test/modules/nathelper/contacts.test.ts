import { beforeAll, describe, expect, it } from 'vitest';
import type { Arrival, TestServer } from '../../support/context.ts';
import { NAT, contactLines, invite, leaving, natServer, reply } from './request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await natServer();
});

const V6: Arrival = { src: { ip: '2001:db8::77', port: 40060, proto: 'udp' } };
const WSS: Arrival = { src: { ip: '203.0.113.77', port: 50_000, proto: 'wss' } };

/** Contacts that no function can use. */
const UNUSABLE: readonly (readonly [string, readonly string[]])[] = [
  ['unknown scheme', ['Contact: <foo:a@192.168.1.1>']],
  ['no host', ['Contact: <sip:a@>']],
  ['port too high', ['Contact: <sip:a@192.168.1.1:65536>']],
  ['port of letters', ['Contact: <sip:a@192.168.1.1:x>']],
  ['tel', ['Contact: <tel:+4930>']],
  ['open bracket', ['Contact: <sip:a@192.168.1.1']],
  ['open quote', ['Contact: "A <sip:a@192.168.1.1>']],
  ['open IPv6', ['Contact: <sip:a@[fd00::1>']],
  ['empty', ['Contact:']],
  ['broken second value', ['Contact: <sip:a@192.168.1.1>, <sip:b']],
];

describe('fix_nated_contact (spec/nathelper.md 4.2)', () => {
  it.each([
    ['<sip:a@192.168.1.10:5060>', '<sip:a@203.0.113.77:4321>'],
    ['<sip:a@192.168.1.10>', '<sip:a@203.0.113.77:4321>'],
    ['sip:a@192.168.1.10;q=1', 'sip:a@203.0.113.77:4321;q=1'],
    ['"A" <sips:a:pw@[fd00::1]:5061;transport=tcp?X=y>;q=0.5', '"A" <sips:a:pw@203.0.113.77:4321;transport=tcp?X=y>;q=0.5'],
    ['<sip:a@h;maddr=10.0.0.1>', '<sip:a@203.0.113.77:4321>'],
    ['<sip:a@h;MADDR=10.0.0.1;ob>', '<sip:a@203.0.113.77:4321;ob>'],
    ['<sip:a@h;ob;maddr=10.0.0.1;lr?X=y>', '<sip:a@203.0.113.77:4321;ob;lr?X=y>'],
    ['<sip:a@h;maddr>', '<sip:a@203.0.113.77:4321>'],
    ['<sip:a;x=y@h>', '<sip:a;x=y@203.0.113.77:4321>'],
    ['<sip:a@h>, <sip:b@i>', '<sip:a@203.0.113.77:4321>, <sip:b@i>'],
    ['<urn:service:sos>', '<urn:203.0.113.77:4321>'],
  ])('%s', (contact, fixed) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }), NAT);
    expect(server.call(cx, 'nathelper.fix_nated_contact')).toBe(1);
    expect(contactLines(cx)).toEqual([`Contact: ${fixed}`]);
  });

  it('writes IPv6 in brackets, and other fields stay', () => {
    const contact = ['m: <sip:a@10.0.0.1>', 'Contact: <sip:b@10.0.0.2>'];
    const cx = server.context(invite({ contact }), V6);
    expect(server.call(cx, 'nathelper.fix_nated_contact')).toBe(1);
    expect(contactLines(cx)).toEqual(['m: <sip:a@[2001:db8::77]:40060>', 'Contact: <sip:b@10.0.0.2>']);
  });

  it('shows the new URI in the contact list at once, in the text later', () => {
    const cx = server.context(invite(), NAT);
    server.call(cx, 'nathelper.fix_nated_contact');
    expect(cx.message.contacts?.[0]?.uriText).toBe('sip:alice@203.0.113.77:4321');
    expect(cx.message.text).toContain('<sip:alice@192.168.1.10:5060>');
    expect(server.call(cx, 'nathelper.nat_uac_test', 1 | 128)).toBe(-1);
  });

  it('works once in a message', () => {
    const cx = server.context(invite(), NAT);
    expect(server.call(cx, 'nathelper.fix_nated_contact')).toBe(1);
    expect(server.call(cx, 'nathelper.fix_nated_contact')).toBe(-1);
    expect(server.call(cx, 'nathelper.set_contact_alias')).toBe(-1);
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@203.0.113.77:4321>']);
  });

  it('is seen by a copy of the message, whose own change is not seen here', () => {
    const cx = server.context(invite(), NAT);
    const branch = server.context(cx.message.copy(), NAT);
    expect(server.call(branch, 'nathelper.fix_nated_contact')).toBe(1);
    expect(cx.message.contacts?.[0]?.replaced).toBe('');
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@192.168.1.10:5060>']);
    expect(server.call(cx, 'nathelper.fix_nated_contact')).toBe(1);
  });
});

describe('set_contact_alias (4.3)', () => {
  it.each([
    ['<sip:a@192.168.1.10>', '<sip:a@192.168.1.10;alias=203.0.113.77~4321~1>'],
    ['sip:a@192.168.1.10;q=1', '<sip:a@192.168.1.10;alias=203.0.113.77~4321~1>;q=1'],
    ['"A" <sip:a@h;ob>;q=1', '"A" <sip:a@h;ob;alias=203.0.113.77~4321~1>;q=1'],
    ['<sip:a@h;alias=1.1.1.1~1~1>', '<sip:a@h;alias=1.1.1.1~1~1;alias=203.0.113.77~4321~1>'],
    ['sip:a@h, <sip:b@i>', '<sip:a@h;alias=203.0.113.77~4321~1>, <sip:b@i>'],
  ])('%s', (contact, fixed) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }), NAT);
    expect(server.call(cx, 'nathelper.set_contact_alias')).toBe(1);
    expect(contactLines(cx)).toEqual([`Contact: ${fixed}`]);
  });

  it.each([
    ['udp', 1, 5060],
    ['tcp', 2, 5060],
    ['tls', 3, 5061],
    ['ws', 5, 8080],
    ['wss', 6, 8443],
  ] as const)('writes %s as %i', (proto, number, port) => {
    const arrival: Arrival = { src: { ip: '203.0.113.77', port: 9, proto }, dst: { ip: '198.51.100.10', port, proto } };
    const cx = server.context(invite(), arrival);
    server.call(cx, 'nathelper.set_contact_alias');
    expect(contactLines(cx)).toEqual([`Contact: <sip:alice@192.168.1.10:5060;alias=203.0.113.77~9~${number}>`]);
  });

  it('writes IPv6 in brackets', () => {
    const cx = server.context(invite(), V6);
    server.call(cx, 'nathelper.set_contact_alias');
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@192.168.1.10:5060;alias=[2001:db8::77]~40060~1>']);
  });

  it('puts a URI without brackets into the contact list', () => {
    const cx = server.context(invite({ contact: ['Contact: sip:a@h'] }), NAT);
    server.call(cx, 'nathelper.set_contact_alias');
    expect(cx.message.contacts?.[0]?.uriText).toBe('sip:a@h;alias=203.0.113.77~4321~1');
  });
});

describe('set_contact_alias_trim (4.3)', () => {
  const OURS = ';alias=203.0.113.77~4321~1';
  it.each([
    ['sip:a@h', `sip:a@h${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~1', `sip:a@h${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~1;ob', `sip:a@h;ob${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~1;alias=2.2.2.2~2~2', `sip:a@h;alias=1.1.1.1~1~1${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~x', `sip:a@h${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~12', `sip:a@h;alias=1.1.1.1~1~12${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~1?X=y', `sip:a@h;alias=1.1.1.1~1~1?X=y${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1~', `sip:a@h;alias=1.1.1.1~1~${OURS}`],
    ['sip:a@h;alias=1.1.1.1~1', `sip:a@h;alias=1.1.1.1~1${OURS}`],
    ['sip:a@h;alias=1~1~1', `sip:a@h;alias=1~1~1${OURS}`],
    ['sip:a@h;ALIAS=1.1.1.1~1~1', `sip:a@h;ALIAS=1.1.1.1~1~1${OURS}`],
    ['sip:a@h;xalias=1.1.1.1~1~1', `sip:a@h;xalias=1.1.1.1~1~1${OURS}`],
  ])('%s', (uri, fixed) => {
    const cx = server.context(invite({ contact: [`Contact: <${uri}>`] }), NAT);
    expect(server.call(cx, 'nathelper.set_contact_alias_trim')).toBe(1);
    expect(contactLines(cx)).toEqual([`Contact: <${fixed}>`]);
  });

  it('looks for the name of alias_name', async () => {
    const named = await natServer({ alias_name: 'saddr' });
    const cx = named.context(invite({ contact: ['Contact: <sip:a@h;alias=1.1.1.1~1~1;saddr=2.2.2.2~2~2>'] }), NAT);
    named.call(cx, 'nathelper.set_contact_alias_trim');
    expect(contactLines(cx)).toEqual(['Contact: <sip:a@h;alias=1.1.1.1~1~1;saddr=203.0.113.77~4321~1>']);
  });
});

describe('add_contact_alias (4.4)', () => {
  it.each([
    ['<sip:a@192.168.1.10>', '<sip:a@192.168.1.10;alias=203.0.113.77~4321~1>'],
    ['<sip:a@192.168.1.10:5060;ob?X=y>;q=1', '<sip:a@192.168.1.10:5060;alias=203.0.113.77~4321~1;ob?X=y>;q=1'],
    ['sip:a@h;q=1', '<sip:a@h;alias=203.0.113.77~4321~1>;q=1'],
    ['sip:a@h, <sip:b@i>', 'sip:a@h;alias=203.0.113.77~4321~1, <sip:b@i>'],
    ['<sip:a@203.0.113.77:4321>', '<sip:a@203.0.113.77:4321;alias=203.0.113.77~4321~1>'],
    ['<sip:a@203.0.113.77:4321;transport=tcp>', '<sip:a@203.0.113.77:4321;alias=203.0.113.77~4321~1;transport=tcp>'],
    ['<sip:a@203.0.113.77;transport=udp>', '<sip:a@203.0.113.77;alias=203.0.113.77~4321~1;transport=udp>'],
  ])('%s', (contact, fixed) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }), NAT);
    expect(server.call(cx, 'nathelper.add_contact_alias')).toBe(1);
    expect(contactLines(cx)).toEqual([`Contact: ${fixed}`]);
    expect(cx.message.contacts?.[0]?.replaced).toBe('');
  });

  it.each([
    ['<sip:a@203.0.113.77:4321;transport=udp>', NAT],
    ['<sip:a@203.0.113.77:4321;transport=UDP;ob>', NAT],
    ['<sip:a@[2001:DB8:0::77]:40060;transport=udp>', V6],
    ['<sip:a@203.0.113.77;transport=udp>', { src: { ip: '203.0.113.77', port: 5060, proto: 'udp' } }],
  ] as const)('%s tells the truth', (contact, arrival) => {
    const cx = server.context(invite({ contact: [`Contact: ${contact}`] }), arrival);
    expect(server.call(cx, 'nathelper.add_contact_alias')).toBe(2);
    expect(contactLines(cx)).toEqual([`Contact: ${contact}`]);
  });

  it('never takes a contact for one over WSS', () => {
    const cx = server.context(invite({ contact: ['Contact: <sip:a@203.0.113.77:50000;transport=wss>'] }), WSS);
    expect(server.call(cx, 'nathelper.add_contact_alias')).toBe(1);
  });

  it('does not touch what another function replaced', () => {
    const cx = server.context(invite(), NAT);
    server.call(cx, 'nathelper.set_contact_alias');
    expect(server.call(cx, 'nathelper.add_contact_alias')).toBe(-1);
    expect(server.call(cx, 'nathelper.add_contact_alias_addr', '1.1.1.1', '1', 'udp')).toBe(-1);
  });

  it('and fix_nated_contact can both be in one message', () => {
    const cx = server.context(invite({ contact: ['Contact: <sip:a@h;ob>'] }), NAT);
    server.call(cx, 'nathelper.add_contact_alias');
    server.call(cx, 'nathelper.fix_nated_contact');
    expect(contactLines(cx)).toEqual(['Contact: <sip:a@203.0.113.77:4321;ob;alias=203.0.113.77~4321~1>']);
  });
});

describe('add_contact_alias_addr (4.5)', () => {
  it.each([
    ['198.51.100.7', '4444', 'udp', '198.51.100.7~4444~1'],
    ['198.51.100.7', '4444', 'WSS', '198.51.100.7~4444~6'],
    ['300.1.1.1', '065535', 'sctp', '300.1.1.1~065535~4'],
    ['2001:db8::7', '1', 'tcp', '[2001:db8::7]~1~2'],
    ['[2001:db8::7]', '1', 'tls', '[2001:db8::7]~1~3'],
    ['198.51.100.7', 4444, 'ws', '198.51.100.7~4444~5'],
  ])('%s %s %s', (ip, port, proto, alias) => {
    const cx = server.context(invite(), NAT);
    expect(server.call(cx, 'nathelper.add_contact_alias_addr', ip, port, proto)).toBe(1);
    expect(contactLines(cx)).toEqual([`Contact: <sip:alice@192.168.1.10:5060;alias=${alias}>`]);
  });

  it.each([
    ['10.1', '4444', 'udp'],
    ['1.2.3.4.5', '4444', 'udp'],
    ['1..3.4', '4444', 'udp'],
    ['1.2.3.4.', '4444', 'udp'],
    ['1234.2.3.4', '4444', 'udp'],
    ['host.example.com', '4444', 'udp'],
    ['', '4444', 'udp'],
    ['[2001:db8::7', '4444', 'udp'],
    ['fe80::1%eth0', '4444', 'udp'],
    ['1.2.3.4\r\nX: y', '4444', 'udp'],
    ['1.2.3.4', '0', 'udp'],
    ['1.2.3.4', '65536', 'udp'],
    ['1.2.3.4', '', 'udp'],
    ['1.2.3.4', '1;x', 'udp'],
    ['1.2.3.4', '-1', 'udp'],
    ['1.2.3.4', '4444', 'dtls'],
    ['1.2.3.4', '4444', ''],
    ['1.2.3.4', '4444', 'constructor'],
    ['1.2.3.4', '4444', '__proto__'],
    [undefined, undefined, undefined],
    [null, {}, []],
  ])('refuses %j %j %j', (ip, port, proto) => {
    const cx = server.context(invite(), NAT);
    expect(server.call(cx, 'nathelper.add_contact_alias_addr', ip, port, proto)).toBe(-1);
    expect(leaving(cx)).toBe(invite());
  });
});

describe('add_rcv_param (4.6)', () => {
  it('adds to every contact of every field', () => {
    const contact = ['Contact: <sip:a@h>;q=1, "B" <sip:b@h;ob>', 'm: sip:c@h;expires=5'];
    const cx = server.context(invite({ contact }), NAT);
    expect(server.call(cx, 'nathelper.add_rcv_param', 0)).toBe(1);
    const received = ';received="sip:203.0.113.77:4321"';
    expect(contactLines(cx)).toEqual([
      `Contact: <sip:a@h>;q=1${received}, "B" <sip:b@h;ob>${received}`,
      `m: sip:c@h;expires=5${received}`,
    ]);
  });

  it('adds to the URIs', () => {
    const contact = ['Contact: <sip:a@h>;q=1, "B" <sip:b@h;ob>', 'm: sip:c@h;expires=5'];
    const cx = server.context(invite({ contact }), V6);
    expect(server.call(cx, 'nathelper.add_rcv_param', -3)).toBe(1);
    const received = ';received=sip:[2001:db8::77]:40060';
    expect(contactLines(cx)).toEqual([
      `Contact: <sip:a@h${received}>;q=1, "B" <sip:b@h;ob${received}>`,
      `m: sip:c@h${received};expires=5`,
    ]);
  });

  it('names the transport in the header, and refuses it in the URI', () => {
    const cx = server.context(invite(), WSS);
    expect(server.call(cx, 'nathelper.add_rcv_param', 1)).toBe(-1);
    expect(server.call(cx, 'nathelper.add_rcv_param', 0)).toBe(1);
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@192.168.1.10:5060>;received="sip:203.0.113.77:50000;transport=ws"']);
  });

  it.each([
    ['no Contact', []],
    ['star', ['Contact: *']],
  ])('%s: nothing to do', (_what, contact) => {
    const cx = server.context(invite({ contact }), NAT);
    expect(server.call(cx, 'nathelper.add_rcv_param', 0)).toBe(1);
    expect(leaving(cx)).toBe(invite({ contact }));
  });

  it('leaves all alone when one field can not be read', () => {
    const contact = ['Contact: <sip:a@h>', 'Contact: <sip:b'];
    const cx = server.context(invite({ contact }), NAT);
    expect(server.call(cx, 'nathelper.add_rcv_param', 0)).toBe(-1);
    expect(leaving(cx)).toBe(invite({ contact }));
  });

  it('does not write into a URI that was replaced', () => {
    const cx = server.context(invite(), NAT);
    server.call(cx, 'nathelper.fix_nated_contact');
    expect(server.call(cx, 'nathelper.add_rcv_param', 1)).toBe(-1);
    expect(server.call(cx, 'nathelper.add_rcv_param', 0)).toBe(1);
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@203.0.113.77:4321>;received="sip:203.0.113.77:4321"']);
  });
});

describe('a Contact that can not be used (1.4)', () => {
  const NOT_DONE = ['fix_nated_contact', 'set_contact_alias', 'set_contact_alias_trim', 'add_contact_alias'];
  it.each(UNUSABLE)('%s: -1, and nothing changes', (_what, contact) => {
    for (const name of NOT_DONE) {
      const cx = server.context(invite({ contact }), NAT);
      expect(server.call(cx, `nathelper.${name}`)).toBe(-1);
      expect(leaving(cx)).toBe(invite({ contact }));
    }
    const cx = server.context(invite({ contact }), NAT);
    expect(server.call(cx, 'nathelper.add_contact_alias_addr', '1.1.1.1', '1', 'udp')).toBe(-1);
    expect(server.call(cx, 'nathelper.nat_uac_test', 1 | 128)).toBe(-1);
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(-1);
  });

  it.each([
    ['absent', []],
    ['star', ['Contact: *']],
    ['star with blanks', ['Contact:  * ']],
  ])('%s', (_what, contact) => {
    const cx = server.context(invite({ contact }), NAT);
    for (const name of ['fix_nated_contact', 'set_contact_alias', 'set_contact_alias_trim']) {
      expect(server.call(cx, `nathelper.${name}`)).toBe(-1);
    }
    expect(server.call(cx, 'nathelper.add_contact_alias')).toBe(2);
    expect(server.call(cx, 'nathelper.add_contact_alias_addr', 'nonsense', '', '')).toBe(2);
    expect(server.call(cx, 'nathelper.nat_uac_test', 1 | 128)).toBe(-1);
    expect(server.call(cx, 'nathelper.set_alias_to_pv', '$avp(x)')).toBe(-1);
    expect(leaving(cx)).toBe(invite({ contact }));
  });

  it('works in replies as in requests', () => {
    const cx = server.context(reply(), NAT);
    expect(server.call(cx, 'nathelper.set_contact_alias')).toBe(1);
    expect(contactLines(cx)).toEqual(['Contact: <sip:alice@192.168.1.10:5060;alias=203.0.113.77~4321~1>']);
  });
});
