import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import type { OpenRaw } from '../../../runtime/module.ts';
import { testServer } from '../../support/context.ts';
import { memoryServer } from '../../support/memory-server.ts';
import { SIP_FLAG, SIP_PINGS, pingingServer } from './bindings.ts';

const FIXED = { natping_socket: '198.51.100.77:5999' };
const PATH = '<sip:203.0.113.30:5062;lr>';

/** What leaves in a second for one contact: raw pings, then those from a socket. */
async function pinged(params: Record<string, unknown>, values: Record<string, unknown> = {}): Promise<string[]> {
  const { add, pings, server } = await pingingServer(params);
  add(values);
  const usual = pings(1);
  return [...server.raw.sent.map(({ src, dst }) => `${src} > ${dst}`), ...usual];
}

describe('pings with another source (spec/nathelper.md 7.4; a running Kamailio 5.6.3)', () => {
  it.each([
    ['natping_socket', FIXED, {}, ['198.51.100.77:5999 > 203.0.113.77:40000']],
    [
      'whatever force_socket is',
      { ...FIXED, force_socket: 'udp:198.51.100.11:5070' },
      {},
      ['198.51.100.77:5999 > 203.0.113.77:40000'],
    ],
    ['to where the registration came from', FIXED, { received: 'sip:203.0.113.9:7' }, ['198.51.100.77:5999 > 203.0.113.9:7']],
    ['whatever socket it registered over', FIXED, { socket: '' }, ['198.51.100.77:5999 > 203.0.113.77:40000']],
    ['not along the Path', FIXED, { path: PATH }, ['198.51.100.77:5999 > 203.0.113.77:40000']],
    ['of the Path', { udpping_from_path: 1 }, { path: PATH }, ['203.0.113.30:5062 > 203.0.113.77:40000']],
    ['without a Path', { udpping_from_path: 1 }, {}, ['203.0.113.77:0 > 203.0.113.77:40000']],
    [
      'Path counts where both are set',
      { ...FIXED, udpping_from_path: 1 },
      { path: PATH },
      ['203.0.113.30:5062 > 203.0.113.77:40000'],
    ],
    ['also without one', { ...FIXED, udpping_from_path: 1 }, {}, ['203.0.113.77:0 > 203.0.113.77:40000']],
    [
      'but not with ignore_path',
      { ...FIXED, udpping_from_path: 1, ignore_path: 1 },
      { path: PATH },
      ['198.51.100.77:5999 > 203.0.113.77:40000'],
    ],
    ['ignore_path alone', { udpping_from_path: 1, ignore_path: 1 }, { path: PATH }, ['203.0.113.77:40000 zeros']],
    ['SIP pings leave as ever', { ...FIXED, ...SIP_PINGS }, {}, ['203.0.113.77:40000 OPTIONS']],
    [
      'and along the Path',
      { udpping_from_path: 1, ...SIP_PINGS },
      { path: PATH, cflags: SIP_FLAG },
      ['203.0.113.30:5062 OPTIONS'],
    ],
  ])('%s', async (_what, params, values, pings) => {
    expect(await pinged(params, values)).toEqual(pings);
  });

  it.each([
    ['IPv6', FIXED, { uri: 'sip:a@[2001:db8::9]:7' }],
    ['a name in the Path', { udpping_from_path: 1 }, { path: '<sip:edge.example.com;lr>' }],
    ['IPv6 in the Path', { udpping_from_path: 1 }, { path: '<sip:[2001:db8::30];lr>' }],
  ])('not sent, but counted: %s', async (_what, params, values) => {
    const { add, pings, server } = await pingingServer(params);
    add(values);
    expect([pings(2), server.raw.sent]).toEqual([[], []]);
    const { statistics } = server.contribution('nathelper')!;
    expect([statistics?.['pings_sent']?.(), statistics?.['pings_unsent']?.()]).toEqual([0, 2]);
  });

  it('go to the address of a name', async () => {
    const { add, server } = await pingingServer(FIXED);
    add({ uri: 'sip:a@phone.example.com:7' });
    await server.clock.advanceAsync('2s');
    expect(server.raw.sent.map(({ dst }) => dst)).toEqual(['198.51.100.77:7', '198.51.100.77:7']);
  });

  it('hold a socket from start to stop, and none when nobody is pinged', async () => {
    const { server, pings, add } = await pingingServer(FIXED);
    expect(server.raw.open).toBe(1);
    add({});
    await server.host.stop();
    expect([server.raw.open, pings(3), server.raw.sent]).toEqual([0, [], []]);
    for (const params of [{ ...FIXED, natping_interval: 0 }, {}]) expect((await pingingServer(params)).server.raw.open).toBe(0);
  });

  it('arrive with that source at a phone', async () => {
    const { server, network, clock } = await memoryServer({
      config: { modules: { usrloc: {}, registrar: {}, sl: {}, nathelper: { natping_interval: 1, ...FIXED } } },
      routes: {
        requestRoute: (ksr: never) =>
          (ksr as { registrar: { save(table: string, flags: number): void } }).registrar.save('location', 0),
      },
    });
    const phone = network.peer('udp:203.0.113.77:40000');
    phone.send(
      'REGISTER sip:192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.77:40000;branch=z9hG4bKr\r\nFrom: <sip:a@192.0.2.10>;tag=1\r\n' +
        'To: <sip:a@192.0.2.10>\r\nCall-ID: r\r\nCSeq: 1 REGISTER\r\nContact: <sip:a@203.0.113.77:40000>\r\nContent-Length: 0\r\n\r\n',
      'udp:192.0.2.10:5060',
    );
    network.run();
    clock.advance('2s');
    network.run();
    expect(phone.received.map(({ from, text }) => `${from} ${text.slice(0, 11)}`)).toEqual([
      'udp:192.0.2.10:5060 SIP/2.0 200',
      'udp:198.51.100.77:5999 \0\0\0\0',
      'udp:198.51.100.77:5999 \0\0\0\0',
    ]);
    await server.stop(0);
  });
});

describe('start without raw sockets', () => {
  async function fault(params: Record<string, unknown>, openRaw: OpenRaw): Promise<unknown> {
    const nathelper = { natping_interval: 1, ...params };
    const server = await testServer({ modules: ['usrloc', 'nathelper'], params: { nathelper }, openRaw });
    return server.host.start().then(
      () => null,
      (error: unknown) => error,
    );
  }

  it.each([
    ['natping_socket', FIXED, 'Be root', /^Be root, or leave natping_socket out: /],
    ['udpping_from_path', { udpping_from_path: 2, ...FIXED }, 'Be root', /^Be root, or leave udpping_from_path out: /],
    ['natping_socket', FIXED, '', /^Leave natping_socket out: /],
  ])('fails and names %s', async (param, params, remedy, hint) => {
    const error = await fault(params, () => ({ problem: 'there are none', remedy }));
    expect(error).toBeInstanceOf(KsrError);
    const { message, remedy: shown, exitCode } = error as KsrError;
    expect(message).toBe(`kamailio.config.ts: module nathelper: parameter ${param} needs raw sockets, and there are none`);
    expect([shown, exitCode]).toEqual([expect.stringMatching(hint), 3]);
  });

  it('asks for none unless a parameter does', async () => {
    const refusing: OpenRaw = () => ({ problem: 'there are none', remedy: '' });
    expect(await fault({}, refusing)).toBe(null);
    expect(await fault({ ...FIXED, natping_interval: 0 }, refusing)).toBe(null);
  });
});
