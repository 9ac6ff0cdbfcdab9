import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { params } from '../../../modules/nathelper/params.ts';
import { Pinger } from '../../../modules/nathelper/pinger.ts';
import { RpcFault } from '../../../runtime/module/contract.ts';
import type { Value } from '../../../runtime/routing/avps.ts';
import { NAT_FLAG, OFF_FLAG, SIP_FLAG, SIP_PINGS, pingingServer, usual, type PingingServer } from './bindings.ts';

describe('who is pinged (spec/nathelper.md 7.1)', () => {
  it('every contact once in an interval', async () => {
    const { add, pings } = await pingingServer({ natping_interval: 30 });
    for (let i = 0; i < 500; i++) add({ uri: `sip:u@203.0.113.77:${10_000 + i}` }, `user${i}`);
    const first = pings(30);
    expect(new Set(first).size).toBe(500);
    expect(first.length).toBe(500);
    expect(pings(30)).toEqual(first);
  });

  it('not all at the same moment', async () => {
    const { add, server } = await pingingServer({ natping_interval: 10 });
    for (let i = 0; i < 1000; i++) add({}, `user${i}`);
    const heaps: number[] = [];
    for (let at = 0; at < 100; at++) {
      server.sent.length = 0;
      server.clock.advance(100);
      heaps.push(server.sent.length);
    }
    expect(heaps.reduce((sum, n) => sum + n, 0)).toBe(1000);
    expect(Math.max(...heaps)).toBeLessThan(40);
  });

  it.each([1, 2, 7, 50])('whatever natping_processes is: %i', async (natping_processes) => {
    const { add, pings } = await pingingServer({ natping_interval: 3, natping_processes });
    for (let i = 0; i < 50; i++) add({ uri: `sip:u@203.0.113.77:${10_000 + i}` }, `user${i}`);
    expect(new Set(pings(3)).size).toBe(50);
    expect(pings(6).length).toBe(100);
  });

  it('once, however late a tick comes', async () => {
    const { add, server, usrloc } = await pingingServer({ natping_interval: 0 });
    for (let i = 0; i < 50; i++) add({}, `user${i}`);
    const { core, log, clock } = server;
    const pinger = new Pinger({ params: params.parse({ natping_interval: 2 }), core, log, usrloc });
    clock.advance('700ms');
    pinger.start();
    clock.advance('400ms');
    pinger.tick();
    const early = server.sent.length;
    expect(early).toBeLessThan(50);
    clock.advance('1600ms');
    pinger.tick();
    expect(server.sent.length).toBe(50);
    clock.advance('30m');
    pinger.tick();
    expect(server.sent.length).toBe(100);
    pinger.tick();
    expect(server.sent.length).toBe(100);
  });

  it('in all tables, and no contact whose time is over', async () => {
    const { add, pings, usrloc } = await pingingServer();
    add({ expires: usrloc.now() - 1 });
    add({ uri: 'sip:forever@203.0.113.1', expires: 0 });
    add({});
    const other = usrloc.open('other').insert('bob', usual(usrloc));
    expect(other.uri).toBe('sip:alice@203.0.113.77:40000');
    expect(pings(1).sort()).toEqual(['203.0.113.1:5060 zeros', '203.0.113.77:40000 zeros', '203.0.113.77:40000 zeros']);
  });

  it.each([
    ['all', {}, 0, true],
    ['all but those behind NAT', { ping_nated_only: 1 }, 0, false],
    ['those behind NAT', { ping_nated_only: 1 }, NAT_FLAG, true],
    ['not with the disable flag', { natping_disable_bflag: 8 }, OFF_FLAG | NAT_FLAG, false],
    ['with another flag', { natping_disable_bflag: 8 }, NAT_FLAG, true],
    ['flag 31 too', { natping_disable_bflag: 31 }, 1 << 31, false],
  ])('%s', async (_what, params, cflags, pinged) => {
    const { add, pings } = await pingingServer(params);
    add({ cflags });
    expect(pings(1)).toEqual(pinged ? ['203.0.113.77:40000 zeros'] : []);
  });

  it.each([
    [0, 2, true],
    [1, 2, false],
    [1, 3, true],
  ])('filter_server_id %i, saved by server %i: %s', async (filter_server_id, serverId, pinged) => {
    const { add, pings } = await pingingServer({ filter_server_id }, 3);
    add({ serverId });
    expect(pings(1).length).toBe(pinged ? 1 : 0);
  });

  it('nobody after stop', async () => {
    const { add, pings, server } = await pingingServer();
    add({});
    await server.host.stop();
    expect(pings(3)).toEqual([]);
  });
});

