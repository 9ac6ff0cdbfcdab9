import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvertisedEntries, PresetEntries, SocketEntries, type Entry } from '../../../modules/rr/entry.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer, type ModuleParams, type TestServer } from '../../support/context.ts';
import { inDialog, initial, leaving, request } from './request.ts';

async function make(rr: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['rr'], params: { rr } });
}
const server = await make();
const SOCKETS = server.sockets;
const UDP = SOCKETS[0]!;
const TAIL = { ftag: ';ftag=t', lr: ';lr', more: '' };

/** What each socket of the recorded server is called in Record-Route. */
const SHOWN: Readonly<Record<string, string>> = {
  'udp:198.51.100.10:5060': '198.51.100.10',
  'udp:198.51.100.11:5070': '198.51.100.11:5070',
  'udp:198.51.100.12:5060': '203.0.113.200:5090',
  'udp:[2001:db8::10]:5060': '[2001:db8::10]',
  'tcp:198.51.100.10:5060': '198.51.100.10;transport=tcp',
  'ws:198.51.100.10:8080': '198.51.100.10:8080;transport=ws',
  'tcp:[2001:db8::10]:5060': '[2001:db8::10];transport=tcp',
  'ws:[2001:db8::10]:8080': '[2001:db8::10]:8080;transport=ws',
  'tls:198.51.100.10:5061': '198.51.100.10:5061;transport=tls',
  'wss:198.51.100.10:8443': '198.51.100.10:8443;transport=wss',
  'tls:[2001:db8::10]:5061': '[2001:db8::10]:5061;transport=tls',
};

function rendered(entry: Entry, exit: (typeof SOCKETS)[number]): string[] {
  const lines = entry.render(exit).split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    expect(line.startsWith('Record-Route: <')).toBe(true);
    return line.slice('Record-Route: <'.length, -1);
  });
}

describe('an entry by its sockets', () => {
  const parts = { ...TAIL, scheme: 'sip' as const, user: '', always: false, never: false, names: false };

  it.each(SOCKETS.map((socket) => [socket.text, socket] as const))('%s to itself', (text, socket) => {
    expect(rendered(new SocketEntries(parts, socket), socket)).toEqual([`sip:${SHOWN[text]};lr;ftag=t`]);
    expect(rendered(new SocketEntries({ ...parts, always: true }, socket), socket)).toEqual([
      `sip:${SHOWN[text]};r2=on;lr;ftag=t`,
      `sip:${SHOWN[text]};r2=on;lr;ftag=t`,
    ]);
    expect(rendered(new SocketEntries({ ...parts, never: true, user: 'u@', scheme: 'sips' }, socket), socket)).toEqual([
      `sips:u@${SHOWN[text]};lr;ftag=t`,
    ]);
    const name = socket.name === '' ? '' : `;sn=${socket.name}`;
    expect(rendered(new SocketEntries({ ...parts, names: true }, socket), socket)).toEqual([
      `sip:${SHOWN[text]}${name};lr;ftag=t`,
    ]);
  });

  it.each(SOCKETS.map((socket) => [socket.text, socket] as const))(
    '%s to every other: the outgoing one on top',
    (text, arrived) => {
      for (const exit of SOCKETS) {
        if (exit === arrived) continue;
        expect(rendered(new SocketEntries(parts, arrived), exit)).toEqual([
          `sip:${SHOWN[exit.text]};r2=on;lr;ftag=t`,
          `sip:${SHOWN[text]};r2=on;lr;ftag=t`,
        ]);
        expect(rendered(new SocketEntries({ ...parts, never: true }, arrived), exit)).toEqual([`sip:${SHOWN[text]};lr;ftag=t`]);
      }
    },
  );

  it('more parameters go to the end, and the entry that was there stays as it was', () => {
    for (const entry of [
      new SocketEntries(parts, UDP),
      new PresetEntries(['a.example', 'b.example:5080'], TAIL),
      new AdvertisedEntries('a.example', TAIL, false, false, UDP),
    ] as readonly Entry[]) {
      const before = rendered(entry, UDP);
      const more = entry.with(';a=1').with(';b');
      expect(rendered(more, UDP)).toEqual(before.map((line) => `${line};a=1;b`));
      expect(rendered(entry, UDP)).toEqual(before);
    }
  });

  it('preset ones do not look at sockets', () => {
    for (const exit of SOCKETS) {
      expect(rendered(new PresetEntries(['a.example', 'b.example:5080'], TAIL), exit)).toEqual([
        'sip:a.example;ftag=t;lr',
        'sip:b.example:5080;ftag=t;lr',
      ]);
    }
  });

  it('advertised ones tell the transport of each side', () => {
    for (const exit of SOCKETS) {
      const own = exit.proto === 'udp' ? '' : `;transport=${exit.proto}`;
      expect(rendered(new AdvertisedEntries('a.example', TAIL, false, false, exit), exit)).toEqual([
        `sip:a.example${own};ftag=t;lr`,
      ]);
      expect(rendered(new AdvertisedEntries('a.example', TAIL, false, true, exit), UDP)).toEqual([
        `sip:a.example${own};ftag=t;lr`,
      ]);
      const two = [`sip:a.example;transport=udp;r2=on;ftag=t;lr`, `sip:a.example;transport=${exit.proto};r2=on;ftag=t;lr`];
      if (exit !== UDP) expect(rendered(new AdvertisedEntries('a.example', TAIL, false, false, exit), UDP)).toEqual(two);
      expect(rendered(new AdvertisedEntries('a.example', TAIL, true, false, exit), UDP)).toEqual(two);
    }
  });
});

