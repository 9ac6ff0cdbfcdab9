import { beforeAll, describe, expect, it } from 'vitest';
import { selectStep } from '../../../../runtime/ksr/pv/select.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
  at = new Arrived(
    server,
    invite({
      line: 'INVITE sip:bob:pw@biloxi.example.com:5077;transport=TLS;lr SIP/2.0',
      fields: [
        'Via: SIP/2.0/TCP p2.example.com:5062;branch=z9hG4bKp2;received=192.0.2.9;rport=5099;alias',
        'Via: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TLS [2001:db8::5];branch=z9hG4bK2;i=7',
        'Contact: "A, B" <sip:a@b;x=y>;q=0.9;expires=60;+sip.instance="<urn:uuid:1>", <sip:c@d>',
        'Record-Route: "P" <sip:p2;lr>, <sip:p1;lr>',
        'Subject: one ',
        's: two  ',
        'Event: presence',
      ],
    }),
  );
});

describe('selects', () => {
  it.each([
    ['ruri', 'sip:bob:pw@biloxi.example.com:5077;transport=TLS;lr'],
    ['ruri.user', 'bob'],
    ['ruri.rawuser', 'bob'],
    ['ruri.pwd', 'pw'],
    ['ruri.host', 'biloxi.example.com'],
    ['ruri.port', '5077'],
    ['ruri.hostport', 'biloxi.example.com:5077'],
    ['ruri.type', 'sip'],
    ['ruri.params', 'transport=TLS;lr'],
    ['ruri.params.transport', 'TLS'],
    ['ruri.params.lr', ''],
    ['ruri.params.nope', null],
    ['dst_uri', null],
    ['dst_uri.host', null],
    ['next_hop.host', 'biloxi.example.com'],
    ['from', 'Alice <sip:alice@atlanta.example.com>;tag=1928301774'],
    ['from.uri', 'sip:alice@atlanta.example.com'],
    ['from.uri.user', 'alice'],
    ['from.tag', '1928301774'],
    ['from.name', 'Alice'],
    ['from.params.tag', '1928301774'],
    ['to.tag', null],
    ['to.uri.host', 'biloxi.example.com'],
    ['contact', '"A, B" <sip:a@b;x=y>;q=0.9;expires=60;+sip.instance="<urn:uuid:1>", <sip:c@d>'],
    ['contact.uri', 'sip:a@b;x=y'],
    ['contact.uri.params.x', 'y'],
    ['contact.name', '"A, B"'],
    ['contact.q', '0.9'],
    ['contact.expires', '60'],
    ['contact.instance', '<urn:uuid:1>'],
    ['contact.received', null],
    ['contact.params.q', '0.9'],
    ['record_route', '"P" <sip:p2;lr>, <sip:p1;lr>'],
    ['record_route.uri', 'sip:p2;lr'],
    ['record_route.name', '"P"'],
    ['route.uri', null],
    ['via', 'SIP/2.0/TCP p2.example.com:5062;branch=z9hG4bKp2;received=192.0.2.9;rport=5099;alias'],
    ['via[2]', 'SIP/2.0/UDP a;branch=z9hG4bK1'],
    ['via[3].host', '[2001:db8::5]'],
    ['via[-1].i', '7'],
    ['via[-3].name', 'SIP'],
    ['via[-4]', null],
    ['via[4]', null],
    ['via.version', '2.0'],
    ['via.transport', 'TCP'],
    ['via.port', '5062'],
    ['via[2].port', null],
    ['via.branch', 'z9hG4bKp2'],
    ['via.received', '192.0.2.9'],
    ['via.rport', '5099'],
    ['via.alias', null],
    ['via.params.branch', 'z9hG4bKp2'],
    ['via.params.nope', null],
    ['cseq', '314159 INVITE'],
    ['cseq.num', '314159'],
    ['cseq.method', 'INVITE'],
    ['method', 'INVITE'],
    ['call_id', 'a84b4c76e66710'],
    ['subject', 'one '],
    ['event', 'presence'],
    ['max_forwards', '70'],
    ['hf_value.subject', 'one,two'],
    ['hf_value.call_id', 'a84b4c76e66710'],
    ['hf_value.nope', null],
    ['msg.first_line', 'INVITE sip:bob:pw@biloxi.example.com:5077;transport=TLS;lr SIP/2.0'],
    ['msg.body', ''],
    ['msg.type', '1'],
    ['src.ip', '203.0.113.77'],
    ['src.port', '5060'],
    ['src.ip_port', '203.0.113.77:5060'],
    ['dst.ip', '198.51.100.10'],
    ['dst.port', '5060'],
    ['dst.ip_port', '198.51.100.10:5060'],
    ['received.proto', 'udp'],
    ['received.ip', '198.51.100.10'],
    ['received.port', '5060'],
    ['received.ip_port', '198.51.100.10:5060'],
    ['received.proto_ip_port', 'udp:198.51.100.10:5060'],
  ])('%s', (path, value) => {
    expect(server.pv.exists(`$sel(${path})`)).toBe(true);
    expect(at.get(`$sel(${path})`)).toBe(value);
  });

  it('gives the message as text', () => {
    expect(at.get('$sel(msg)')).toBe(at.cx.message.text);
    expect(at.get('$sel(msg.len)')).toBe(String(at.cx.message.text.length));
    expect(at.get('$sel(msg.header)')).toBe(at.cx.message.text.slice(at.cx.message.headersStart));
  });

  it.each([
    'nope',
    '',
    'ruri.nope',
    'ruri.user.x',
    'ruri.params.a.b',
    'ruri[1]',
    'from[1].uri',
    'from.tag.x',
    'from.params',
    'from.params.a.b',
    'from.nope',
    'contact.__proto__',
    'via.nope',
    'via[x]',
    'via[1',
    'via[]',
    'via.params',
    'via.params.a.b',
    'via.host.x',
    'cseq.nope',
    'cseq[1]',
    'msg.type.request',
    'hf_value',
    'hf_value.a.b',
    'src',
  ])('%j is none', (path) => {
    expect(server.pv.exists(`$sel(${path})`)).toBe(false);
  });

  it('reads telephone numbers without separators', () => {
    const tel = new Arrived(server, invite({ line: 'INVITE tel:+1-(555).12;ext=3 SIP/2.0' }));
    expect(['user', 'rawuser', 'host', 'hostport', 'type', 'params'].map((part) => tel.get(`$sel(ruri.${part})`))).toEqual([
      '+155512',
      '+1-(555).12',
      '',
      null,
      'tel',
      'ext=3',
    ]);
    const phone = new Arrived(server, invite({ line: 'INVITE sip:+1;ext=3@h;user=phone SIP/2.0' }));
    expect(['user', 'type', 'params'].map((part) => phone.get(`$sel(ruri.${part})`))).toEqual(['+1', 'tel', 'ext=3']);
  });

  it('has no Request-URI nor method in replies', () => {
    const reply = new Arrived(server, ok());
    expect(['ruri', 'ruri.user', 'next_hop', 'method', 'msg.type'].map((path) => reply.get(`$sel(${path})`))).toEqual([
      null,
      null,
      null,
      null,
      '2',
    ]);
  });

  it('follows a contact that a script replaced', () => {
    const own = new Arrived(server, invite());
    own.cx.message.contacts![0]!.replaceUri('sip:new@h');
    expect(own.get('$sel(contact.uri)')).toBe('sip:new@h');
  });
});

describe('selectStep', () => {
  it.each([
    ['via', { name: 'via', index: null }],
    ['via[2]', { name: 'via', index: 2 }],
    ['via[-1]', { name: 'via', index: -1 }],
    ['via[]', null],
    ['via[-]', null],
    ['via[1', null],
    ['via[1x]', null],
    ['via[12345678]', null],
  ])('%s', (text, step) => {
    expect(selectStep(text)).toEqual(step);
  });
});
