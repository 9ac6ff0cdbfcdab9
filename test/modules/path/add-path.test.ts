import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testServer, type ModuleParams, type TestServer } from '../../support/context.ts';
import { leaving, request } from '../rr/request.ts';

async function make(path: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['path', 'rr', 'textopsx'], params: { path } });
}
const server = await make();
const TCP = server.sockets.find((socket) => socket.proto === 'tcp' && socket.family === 4)!;
const ADV = server.sockets.find((socket) => socket.name === 'adv')!;
const SECOND = server.sockets.find((socket) => socket.name === 'second')!;
const PHONE = { ip: '203.0.113.77', port: 4060, proto: 'udp' } as const;

const ROWS: readonly (readonly [fn: string, args: readonly string[], path: string])[] = [
  ['add_path', [], '<sip:198.51.100.10;lr>'],
  ['add_path_user', ['u'], '<sip:u@198.51.100.10;lr>'],
  ['add_path_user', [''], '<sip:198.51.100.10;lr>'],
  ['add_path_user_params', ['u', 'a=b;c'], '<sip:u@198.51.100.10;lr;a=b;c>'],
  ['add_path_user_params', ['', ';c'], '<sip:198.51.100.10;lr;;c>'],
  ['add_path_received', [], '<sip:198.51.100.10;lr;received=sip:203.0.113.77:4060>'],
  ['add_path_received_user', ['u'], '<sip:u@198.51.100.10;lr;received=sip:203.0.113.77:4060>'],
  ['add_path_received_user_params', ['u', 'c'], '<sip:u@198.51.100.10;lr;received=sip:203.0.113.77:4060;c>'],
  ['add_path_advertised_address', ['edge.example.net'], '<sip:edge.example.net;transport=udp;lr>'],
  ['add_path_advertised_address', ['[2001:db8::1]:5070'], '<sip:[2001:db8::1]:5070;transport=udp;lr>'],
  ['add_path_advertised_address_user', ['e.example:5070', 'u'], '<sip:u@e.example:5070;transport=udp;lr>'],
  ['add_path_advertised_address_user_params', ['e.example', 'u', 'c'], '<sip:u@e.example;transport=udp;lr;c>'],
  ['add_path_received_advertised_address', ['e.example'], '<sip:e.example;transport=udp;lr;received=sip:203.0.113.77:4060>'],
  [
    'add_path_received_advertised_address_user',
    ['e.example', 'u'],
    '<sip:u@e.example;transport=udp;lr;received=sip:203.0.113.77:4060>',
  ],
  [
    'add_path_received_advertised_address_user_params',
    ['e.example', 'u', 'c'],
    '<sip:u@e.example;transport=udp;lr;received=sip:203.0.113.77:4060;c>',
  ],
];

