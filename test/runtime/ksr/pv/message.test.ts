import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

// The message as text, its Vias and its credentials

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});

describe('the message as text', () => {
  const text = invite({ body: 'v=0\r\n' });
  it.each([
    ['$mb', text],
    ['$ml', text.length],
    ['$rb', 'v=0\r\n'],
    ['$bs', 5],
    ['$msg(len)', text.length],
    ['$msg(buf)', text],
    ['$msg(fline)', 'INVITE sip:bob@biloxi.example.com SIP/2.0'],
    ['$msg(body)', 'v=0\r\n'],
    ['$msg(body_len)', 5],
    ['$msg(hdrs)', text.slice(text.indexOf('Via'), text.indexOf('\r\n\r\n'))],
    ['$msg(hdrs_len)', text.indexOf('\r\n\r\n') - text.indexOf('Via')],
    ['$msg(fpart)', text.slice(0, text.indexOf('\r\n\r\n'))],
    ['$msg(lpart)', text.slice(text.indexOf('Via'))],
  ])('%s', (name, value) => {
    expect(new Arrived(server, text).get(name)).toBe(value);
  });

  it('leaves out what follows Content-Length', () => {
    const at = new Arrived(server, `${text}more`);
    expect([at.get('$mb'), at.get('$ml'), at.get('$bs')]).toEqual([text, text.length, 5]);
  });

  it('passes over line ends in front of the start line', () => {
    const at = new Arrived(server, `\r\n\r\n${text}`);
    expect([at.get('$msg(fline)'), at.get('$sel(msg.first_line)')]).toEqual(
      Array(2).fill('INVITE sip:bob@biloxi.example.com SIP/2.0'),
    );
    expect(at.get('$msg(fpart)')).toBe(text.slice(0, text.indexOf('\r\n\r\n')));
  });

  it('shows changes in $mbu alone, and loses none', () => {
    const at = new Arrived(server, text);
    at.set('$ru', 'sip:x@y');
    at.set('$fU', 'ann');
    const changed = text.replace('sip:bob@biloxi.example.com SIP', 'sip:x@y SIP').replace('sip:alice@atlanta', 'sip:ann@atlanta');
    expect(at.get('$mbu')).toBe(changed);
    expect(at.get('$mbu')).toBe(changed);
    expect(at.get('$mb')).toBe(text);
    expect(at.leaving).toBe(changed);
  });
});

describe('Vias', () => {
  const fields = [
    'Via: SIP/2.0/TCP p2.example.com:5062;branch=z9hG4bKp2;received=192.0.2.9;rport=5099',
    'Via: SIP/2.0/UDP 203.0.113.77;rport;branch=z9hG4bKn, SIP/2.0/TLS [2001:db8::5];branch=z9hG4bKin;i=7;oc',
  ];
  it.each([
    ['$via0(host)', 'p2.example.com'],
    ['$via0(port)', 5062],
    ['$via0(proto)', 'TCP'],
    ['$via0(protoid)', 2],
    ['$via0(branch)', 'z9hG4bKp2'],
    ['$via0(rport)', '5099'],
    ['$via0(received)', '192.0.2.9'],
    ['$via0(params)', 'branch=z9hG4bKp2;received=192.0.2.9;rport=5099'],
    ['$via0(i)', null],
    ['$via0(oc)', 0],
    ['$via1(host)', '203.0.113.77'],
    ['$via1(port)', 5060],
    ['$via1(rport)', null],
    ['$via1(received)', null],
    ['$viaZ(host)', '[2001:db8::5]'],
    ['$viaZ(port)', 5061],
    ['$viaZ(i)', '7'],
    ['$viaZ(oc)', 1],
    ['$viaZ(protoid)', 3],
  ])('%s', (name, value) => {
    expect(new Arrived(server, invite({ fields })).get(name)).toBe(value);
  });

  it('has no second one, and the first is the last, with only one', () => {
    const at = new Arrived(server, invite({ fields: ['Via: SIP/2.0/XYZ h'] }));
    expect(
      ['$via1(host)', '$viaZ(host)', '$via0(protoid)', '$via0(port)', '$via0(branch)', '$via0(params)'].map((name) =>
        at.get(name),
      ),
    ).toEqual([null, 'h', 0, 5060, null, null]);
  });

  it('has no value when a Via can not be read', () => {
    const at = new Arrived(server, invite({ fields: ['Via: junk'] }));
    for (const name of ['$via0(host)', '$via0(port)', '$viaZ(host)']) expect(at.get(name)).toBeNull();
  });
});

describe('credentials', () => {
  const digest =
    'Digest username="bob@b.example.com", realm="b", nonce="n1", uri="sip:b", response="r1", algorithm=MD5, opaque="o", cnonce="c"';
  const names = ['$au', '$aU', '$ad', '$ar', '$aa', '$adn', '$adu', '$adc', '$adr', '$ado'];
  it.each([`Authorization: ${digest}`, `Proxy-Authorization: ${digest}`])('%s', (field) => {
    const at = new Arrived(server, invite({ fields: [field] }));
    expect(names.map((name) => at.get(name))).toEqual([
      'bob',
      'bob@b.example.com',
      'b.example.com',
      'b',
      'MD5',
      'n1',
      'sip:b',
      'c',
      'r1',
      'o',
    ]);
  });

  it('prefers those for a proxy', () => {
    const at = new Arrived(
      server,
      invite({ fields: [`Authorization: ${digest}`, 'Proxy-Authorization: Digest username="carol"'] }),
    );
    expect([at.get('$au'), at.get('$ad'), at.get('$ar')]).toEqual(['carol', '', '']);
  });

  it.each([
    ['nothing', invite()],
    ['another scheme', invite({ fields: ['Authorization: Basic Zm9v'] })],
    ['an ACK', invite({ line: 'ACK sip:b SIP/2.0', fields: [`Authorization: ${digest}`] })],
    ['a reply', ok({ fields: [`Authorization: ${digest}`] })],
    ['what can not be read', invite({ fields: ['Authorization: Digest username="bob'] })],
  ])('has none of %s', (_what, text) => {
    const at = new Arrived(server, text);
    for (const name of names) expect(at.get(name)).toBeNull();
  });

  it('accounts by From', () => {
    const at = new Arrived(server, invite({ fields: [`Authorization: ${digest}`] }));
    expect([at.get('$Au'), at.get('$AU')]).toEqual(['alice@atlanta.example.com', 'alice']);
    const anonymous = new Arrived(server, invite({ fields: ['From: <sip:h>;tag=1'] }));
    expect([anonymous.get('$Au'), anonymous.get('$AU')]).toEqual(['h', null]);
    const broken = new Arrived(server, invite({ fields: ['From: <http:h>;tag=1'] }));
    expect([broken.get('$Au'), broken.get('$AU')]).toEqual([null, null]);
  });
});
