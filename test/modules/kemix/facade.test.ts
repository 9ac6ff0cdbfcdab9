import { beforeAll, describe, expect, it } from 'vitest';
import { Kx } from '../../../modules/kemix/facade.ts';
import { kemix } from '../../../modules/kemix/index.ts';
import { testServer, type Arrival, type Endpoint, type TestServer } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ modules: ['kemix'] });
});
const kxOf = (text: string, arrival: Arrival = {}): Kx => new Kx(server.context(text, arrival));

/** Calls get, gete and getw of a name. */
function three(
  kx: Kx,
  name: 'duri' | 'ruser' | 'rhost' | 'fuser' | 'fhost' | 'tuser' | 'thost' | 'cturi' | 'ua' | 'au' | 'body',
): unknown[] {
  return [kx[`get_${name}`](), kx[`gete_${name}`](), kx[`getw_${name}`]()];
}

describe('the module', () => {
  it('shows itself as KSR.kx', () => {
    expect(kemix.ksrName).toBe('kx');
    expect(server.call(server.context(invite()), 'kx.get_method')).toBe('INVITE');
  });
  it('has no parameters', () => {
    expect(kemix.params.safeParse({ x: 1 }).success).toBe(false);
  });
});

describe('URIs', () => {
  it.each([
    ['sip:bob@b.example.com;x=y', 'bob', 'b.example.com'],
    ['sip:b.example.com', null, 'b.example.com'],
    ['sip:bob@[2001:db8::1]:5080', 'bob', '[2001:db8::1]'],
    ['tel:+1-555', '+1-555', null],
    ['urn:service:sos', null, 'service:sos'],
    ['junk:x', null, null],
  ])('%s', (uri, user, host) => {
    const kx = kxOf(invite({ line: `INVITE ${uri} SIP/2.0`, fields: [`From: <${uri}>;tag=1`, `To: <${uri}>`] }));
    expect([kx.get_ruri(), kx.get_ouri(), kx.get_nhuri(), kx.get_furi(), kx.get_turi()]).toEqual(Array(5).fill(uri));
    for (const part of ['ruser', 'fuser', 'tuser'] as const)
      expect(three(kx, part)).toEqual([user, user ?? '', user ?? '<null>']);
    for (const part of ['rhost', 'fhost', 'thost'] as const)
      expect(three(kx, part)).toEqual([host, host ?? '', host ?? '<null>']);
  });

  it('shows what was set', () => {
    const cx = server.context(invite());
    const kx = new Kx(cx);
    expect(three(kx, 'duri')).toEqual([null, '', '<null>']);
    cx.requestUri = 'sip:carol@c';
    expect([kx.get_ruri(), kx.get_ouri(), kx.get_nhuri(), kx.get_ruser()]).toEqual([
      'sip:carol@c',
      'sip:bob@biloxi.example.com',
      'sip:carol@c',
      'carol',
    ]);
    cx.target.dstUri = 'sip:h';
    expect([kx.get_nhuri(), ...three(kx, 'duri')]).toEqual(['sip:h', 'sip:h', 'sip:h', 'sip:h']);
  });

  it('has no Request-URI in replies', () => {
    const kx = kxOf(ok());
    expect([kx.get_ruri(), kx.get_ouri(), kx.get_nhuri()]).toEqual([null, null, null]);
    expect(three(kx, 'ruser')).toEqual([null, '', '<null>']);
    expect(three(kx, 'rhost')).toEqual([null, '', '<null>']);
  });

  it.each([
    ['Contact: "A" <sip:a@h>, <sip:b@h>', 'sip:a@h'],
    ['Contact: *', null],
    ['Contact: <sip:a', null],
  ])('%s', (field, uri) => {
    expect(three(kxOf(invite({ fields: [field] })), 'cturi')).toEqual([uri, uri ?? '', uri ?? '<null>']);
  });

  it('has no URI of a From that can not be read', () => {
    const kx = kxOf(invite({ fields: ['From: "x', 'To: "y'] }));
    expect([kx.get_furi(), kx.get_turi(), kx.get_fuser(), kx.get_thost()]).toEqual([null, null, null, null]);
  });
});

describe('the message', () => {
  it.each([
    [invite(), 'INVITE', -1, null, 1],
    [ok({ line: 'SIP/2.0 486 Busy Here' }), 'INVITE', 486, '486', 2],
    [ok({ fields: ['CSeq: 1 BYE'] }), 'BYE', 200, '200', 2],
  ])('%#', (text, method, status, statusText, type) => {
    const kx = kxOf(text);
    expect([kx.get_method(), kx.get_status(), kx.gets_status(), kx.get_msgtype()]).toEqual([method, status, statusText, type]);
    expect([kx.get_msgbuf(), kx.get_msglen()]).toEqual([text, text.length]);
  });

  it.each([
    ['', null],
    ['v=0\r\n', 'v=0\r\n'],
  ])('body %j', (body, value) => {
    const kx = kxOf(invite({ body }));
    expect(three(kx, 'body')).toEqual([value, value ?? '', value ?? '<null>']);
    expect(kx.get_bodylen()).toBe(body.length);
  });

  it('ends where Content-Length says', () => {
    const text = invite({ body: 'abc' });
    const kx = kxOf(`${text}more`);
    expect([kx.get_msgbuf(), kx.get_msglen(), kx.get_body(), kx.get_bodylen()]).toEqual([text, text.length, 'abc', 3]);
  });

  it('keeps white space behind a value', () => {
    const kx = kxOf(invite({ fields: ['Call-ID: id  ', 'User-Agent: phone '] }));
    expect(kx.get_callid()).toBe('id  ');
    expect(three(kx, 'ua')).toEqual(['phone ', 'phone ', 'phone ']);
    expect(three(kxOf(invite()), 'ua')).toEqual([null, '', '<null>']);
    expect(kxOf(invite().replace(/Call-ID.*\r\n/, '')).get_callid()).toBeNull();
  });

  it.each([
    ['Authorization: Digest username="bob@b", realm="b"', 'bob'],
    ['Proxy-Authorization: Digest username="carol"', 'carol'],
    ['Authorization: Digest realm="b"', ''],
    ['Authorization: Basic x', null],
    ['X: y', null],
  ])('%s', (field, user) => {
    expect(three(kxOf(invite({ fields: [field] })), 'au')).toEqual([user, user ?? '', user ?? '<null>']);
  });
});