/** Sends a request through the server, and the answer's route set back: what the next server would do with our entries. */
function follow(own: TestServer, cx: RouteContext, exit: (typeof SOCKETS)[number]): RouteContext {
  const lines = leaving(cx, 'Record-Route', exit);
  const back = own.context(inDialog(...lines));
  expect(own.call(back, 'rr.loose_route')).toBe(1);
  return back;
}

describe('what is recorded comes back', () => {
  const options = fc.record({
    enable_double_rr: fc.constantFrom(0, 1, 2),
    enable_full_lr: fc.constantFrom(0, 1),
    append_fromtag: fc.constantFrom(0, 1),
    add_username: fc.constantFrom(0, 1),
    sockname_mode: fc.constantFrom(0, 1),
    ignore_sips: fc.constantFrom(0, 1),
  });
  it('all entries of ours go, the request leaves from the other side', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.constantFrom(...SOCKETS.keys()), fc.constantFrom(...SOCKETS.keys()), async (rr, from, to) => {
        const own = await make(rr);
        const arrived = own.sockets[from]!;
        const exit = own.sockets[to]!;
        const src = { ip: arrived.family === 6 ? '2001:db8::77' : '203.0.113.77', port: 5062, proto: arrived.proto };
        const cx = own.context(request(), { src, dst: arrived });
        expect(own.call(cx, 'rr.record_route_params', ';x=1')).toBe(1);
        const lines = leaving(cx, 'Record-Route', exit);
        expect(lines).toHaveLength(rr.enable_double_rr === 2 || (rr.enable_double_rr === 1 && exit !== arrived) ? 2 : 1);
        const back = follow(own, cx, exit);
        expect(leaving(back, 'Route')).toEqual([]);
        expect(own.call(back, 'rr.check_route_param', 'x=1')).toBe(1);
        expect(own.call(back, 'rr.next_hop_route')).toBe(-1);
        // the one that comes back from the exit's side goes out of the socket on the other side
        const named = rr.enable_double_rr > 0 && lines.length === 2 ? arrived.text : '';
        expect(back.target.socket?.text ?? '').toBe(named);
        expect(own.log.texts('warn')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('with another server in between, it is the next hop', () => {
    for (const exit of SOCKETS) {
      const cx = server.context(request());
      server.call(cx, 'rr.record_route');
      const lines = leaving(cx, 'Record-Route', exit);
      const back = server.context(inDialog(...lines, '<sip:next.example.com;lr>'));
      expect(server.call(back, 'rr.loose_route')).toBe(1);
      expect([back.target.dstUri, leaving(back, 'Route')]).toEqual(['sip:next.example.com;lr', ['<sip:next.example.com;lr>']]);
    }
  });
});

describe('sips', () => {
  it.each([
    [request({ uri: 'sips:bob@192.0.2.4' }), 'sips'],
    [request({ uri: 'SIPS:bob@192.0.2.4' }), 'sips'],
    [request({ uri: 'sip:bob@192.0.2.4' }), 'sip'],
    [initial('<sips:a.example;lr>'), 'sips'],
    [initial('"x" <SIPS:a.example;lr>'), 'sips'],
    [initial('<sip:a.example;lr>', '<sips:b.example;lr>'), 'sip'],
    [initial('<sip:a.example;lr>, <sips:b.example;lr>'), 'sip'],
    [initial('sips:a.example'), 'sip'],
    [initial(''), 'sip'],
    [request({ uri: 'tel:+1' }), 'sip'],
    [request({ uri: 'http://x' }), 'sip'],
  ])('%#: %s', async (text, scheme) => {
    const cx = server.context(text);
    expect(server.call(cx, 'rr.record_route')).toBe(1);
    expect(leaving(cx, 'Record-Route')[0]!.startsWith(`<${scheme}:`)).toBe(true);
    const own = await make({ ignore_sips: 1 });
    const ignored = own.context(text);
    own.call(ignored, 'rr.record_route');
    expect(leaving(ignored, 'Record-Route')[0]!.startsWith('<sip:')).toBe(true);
  });
});

describe('once and no more', () => {
  const RECORDING: readonly (readonly [string, ...string[]])[] = [
    ['record_route'],
    ['record_route_params', ';p=1'],
    ['record_route_preset', 'a.example', 'b.example'],
    ['record_route_preset_one', 'a.example'],
    ['record_route_advertised_address', 'a.example'],
  ];
  it.each(RECORDING)('after %s', (name, ...args) => {
    for (const [other, ...more] of RECORDING) {
      const cx = server.context(request());
      expect(server.call(cx, `rr.${name}`, ...args)).toBe(1);
      const before = leaving(cx, 'Record-Route');
      expect([other, server.call(cx, `rr.${other}`, ...more)]).toEqual([other, -1]);
      expect(leaving(cx, 'Record-Route')).toEqual(before);
      server.call(cx, 'rr.remove_record_route');
      expect(leaving(cx, 'Record-Route')).toEqual([]);
      expect(server.call(cx, `rr.${other}`, ...more)).toBe(-1);
    }
    const cx = server.context(request());
    server.call(cx, `rr.${name}`, ...args);
    const preset = name.startsWith('record_route_preset');
    expect(server.call(cx, 'rr.add_rr_param', ';q=2')).toBe(preset ? -1 : 1);
    expect(leaving(cx, 'Record-Route').every((line) => line.includes(';q=2') !== preset)).toBe(true);
  });

  it('taking back what is not there takes nothing back', () => {
    const cx = server.context(request());
    expect(server.call(cx, 'rr.remove_record_route')).toBe(1);
    server.call(cx, 'rr.add_rr_param', ';a=1');
    expect(server.call(cx, 'rr.remove_record_route')).toBe(1);
    expect(server.call(cx, 'rr.record_route')).toBe(1);
    expect(leaving(cx, 'Record-Route')).toEqual(['<sip:198.51.100.10;lr;ftag=caller;a=1>']);
  });

  it('it stands above those of servers before us, and the message can still be read', () => {
    const cx = server.context(
      request({ fields: ['Record-Route: <sip:first.example;lr>', 'Record-Route: <sip:second.example;lr>'] }),
    );
    server.call(cx, 'rr.record_route');
    expect(leaving(cx, 'Record-Route', SOCKETS[1]!)).toEqual([
      '<sip:198.51.100.11:5070;r2=on;lr;ftag=caller>',
      '<sip:198.51.100.10;r2=on;lr;ftag=caller>',
      '<sip:first.example;lr>',
      '<sip:second.example;lr>',
    ]);
    expect(parseMessage(serialize(cx.message, '', [], SOCKETS[1]!))!.fault).toBe('');
  });
});

describe('parameters', () => {
  it.each([
    { append_fromtag: 2 },
    { enable_double_rr: 3 },
    { enable_full_lr: true },
    { loose_route_mode: 4 },
    { loose_route_mode: -1 },
    { custom_user_avp: 5 },
    { sockname_mode: '1' },
    { enable_dubble_rr: 1 },
  ])('refuses %j', async (given) => {
    expect((await make(given)).broken.has('rr')).toBe(true);
  });
});
