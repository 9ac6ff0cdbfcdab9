import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer, type Endpoint, type ModuleParams, type TestServer } from '../../support/context.ts';
import { inDialog, leaving, request } from './request.ts';

async function make(rr: ModuleParams[string] = {}): Promise<TestServer> {
  return testServer({ modules: ['rr', 'textopsx'], params: { rr } });
}
const server = await make();

const UDP: Endpoint = { proto: 'udp', ip: '198.51.100.10', port: 5060 };
const SECOND: Endpoint = { proto: 'udp', ip: '198.51.100.11', port: 5070 };
const ADV: Endpoint = { proto: 'udp', ip: '198.51.100.12', port: 5060 };
const TCP: Endpoint = { proto: 'tcp', ip: '198.51.100.10', port: 5060 };
const TLS: Endpoint = { proto: 'tls', ip: '198.51.100.10', port: 5061 };
const WS: Endpoint = { proto: 'ws', ip: '198.51.100.10', port: 8080 };
const UDP6: Endpoint = { proto: 'udp', ip: '2001:db8::10', port: 5060 };

function arrive(by: TestServer, text: string, dst: Endpoint = UDP): RouteContext {
  const src = { ip: dst.ip.includes(':') ? '2001:db8::77' : '203.0.113.77', port: 5060, proto: dst.proto };
  return by.context(text, { dst, src });
}
function recorded(by: TestServer, cx: RouteContext, exit: Endpoint): string[] {
  return leaving(cx, 'Record-Route', by.socket(exit));
}

describe('record_route by sockets', () => {
  it.each<[string, Endpoint, Endpoint, string[]]>([
    ['the same', UDP, UDP, ['<sip:198.51.100.10;lr;ftag=caller>']],
    ['a port of its own', SECOND, SECOND, ['<sip:198.51.100.11:5070;lr;ftag=caller>']],
    ['an advertised address', ADV, ADV, ['<sip:203.0.113.200:5090;lr;ftag=caller>']],
    ['IPv6', UDP6, UDP6, ['<sip:[2001:db8::10];lr;ftag=caller>']],
    ['TCP', TCP, TCP, ['<sip:198.51.100.10;transport=tcp;lr;ftag=caller>']],
    [
      'UDP to TCP',
      UDP,
      TCP,
      ['<sip:198.51.100.10;transport=tcp;r2=on;lr;ftag=caller>', '<sip:198.51.100.10;r2=on;lr;ftag=caller>'],
    ],
    [
      'TCP to UDP',
      TCP,
      UDP,
      ['<sip:198.51.100.10;r2=on;lr;ftag=caller>', '<sip:198.51.100.10;transport=tcp;r2=on;lr;ftag=caller>'],
    ],
    [
      'WS to TLS',
      WS,
      TLS,
      [
        '<sip:198.51.100.10:5061;transport=tls;r2=on;lr;ftag=caller>',
        '<sip:198.51.100.10:8080;transport=ws;r2=on;lr;ftag=caller>',
      ],
    ],
    ['other port', UDP, SECOND, ['<sip:198.51.100.11:5070;r2=on;lr;ftag=caller>', '<sip:198.51.100.10;r2=on;lr;ftag=caller>']],
    ['other family', UDP, UDP6, ['<sip:[2001:db8::10];r2=on;lr;ftag=caller>', '<sip:198.51.100.10;r2=on;lr;ftag=caller>']],
  ])('%s', (_, arrived, exit, lines) => {
    const cx = arrive(server, request(), arrived);
    expect(server.call(cx, 'rr.record_route')).toBe(1);
    expect(recorded(server, cx, exit)).toEqual(lines);
  });

  it('is rendered anew for each branch', () => {
    const cx = arrive(server, request());
    server.call(cx, 'rr.record_route');
    expect(recorded(server, cx, TCP)).toHaveLength(2);
    expect(recorded(server, cx, UDP)).toHaveLength(1);
    expect(recorded(server, cx, SECOND)).toHaveLength(2);
  });

  it('stands on top, above the entries of others', () => {
    const cx = arrive(server, request({ fields: ['Record-Route: <sip:p1.example.com;lr>'] }));
    server.call(cx, 'rr.record_route');
    const text = serialize(cx.message, '', [], server.socket(UDP));
    expect(text).toMatch(/^INVITE .*\r\nRecord-Route: <sip:198\.51\.100\.10;lr;ftag=caller>\r\nVia:/);
    expect(recorded(server, cx, UDP)[1]).toBe('<sip:p1.example.com;lr>');
  });

  it('is left out of a message whose socket is not known', () => {
    const cx = arrive(server, request());
    server.call(cx, 'rr.record_route');
    expect(serialize(cx.message, '', [], null)).toBe(request());
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(-1);
  });
});