describe('where a ping goes (7.2)', () => {
  it.each([
    [{ uri: 'sip:a@203.0.113.9' }, '203.0.113.9:5060'],
    [{ uri: 'sip:a@203.0.113.9:1' }, '203.0.113.9:1'],
    [{ uri: 'sips:a@203.0.113.9' }, '203.0.113.9:5060'],
    [{ uri: 'sip:a@203.0.113.9;transport=UDP' }, '203.0.113.9:5060'],
    [{ uri: 'sip:a@[2001:DB8:0::9]:7' }, '2001:db8::9:7'],
    [{ uri: 'sip:a@10.0.0.1', received: 'sip:203.0.113.9:7' }, '203.0.113.9:7'],
    [{ uri: 'sip:a@10.0.0.1;transport=tcp', received: 'sip:203.0.113.9:7' }, '203.0.113.9:7'],
    [{ uri: 'sip:a@203.0.113.9', path: '<sip:203.0.113.30:5062;lr>' }, '203.0.113.9:5060'],
  ])('%j: %s', async (values, to) => {
    const { add, pings } = await pingingServer();
    add(values);
    expect(pings(1)).toEqual([`${to} zeros`]);
  });

  it.each([
    { uri: 'sip:a@203.0.113.9;transport=tcp' },
    { uri: 'sip:a@203.0.113.9;transport=tls' },
    { uri: 'sip:a@203.0.113.9;transport=ws' },
    { uri: 'sip:a@203.0.113.9', received: 'sip:203.0.113.9:7;transport=tcp' },
    { uri: 'sip:a@203.0.113.9:0' },
    { uri: 'sip:a@203.0.113.9', received: 'sip:203.0.113.9:0' },
    { uri: 'tel:+49' },
    { uri: 'urn:service:sos' },
    { uri: 'nonsense' },
    { uri: '' },
    { uri: 'sip:a@203.0.113.9', received: 'nonsense' },
    { uri: 'sip:a@unknown.example.com' },
    { uri: 'sip:a@x.invalid' },
    { uri: 'sip:a@203.0.113.999' },
  ])('%j: nowhere', async (values) => {
    const { add, pings, server } = await pingingServer();
    add(values);
    expect(pings(1)).toEqual([]);
    await server.clock.advanceAsync('1s');
    expect(server.sent).toEqual([]);
  });

  it('to the address of a name', async () => {
    const { add, server } = await pingingServer();
    add({ uri: 'sip:a@phone.example.com:7' });
    await server.clock.advanceAsync('2s');
    expect(server.sent.map(({ ip, port }) => `${ip}:${port}`)).toEqual(['198.51.100.77:7', '198.51.100.77:7']);
  });

  it('along the Path with the SIP flag, unless ignore_path', async () => {
    const path = '<sip:203.0.113.30:5062;lr;received=sip:1.1.1.1>, <sip:203.0.113.31>';
    const normal = await pingingServer(SIP_PINGS);
    normal.add({ path, cflags: SIP_FLAG });
    expect(normal.pings(1)).toEqual(['203.0.113.30:5062 OPTIONS']);
    const ignoring = await pingingServer({ ...SIP_PINGS, ignore_path: 1 });
    ignoring.add({ path, cflags: SIP_FLAG });
    expect(ignoring.pings(1)).toEqual(['203.0.113.77:40000 OPTIONS']);
    const broken = await pingingServer(SIP_PINGS);
    broken.add({ path: '<sip:x', cflags: SIP_FLAG });
    expect(broken.pings(1)).toEqual([]);
  });
});