describe('KSR.path', () => {
  it.each(ROWS)('%s %j', (fn, args, path) => {
    const cx = server.context(request(), { src: PHONE });
    expect(server.call(cx, `path.${fn}`, ...args)).toBe(1);
    expect(leaving(cx, 'Path')).toEqual([path]);
  });

  it.each(ROWS.map(([fn, args]) => [fn, args] as const))('%s %j is nothing for replies', (fn, args) => {
    const reply = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n\r\n';
    const cx = server.context(reply, { src: PHONE });
    expect(server.call(cx, `path.${fn}`, ...args)).toBe(-1);
    expect(cx.message.edits.size).toBe(0);
  });

  it('names the socket that each branch leaves from', () => {
    const cx = server.context(request(), { src: PHONE });
    server.call(cx, 'path.add_path');
    expect(leaving(cx, 'Path', TCP)).toEqual(['<sip:198.51.100.10;transport=tcp;lr>']);
    expect(leaving(cx, 'Path', ADV)).toEqual(['<sip:203.0.113.200:5090;lr>']);
    expect(leaving(cx, 'Path', SECOND)).toEqual(['<sip:198.51.100.11:5070;lr>']);
  });

  it('stands in front of the Path that is there, else behind all fields; two stand in their order', () => {
    for (const fields of [[], ['Path: <sip:p1;lr>', 'X: y', 'Path: <sip:p2;lr>']]) {
      const cx = server.context(request({ fields }), { src: PHONE });
      server.call(cx, 'path.add_path_user', 'a');
      server.call(cx, 'path.add_path_user', 'b');
      const ours = ['<sip:a@198.51.100.10;lr>', '<sip:b@198.51.100.10;lr>'];
      const there = fields.length === 0 ? [] : ['<sip:p1;lr>', '<sip:p2;lr>'];
      expect(leaving(cx, 'Path')).toEqual([...ours, ...there]);
    }
  });

  it('waits for the socket: changes can not be applied meanwhile', () => {
    const cx = server.context(request(), { src: PHONE });
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    server.call(cx, 'path.add_path');
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(-1);
    expect(leaving(cx, 'Path')).toEqual(['<sip:198.51.100.10;lr>']);
  });

  it.each(['', 'edge:x', 'edge:70000', 'a b', 'u@edge', 'edge;x', '2001:db8::1', '<edge>', 'edge\r\nX: y'])(
    'no address: %j',
    (address) => {
      const cx = server.context(request(), { src: PHONE });
      expect(server.call(cx, 'path.add_path_advertised_address', address)).toBe(-1);
      expect(cx.message.edits.size).toBe(0);
    },
  );

  it('whatever a script pastes, one Path comes out that can be read, or none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (user, params) => {
        const cx = server.context(request(), { src: PHONE });
        const done = server.call(cx, 'path.add_path_user_params', user, params);
        const lines = leaving(cx, 'Path');
        expect(lines.length).toBe(done === 1 ? 1 : 0);
        for (const line of lines) {
          expect(line.startsWith('<sip:') && line.indexOf('>') === line.length - 1).toBe(true);
          expect(line.split('@').length - 1).toBe(user === '' ? 0 : 1);
          expect(line).toContain('198.51.100.10;lr');
        }
      }),
    );
  });
});

describe('its parameters', () => {
  it('enable_r2: the socket of either side', async () => {
    const double = await make({ enable_r2: 1, sockname_mode: 1 });
    const cx = double.context(request(), { src: PHONE, dst: { ip: '198.51.100.11', port: 5070, proto: 'udp' } });
    double.call(cx, 'path.add_path_user_params', 'u', 'x=1');
    expect(leaving(cx, 'Path', TCP)).toEqual([
      '<sip:u@198.51.100.10;transport=tcp;lr;x=1;r2=on>',
      '<sip:u@198.51.100.11:5070;sn=second;lr;x=1;r2=on>',
    ]);
    expect(leaving(cx, 'Path', ADV)[0]).toBe('<sip:u@203.0.113.200:5090;sn=adv;lr;x=1;r2=on>');
  });

  it.each([
    ['udp', '203.0.113.77', 0, 'sip:203.0.113.77:4060'],
    ['tcp', '203.0.113.77', 0, 'sip:203.0.113.77:4060%3Btransport%3Dtcp'],
    ['tls', '203.0.113.77', 0, 'sip:203.0.113.77:4060%3Btransport%3Dtls'],
    ['ws', '203.0.113.77', 0, 'sip:203.0.113.77:4060%3Btransport%3Dws'],
    ['wss', '203.0.113.77', 0, 'sip:203.0.113.77:4060%3Btransport%3Dws'],
    ['udp', '2001:db8::77', 0, 'sip:[2001:db8::77]:4060'],
    ['udp', '203.0.113.77', 1, '203.0.113.77~4060~1'],
    ['wss', '203.0.113.77', 1, '203.0.113.77~4060~6'],
    ['udp', '2001:db8::77', 1, '[2001:db8::77]~4060~1'],
  ] as const)('received_format: %s %s format %i', async (proto, ip, received_format, text) => {
    const own = await make({ received_format, received_name: 'rcv' });
    const cx = own.context(request(), { src: { ip, port: 4060, proto } });
    own.call(cx, 'path.add_path_received');
    expect(leaving(cx, 'Path', own.sockets[0]!)).toEqual([`<sip:198.51.100.10;lr;rcv=${text}>`]);
  });

  it('received_name has to be a name', async () => {
    for (const received_name of ['', 'a b', 'a;b', 'a=b', 'a>']) {
      expect((await make({ received_name })).broken.has('path')).toBe(true);
    }
  });
});