describe('source and sockets', () => {
  const udp: Endpoint = { ip: '203.0.113.77', port: 5062, proto: 'udp' };
  const udp6: Endpoint = { ip: '2001:db8::77', port: 5062, proto: 'udp' };
  const ws: Endpoint = { ip: '203.0.113.77', port: 45063, proto: 'ws' };
  it.each([
    [
      udp,
      undefined,
      'sip:203.0.113.77:5062',
      'udp:203.0.113.77:5062',
      'udp:198.51.100.10:5060',
      '198.51.100.10',
      5060,
      '198.51.100.10',
      5060,
      null,
      1,
      0,
    ],
    [
      udp6,
      undefined,
      'sip:[2001:db8::77]:5062',
      'udp:[2001:db8::77]:5062',
      'udp:[2001:db8::10]:5060',
      '2001:db8::10',
      5060,
      '2001:db8::10',
      5060,
      null,
      1,
      0,
    ],
    [
      ws,
      undefined,
      'sip:203.0.113.77:45063;transport=ws',
      'ws:203.0.113.77:45063',
      'tcp:198.51.100.10:8080',
      '198.51.100.10',
      8080,
      '198.51.100.10',
      8080,
      null,
      5,
      1,
    ],
    [
      udp,
      { ip: '198.51.100.12', port: 5060, proto: 'udp' } as Endpoint,
      'sip:203.0.113.77:5062',
      'udp:203.0.113.77:5062',
      'udp:198.51.100.12:5060',
      '198.51.100.12',
      5060,
      '203.0.113.200',
      5090,
      'adv',
      1,
      0,
    ],
  ])('%j', (src, dst, uri, text, socket, ip, port, advertisedIp, advertisedPort, name, proto, flow) => {
    const kx = kxOf(invite(), dst === undefined ? { src } : { src, dst });
    expect([kx.get_srcip(), kx.get_srcport(), kx.get_srcuri(), kx.get_srcaddr_sock()]).toEqual([src.ip, src.port, uri, text]);
    expect([kx.get_rcvaddr_sock(), kx.get_rcvip(), kx.get_rcvport()]).toEqual([socket, ip, port]);
    expect([kx.get_rcvadvip(), kx.get_rcvadvport(), kx.get_rcv_sock_name()]).toEqual([advertisedIp, advertisedPort, name]);
    expect([kx.get_proto(), kx.get_protoid(), kx.get_conid()]).toEqual([src.proto, proto, flow]);
  });

  it('has a sending socket only when one is forced', () => {
    const cx = server.context(invite());
    const kx = new Kx(cx);
    expect([kx.get_send_sock(), kx.get_send_sock_name(), kx.get_send_sock_port()]).toEqual([null, null, 0]);
    cx.target.socket = server.core.sockets.named('second') ?? null;
    expect([kx.get_send_sock(), kx.get_send_sock_name(), kx.get_send_sock_port()]).toEqual([
      'udp:198.51.100.11:5070',
      'second',
      5070,
    ]);
    cx.target.socket = server.sockets[0]!;
    expect(kx.get_send_sock_name()).toBeNull();
  });
});

describe('server', () => {
  it('tells the time of its clock', () => {
    expect(kxOf(invite()).get_timestamp()).toBe(Math.floor(server.clock.wall() / 1000));
  });

  it.each([
    ['WITH_THING', '', 0, true],
    ['NUMBER', '42', 42, true],
    ['NOPE', '', 0, false],
    [null, '', 0, false],
    ['__proto__', '', 0, false],
  ])('define %j', (name, text, number, is) => {
    const kx = kxOf(invite());
    expect([
      kx.get_def(name as string),
      kx.get_defn(name as string),
      kx.ifdef(name as string),
      kx.ifndef(name as string),
    ]).toEqual([text, number, is, !is]);
  });

  it.each([
    ['KEMI_ENV_TEXT', 'hello', 0],
    ['KEMI_ENV_NUM', '17', 17],
    ['KEMI_NO_SUCH', '', 0],
  ])('environment %s', (name, text, number) => {
    const kx = kxOf(invite());
    expect([kx.get_env(name), kx.get_envn(name)]).toEqual([text, number]);
  });
});