describe('where a ping leaves from', () => {
  async function socketOf(params: Record<string, unknown>, values: object): Promise<string | undefined> {
    const { add, server } = await pingingServer(params);
    add(values);
    await server.clock.advanceAsync('1s');
    return server.sent[0]?.socket.text;
  }

  it.each([
    [{}, { socket: 'udp:198.51.100.11:5070' }, 'udp:198.51.100.11:5070'],
    [{}, { socket: 'udp:203.0.113.200:5090' }, 'udp:198.51.100.12:5060'],
    [{}, { socket: 'udp:192.0.2.99:5060' }, 'udp:198.51.100.10:5060'],
    [{}, { socket: '' }, 'udp:198.51.100.10:5060'],
    [{}, { socket: 'tcp:198.51.100.10:5060' }, 'udp:198.51.100.10:5060'],
    [{}, { socket: 'udp:198.51.100.11:5070', uri: 'sip:a@[2001:db8::9]' }, 'udp:[2001:db8::10]:5060'],
    [{ force_socket: 'udp:198.51.100.11:5070' }, {}, 'udp:198.51.100.11:5070'],
    [{ force_socket: 'udp:198.51.100.11:5070' }, { uri: 'sip:a@six.example.com' }, 'udp:[2001:db8::10]:5060'],
    [{ force_socket: 'udp:192.0.2.99:5060' }, {}, 'udp:198.51.100.10:5060'],
    [{ force_socket: 'tcp:198.51.100.10:5060' }, {}, 'udp:198.51.100.10:5060'],
  ])('%j, registered over %j: %s', async (params, values, socket) => {
    expect(await socketOf(params, values)).toBe(socket);
  });

  it('tells when force_socket is not a socket of the server', async () => {
    const { server } = await pingingServer({ force_socket: 'udp:192.0.2.99:5060' });
    expect(server.log.texts('warn').join()).toContain('udp:192.0.2.99:5060');
  });

  it('counts what could not be sent', async () => {
    const { add, pings, server } = await pingingServer();
    add({});
    for (const socket of server.sockets) socket.works = false;
    pings(2);
    const { statistics } = server.contribution('nathelper')!;
    expect([statistics?.['pings_sent']?.(), statistics?.['pings_unsent']?.()]).toEqual([0, 2]);
  });
});

describe('which ping (7.3)', () => {
  it.each([
    ['zeros without SIP pings', {}, 0, 'zeros'],
    ['SIP for all', SIP_PINGS, 0, 'OPTIONS'],
    ['another method', { ...SIP_PINGS, sipping_method: 'KEEPALIVE' }, 0, 'KEEPALIVE'],
    ['zeros without the flag', { ...SIP_PINGS, ping_nated_only: 1 }, NAT_FLAG, 'zeros'],
    ['SIP with the flag', { ...SIP_PINGS, ping_nated_only: 1 }, NAT_FLAG | SIP_FLAG, 'OPTIONS'],
  ])('%s', async (_what, params, cflags, ping) => {
    const { add, pings } = await pingingServer(params);
    add({ cflags });
    expect(pings(1)).toEqual([`203.0.113.77:40000 ${ping}`]);
  });
});

describe('nathelper.enable_ping (6)', () => {
  function run({ server }: PingingServer, ...args: Value[]): unknown {
    return server
      .contribution('nathelper')!
      .rpc!.find(({ name }) => name === 'nathelper.enable_ping')!
      .run(args);
  }

  it('stops and starts', async () => {
    const pinging = await pingingServer();
    pinging.add({});
    expect(run(pinging, '0')).toBe('');
    expect(pinging.pings(5)).toEqual([]);
    expect(run(pinging, 1)).toBe('');
    expect(pinging.pings(2).length).toBe(2);
    run(pinging, 0);
    expect(pinging.pings(2)).toEqual([]);
    run(pinging, '-5');
    expect(pinging.pings(2).length).toBe(2);
  });

  it.each([[[]], [['abc']], [['']], [[' ']], [[1.5]]])('%j is no parameter', async (args) => {
    const pinging = await pingingServer();
    pinging.add({});
    expect(run(pinging, ...args)).toEqual(new RpcFault(500, 'No parameter'));
    expect(pinging.pings(2).length).toBe(2);
  });

  it('is disabled without pings', async () => {
    const pinging = await pingingServer({ natping_interval: 0 });
    expect(run(pinging, '0')).toEqual(new RpcFault(500, 'NATping disabled'));
    expect(run(pinging)).toEqual(new RpcFault(500, 'NATping disabled'));
  });
});

describe('whatever is stored', () => {
  it('pings go to an address and a port, or nowhere', async () => {
    const { add, pings, server, table } = await pingingServer(SIP_PINGS);
    const text = fc.string({ unit: fc.constantFrom(...'sip:@[]<>;=,?."\\ \r\n\0\u00e910alr'), maxLength: 30 });
    const uri = fc.oneof(
      text,
      text.map((rest) => `sip:${rest}`),
      text.map((rest) => `sip:a@203.0.113.9${rest}`),
    );
    fc.assert(
      fc.property(uri, uri, uri, fc.nat(), (contact, received, path, cflags) => {
        const binding = add({ uri: contact, received, path: `<${path}>`, cflags });
        for (const ping of pings(1)) expect(ping).toMatch(/^[0-9a-f.:]+:[1-9]\d{0,4} (zeros|OPTIONS)$/);
        server.sent.forEach(({ text: sent }) => {
          if (sent !== '\0\0\0\0') expect(sent.split('\r\n\r\n').length).toBe(2);
        });
        table.delete(binding);
      }),
      { numRuns: 300 },
    );
  });
});