describe('parameters of the module', () => {
  it.each<[ModuleParams[string], string, Endpoint, Endpoint, string[]]>([
    [
      { enable_double_rr: 2 },
      request(),
      UDP,
      UDP,
      ['<sip:198.51.100.10;r2=on;lr;ftag=caller>', '<sip:198.51.100.10;r2=on;lr;ftag=caller>'],
    ],
    [{ enable_double_rr: 0 }, request(), SECOND, TCP, ['<sip:198.51.100.11:5070;lr;ftag=caller>']],
    [{ enable_full_lr: 1 }, request(), UDP, UDP, ['<sip:198.51.100.10;lr=on;ftag=caller>']],
    [{ append_fromtag: 0 }, request(), UDP, UDP, ['<sip:198.51.100.10;lr>']],
    [{ add_username: 1 }, request(), UDP, UDP, ['<sip:bob@198.51.100.10;lr;ftag=caller>']],
    [{ add_username: 1 }, request({ uri: 'sip:h' }), UDP, UDP, ['<sip:198.51.100.10;lr;ftag=caller>']],
    [{ add_username: 1 }, request({ uri: 'sip:a<b@h' }), UDP, UDP, ['<sip:198.51.100.10;lr;ftag=caller>']],
    [
      { sockname_mode: 1 },
      request(),
      SECOND,
      UDP,
      ['<sip:198.51.100.10;r2=on;lr;ftag=caller>', '<sip:198.51.100.11:5070;sn=second;r2=on;lr;ftag=caller>'],
    ],
    [{}, request({ uri: 'sips:bob@h' }), UDP, UDP, ['<sips:198.51.100.10;lr;ftag=caller>']],
    [{}, request({ fields: ['Route: <SIPS:p;lr>'] }), UDP, UDP, ['<sips:198.51.100.10;lr;ftag=caller>']],
    [{}, request({ fields: ['Route: <sip:p;lr>, <sips:q;lr>'] }), UDP, UDP, ['<sip:198.51.100.10;lr;ftag=caller>']],
    [{ ignore_sips: 1 }, request({ uri: 'sips:bob@h' }), UDP, UDP, ['<sip:198.51.100.10;lr;ftag=caller>']],
    [{}, request({ fromTag: '' }), UDP, UDP, ['<sip:198.51.100.10;lr>']],
  ])('%j', async (params, text, arrived, exit, lines) => {
    const own = await make(params);
    const cx = arrive(own, text, arrived);
    expect(own.call(cx, 'rr.record_route')).toBe(1);
    expect(recorded(own, cx, exit)).toEqual(lines);
  });

  it('custom_user_avp goes before add_username, when it has a user', async () => {
    const own = await make({ add_username: 1, custom_user_avp: '$avp(rru)' });
    for (const [value, user] of [
      ['carol', 'carol@'],
      [5, '5@'],
      ['', 'bob@'],
      ['a>b', 'bob@'],
      ['a\r\nb', 'bob@'],
    ] as const) {
      const cx = arrive(own, request());
      cx.avps.add('rru', value);
      own.call(cx, 'rr.record_route');
      expect(recorded(own, cx, UDP)).toEqual([`<sip:${user}198.51.100.10;lr;ftag=caller>`]);
    }
  });

  it('is upstream the tag of the caller, too', () => {
    const cx = arrive(server, inDialog('<sip:198.51.100.10;lr;ftag=callee>'));
    server.call(cx, 'rr.loose_route');
    server.call(cx, 'rr.record_route');
    expect(recorded(server, cx, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=callee>']);
    const untold = arrive(server, inDialog('<sip:198.51.100.10;lr;ftag=callee>'));
    server.call(untold, 'rr.record_route');
    expect(recorded(server, untold, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=caller>']);
  });

  it.each([{ enable_double_rr: 3 }, { append_fromtag: 2 }, { loose_route_mode: 4 }, { other: 1 }])(
    '%j is refused',
    async (params) => {
      expect((await make(params)).broken.has('rr')).toBe(true);
    },
  );
});

describe('parameters of the script', () => {
  it.each([
    [';a=1', ';a=1'],
    [';a=1;b', ';a=1;b'],
    ['a=1', ';a=1'],
    ['', ''],
    [';x=%20y', ';x=%20y'],
    [';x=\u010d', ';x=\u00c4\u008d'],
  ])('%j', (given, written) => {
    const cx = arrive(server, request());
    expect(server.call(cx, 'rr.record_route_params', given)).toBe(1);
    expect(recorded(server, cx, UDP)).toEqual([`<sip:198.51.100.10;lr;ftag=caller${written}>`]);
    const before = arrive(server, request());
    expect(server.call(before, 'rr.add_rr_param', given)).toBe(1);
    expect(server.call(before, 'rr.record_route')).toBe(1);
    expect(recorded(server, before, UDP)).toEqual([`<sip:198.51.100.10;lr;ftag=caller${written}>`]);
    const after = arrive(server, request());
    expect(server.call(after, 'rr.record_route')).toBe(1);
    expect(server.call(after, 'rr.add_rr_param', given)).toBe(1);
    expect(recorded(server, after, TCP)).toEqual([
      `<sip:198.51.100.10;transport=tcp;r2=on;lr;ftag=caller${written}>`,
      `<sip:198.51.100.10;r2=on;lr;ftag=caller${written}>`,
    ]);
  });

  it('add up', () => {
    const cx = arrive(server, request());
    server.call(cx, 'rr.add_rr_param', ';a');
    server.call(cx, 'rr.add_rr_param', ';b');
    server.call(cx, 'rr.record_route_params', ';p');
    server.call(cx, 'rr.add_rr_param', ';c');
    server.call(cx, 'rr.add_rr_param', ';d');
    expect(recorded(server, cx, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=caller;p;a;b;c;d>']);
  });

  it('of one branch are not those of another', () => {
    const cx = arrive(server, request());
    server.call(cx, 'rr.record_route');
    const branch = arrive(server, request());
    branch.message = cx.message.copy();
    branch.adoptSlots(cx);
    expect(server.call(branch, 'rr.add_rr_param', ';only=here')).toBe(1);
    expect(recorded(server, branch, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=caller;only=here>']);
    expect(recorded(server, cx, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=caller>']);
  });

  it.each(['a>', ';a="<"', ';a b', ';a\r\nX: 1', ';a\0'])('%j is refused', (given) => {
    const cx = arrive(server, request());
    expect(server.call(cx, 'rr.record_route_params', given)).toBe(-1);
    expect(server.call(cx, 'rr.add_rr_param', given)).toBe(-1);
    expect(server.call(cx, 'rr.record_route')).toBe(1);
    expect(recorded(server, cx, UDP)).toEqual(['<sip:198.51.100.10;lr;ftag=caller>']);
  });
});

describe('given addresses', () => {
  it.each<[string, unknown[], Endpoint, string[]]>([
    ['record_route_preset_one', ['edge.example.net:5070'], TCP, ['<sip:edge.example.net:5070;ftag=caller;lr>']],
    [
      'record_route_preset',
      ['edge.example.net;transport=tcp', 'in.example.net'],
      UDP,
      ['<sip:edge.example.net;transport=tcp;ftag=caller;lr>', '<sip:in.example.net;ftag=caller;lr>'],
    ],
    ['record_route_preset', ['edge.example.net', ''], UDP, ['<sip:edge.example.net;ftag=caller;lr>']],
    ['record_route_advertised_address', ['edge.example.net:5070'], UDP, ['<sip:edge.example.net:5070;ftag=caller;lr>']],
    [
      'record_route_advertised_address',
      ['[2001:db8::abc]'],
      TCP,
      ['<sip:[2001:db8::abc];transport=tcp;r2=on;ftag=caller;lr>', '<sip:[2001:db8::abc];transport=udp;r2=on;ftag=caller;lr>'],
    ],
  ])('%s%j', (name, args, exit, lines) => {
    const cx = arrive(server, request());
    expect(server.call(cx, `rr.${name}`, ...args)).toBe(1);
    expect(recorded(server, cx, exit)).toEqual(lines);
  });

  it('tell the transport, where it is the same on both sides', () => {
    const cx = arrive(server, request(), TCP);
    server.call(cx, 'rr.record_route_advertised_address', 'edge.example.net');
    expect(recorded(server, cx, TCP)).toEqual(['<sip:edge.example.net;transport=tcp;ftag=caller;lr>']);
  });

  it.each(['', 'sip:edge.example.net', 'a:b:c', 'a b', 'a>', 'a\r\nX: 1', 'user@host'])('%j is none', (address) => {
    const cx = arrive(server, request());
    expect(server.call(cx, 'rr.record_route_preset_one', address)).toBe(-1);
    expect(server.call(cx, 'rr.record_route_preset', address, 'in.example.net')).toBe(-1);
    expect(server.call(cx, 'rr.record_route_advertised_address', address)).toBe(-1);
    expect(cx.message.edits.size).toBe(0);
  });
  it('a bad inner one spoils both', () => {
    const cx = arrive(server, request());
    expect(server.call(cx, 'rr.record_route_preset', 'edge.example.net', 'a:b:c')).toBe(-1);
    expect(cx.message.edits.size).toBe(0);
  });

  it('take parameters given before, none after a preset, and some after an advertised address', () => {
    const preset = arrive(server, request());
    server.call(preset, 'rr.add_rr_param', ';a');
    server.call(preset, 'rr.record_route_preset', 'edge.example.net', 'in.example.net');
    expect(server.call(preset, 'rr.add_rr_param', ';b')).toBe(-1);
    expect(recorded(server, preset, UDP)).toEqual([
      '<sip:edge.example.net;ftag=caller;lr;a>',
      '<sip:in.example.net;ftag=caller;lr;a>',
    ]);
    const advertised = arrive(server, request());
    server.call(advertised, 'rr.record_route_advertised_address', 'edge.example.net');
    expect(server.call(advertised, 'rr.add_rr_param', ';b')).toBe(1);
    expect(recorded(server, advertised, UDP)).toEqual(['<sip:edge.example.net;ftag=caller;lr;b>']);
  });

  it('obey enable_double_rr', async () => {
    const never = await make({ enable_double_rr: 0 });
    const one = arrive(never, request());
    never.call(one, 'rr.record_route_advertised_address', 'edge.example.net');
    expect(recorded(never, one, TCP)).toEqual(['<sip:edge.example.net;ftag=caller;lr>']);
    const always = await make({ enable_double_rr: 2 });
    const two = arrive(always, request());
    always.call(two, 'rr.record_route_advertised_address', 'edge.example.net');
    expect(recorded(always, two, UDP)).toHaveLength(2);
  });
});

const WRITERS: [string, unknown[]][] = [
  ['record_route', []],
  ['record_route_params', [';a']],
  ['record_route_preset', ['a.example', 'b.example']],
  ['record_route_preset_one', ['a.example']],
  ['record_route_advertised_address', ['a.example']],
];

describe('once', () => {
  it.each(WRITERS)('after %s nothing else is written', (name, args) => {
    const cx = arrive(server, request());
    expect(server.call(cx, `rr.${name}`, ...args)).toBe(1);
    const lines = recorded(server, cx, UDP);
    for (const [other, more] of WRITERS) expect(server.call(cx, `rr.${other}`, ...more)).toBe(-1);
    expect(recorded(server, cx, UDP)).toEqual(lines);
  });

  it.each(WRITERS)('what %s wrote is taken back whole, and for good', (name, args) => {
    const cx = arrive(server, request({ fields: ['Record-Route: <sip:p1.example.com;lr>'] }));
    server.call(cx, `rr.${name}`, ...args);
    expect(server.call(cx, 'rr.remove_record_route')).toBe(1);
    expect(recorded(server, cx, TCP)).toEqual(['<sip:p1.example.com;lr>']);
    expect(server.call(cx, 'rr.record_route')).toBe(-1);
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
  });

  it('taking back nothing forbids nothing', () => {
    const cx = arrive(server, request());
    expect(server.call(cx, 'rr.remove_record_route')).toBe(1);
    expect(server.call(cx, 'rr.record_route')).toBe(1);
  });

  it.each(WRITERS)('%s does not work in replies', (name, args) => {
    const reply = request().replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n');
    const cx = server.context(reply);
    expect(server.call(cx, `rr.${name}`, ...args)).toBe(-1);
    expect(server.call(cx, 'rr.add_rr_param', ';a')).toBe(1);
    expect(cx.message.edits.size).toBe(0);
  });
});
