import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forward } from '../../../runtime/routing/forward.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { header, headers, scene, forNew, type AnyKSR } from '../../runtime/routing/scene.ts';
import { request } from '../rr/request.ts';

const LISTS = { params: 'xvia', fields: 'mvia', replyParams: 'rvia' };
const server = await testServer({ options: { serverId: 7, viaLists: LISTS } });

/** Our Via in what a route of these calls forwards, without SIP/2.0/UDP and branch. */
function via(calls: readonly (readonly [string, ...unknown[]])[], on: TestServer = server): string {
  const cx = run(calls, on);
  on.sent.length = 0;
  expect(forward(cx, 'sip:198.51.100.99:5099')).toBe(1);
  return short(on.sent[0]!.text);
}
function short(text: string): string {
  return header(text, 'Via')
    .replace('SIP/2.0/UDP ', '')
    .replace(/;branch=[^;]*/, '');
}
function run(calls: readonly (readonly [string, ...unknown[]])[], on: TestServer = server): RouteContext {
  const cx = on.context(request());
  for (const [fn, ...args] of calls) {
    const result = on.call(cx, fn, ...args);
    if (fn.startsWith('corex.')) expect(result).toBe(1);
  }
  return cx;
}
const set = (name: string, value: string | number): [string, string, string | number] => [
  typeof value === 'number' ? 'pv.seti' : 'pv.sets',
  name,
  value,
];

describe('via_add_srvid', () => {
  it('adds the number of the server', () => {
    expect(via([['corex.via_add_srvid', 1]])).toBe('198.51.100.10;srvid=7');
    expect(via([['corex.via_add_srvid', 2]])).toBe('198.51.100.10;srvid=7');
    expect(via([])).toBe('198.51.100.10');
    expect(
      via([
        ['corex.via_add_srvid', 1],
        ['corex.via_add_srvid', 0],
      ]),
    ).toBe('198.51.100.10');
    expect(via([['corex.via_add_srvid', 'x']])).toBe('198.51.100.10');
  });
  it('but not 0', async () => {
    expect(via([['corex.via_add_srvid', 1]], await testServer())).toBe('198.51.100.10');
  });
});

// as Kamailio 5.6.3 writes them
describe('via_add_xavp_params', () => {
  it.each([
    [[set('$xavp(xvia=>a)', '1'), set('$xavp(xvia[0]=>b)', 'xyz')], ';b=xyz;a=1'],
    [[set('$xavp(xvia=>a)', 5), set('$xavp(xvia[0]=>e)', '')], ';e;a=5'],
    [[set('$xavp(xvia=>a)', '1'), set('$xavp(xvia=>c)', '2')], ';c=2'],
    [[set('$xavp(xvia=>h)', '[2001:db8::1]'), set('$xavp(xvia[0]=>q)', '"a;b, c"')], ';q="a;b, c";h=[2001:db8::1]'],
    [[set('$xavp(other=>a)', '1')], ''],
    [[], ''],
    // what would end the parameter, or be read as one of ours, stays out
    [[set('$xavp(xvia=>a)', 'a b'), set('$xavp(xvia[0]=>b)', 'a;b'), set('$xavp(xvia[0]=>c)', 'a,b')], ''],
    [[set('$xavp(xvia=>a)', 'a\r\nX: y'), set('$xavp(xvia[0]=>b)', '"a'), set('$xavp(xvia[0]=>c)', '"a\r\n"')], ''],
    [[set('$xavp(xvia=>branch)', 'x'), set('$xavp(xvia[0]=>Received)', 'x'), set('$xavp(xvia[0]=>rport)', '1')], ''],
  ])('%j: %s', (calls, params) => {
    expect(via([...calls, ['corex.via_add_xavp_params', 1]])).toBe(`198.51.100.10${params}`);
    expect(via(calls)).toBe('198.51.100.10');
  });
  it('stands behind srvid and rport', () => {
    const calls = [set('$xavp(xvia=>a)', '1'), ['corex.via_add_xavp_params', 1], ['corex.via_add_srvid', 1], ['add_local_rport']];
    expect(via(calls as [string, ...unknown[]][])).toBe('198.51.100.10;rport;srvid=7;a=1');
  });
  it('no name of a list: nothing', async () => {
    const plain = await testServer();
    expect(via([set('$xavp(xvia=>a)', '1'), ['corex.via_add_xavp_params', 1]], plain)).toBe('198.51.100.10');
  });
  it('whatever the list holds, one Via comes out', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const text = via([set('$xavp(xvia=>a)', value), ['corex.via_add_xavp_params', 1]]);
        expect(text.startsWith('198.51.100.10')).toBe(true);
        expect(/[\r\n]/.test(text)).toBe(false);
        if (!value.startsWith('"')) expect(/^198\.51\.100\.10(;a(=[^;, ]+)?)?$/.test(text)).toBe(true);
      }),
    );
  });
});

describe('via_use_xavp_fields', () => {
  it.each([
    [[set('$xavp(mvia=>address)', '10.10.10.10'), set('$xavp(mvia[0]=>port)', '5070')], '10.10.10.10:5070'],
    [[set('$xavp(mvia=>address)', '10.10.10.10'), set('$xavp(mvia[0]=>port)', 5070)], '10.10.10.10:5070'],
    [[set('$xavp(mvia=>address)', 'edge.example'), set('$xavp(mvia[0]=>port)', '5060')], 'edge.example'],
    [[set('$xavp(mvia=>address)', '2001:db8::1')], '[2001:db8::1]'],
    [[set('$xavp(mvia=>port)', '5099')], '198.51.100.10:5099'],
    [[set('$xavp(mvia=>address)', 'a b'), set('$xavp(mvia[0]=>port)', 'x')], '198.51.100.10'],
    [[set('$xavp(mvia=>port)', '0')], '198.51.100.10'],
    [[set('$xavp(mvia=>port)', '99999')], '198.51.100.10'],
    [[set('$xavp(mvia=>port)', '1'.repeat(400))], '198.51.100.10'],
    [[], '198.51.100.10'],
    [[set('$xavp(mvia=>address)', '10.10.10.10'), ['set_advertised_address', 'adv.example']], '10.10.10.10'],
    [[['set_advertised_address', 'adv.example'], set('$xavp(mvia=>port)', '5071')], 'adv.example:5071'],
  ])('%j: %s', (calls, shown) => {
    expect(via([...calls, ['corex.via_use_xavp_fields', 1]] as [string, ...unknown[]][])).toBe(shown);
  });
});

describe('via_reply_add_xavp_params', () => {
  const reply = (calls: readonly [string, ...unknown[]][]): string => {
    server.sent.length = 0;
    run([...calls, ['sl.sl_send_reply', 200, 'OK']]);
    return header(server.sent[0]!.text, 'Via');
  };
  it('adds to the topmost Via of our replies', () => {
    const there = reply([]);
    const list = set('$xavp(rvia=>a)', '1');
    expect(reply([list, ['corex.via_reply_add_xavp_params', 1]])).toBe(`${there};a=1`);
    expect(reply([list])).toBe(there);
    expect(reply([['corex.via_reply_add_xavp_params', 1]])).toBe(there);
  });
});

describe('in a transaction', () => {
  const config = { server_id: 7, xavp_via_params: 'xvia', xavp_via_fields: 'mvia', xavp_via_reply_params: 'rvia' };
  type Extra = AnyKSR & { corex: Record<string, (on: number) => number>; pv: { sets(name: string, value: string): void } };

  it('each branch has it, and replies find their way back', async () => {
    const at = await scene({
      config,
      routes: {
        requestRoute: forNew((plain) => {
          const ksr = plain as Extra;
          ksr.pv.sets('$xavp(xvia=>a)', '1');
          ksr.pv.sets('$xavp(mvia=>address)', 'edge.example.net');
          ksr.pv.sets('$xavp(rvia=>r)', '2');
          for (const fn of ['via_add_srvid', 'via_add_xavp_params', 'via_use_xavp_fields', 'via_reply_add_xavp_params']) {
            ksr.corex[fn]!(1);
          }
          ksr.tm.t_on_branch('each');
          ksr.tm.t_relay();
        }),
        each: () => {},
      },
    });
    await at.alice.sends('INVITE');
    expect(short(at.bob.last('INVITE'))).toBe('edge.example.net;srvid=7;a=1');
    expect(header(at.alice.last('100 INVITE'), 'Via')).toContain(';r=2');
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toMatchObject({ alice: ['100 INVITE', '486 INVITE'] });
  });

  it('forward_uac: our Via alone, and the reply ends here', async () => {
    const seen: string[] = [];
    const at = await scene({
      config,
      routes: {
        requestRoute: (plain) => {
          const ksr = plain as AnyKSR & { corex: { forward_uac_uri_branch(uri: string, index: number): number } };
          ksr.sl.sl_send_reply(200, 'OK');
          seen.push(String(ksr.corex.forward_uac_uri_branch('sip:203.0.113.31:5080', 3)));
        },
        onReplyRoute: (ksr) => seen.push(String(ksr.pv.get('$rs'))),
      },
    });
    await at.alice.sends('MESSAGE', { headers: ['Via: SIP/2.0/UDP 198.51.100.9;branch=z9hG4bKx', 'X: y'] });
    const copy = at.bob.last('MESSAGE');
    expect(headers(copy, 'Via').length).toBe(1);
    expect(header(copy, 'Via')).toMatch(/^SIP\/2\.0\/UDP 192\.0\.2\.10;branch=z9hG4bK[^;]*\.3$/);
    expect(header(copy, 'X')).toBe('y');
    await at.bob.replies('MESSAGE', 200);
    await at.bob.replies('MESSAGE', 404);
    expect(seen).toEqual(['1', '200', '404']);
    expect(at.alice.got()).toEqual(['200 MESSAGE']);
  });
});

it('replies to forward_uac arrive also when Via names another address', async () => {
  const seen: string[] = [];
  const at = await scene({
    routes: {
      requestRoute: (plain) => {
        const ksr = plain as AnyKSR & { corex: { forward_uac_uri_branch(uri: string, index: number): number } };
        ksr.set_advertised_address('edge.example.net');
        ksr.corex.forward_uac_uri_branch('sip:203.0.113.31:5080', 0);
        ksr.corex.forward_uac_uri_branch('sip:203.0.113.32:5080', 1);
      },
      onReplyRoute: (ksr) => seen.push(String(ksr.pv.get('$rs'))),
    },
  });
  await at.alice.sends('MESSAGE');
  expect(short(at.bob.last('MESSAGE'))).toBe('edge.example.net');
  await at.bob.replies('MESSAGE', 200);
  await at.carol.replies('MESSAGE', 201);
  expect(seen).toEqual(['200', '201']);
  // nobody else can make up such a branch
  await at.bob.sendsText(
    at.bob
      .last('MESSAGE')
      .replace(/^[^\r]*/, 'SIP/2.0 202 OK')
      .replace(/branch=z9hG4bK[^;\r]*/, 'branch=z9hG4bKs.0123456789abcdef'),
  );
  expect(seen).toEqual(['200', '201']);
});

describe('forward_uac', () => {
  const copies = (fn: string, ...args: readonly unknown[]): [unknown, string[]] => {
    server.sent.length = 0;
    const cx = server.context(
      request({ fields: ['v: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKz, SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKy'] }),
    );
    const result = server.call(cx, `corex.${fn}`, ...args);
    return [result, server.sent.map(({ text, ip, port }) => `${ip}:${port} ${text.split('\r\n')[0]!.split(' ')[1]}`)];
  };
  it.each([
    ['forward_uac', [], 1, ['192.0.2.4:5062 sip:bob@192.0.2.4:5062']],
    ['forward_uac_branch', [1], 1, ['192.0.2.4:5062 sip:bob@192.0.2.4:5062']],
    ['forward_uac_uri', ['sip:198.51.100.99:5099'], 1, ['198.51.100.99:5099 sip:bob@192.0.2.4:5062']],
    ['forward_uac_uri', [''], 1, ['192.0.2.4:5062 sip:bob@192.0.2.4:5062']],
    ['forward_uac_uri_branch', ['sip:198.51.100.99:5099', 2], 1, ['198.51.100.99:5099 sip:bob@192.0.2.4:5062']],
    ['forward_uac_uri', ['nonsense'], -1, []],
    ['forward_uac_branch', [-1], -1, []],
    ['forward_uac_uri_branch', ['sip:198.51.100.99', 2 ** 31], -1, []],
  ] as const)('%s %j: %i', (fn, args, result, sent) => {
    expect(copies(fn, ...args)).toEqual([result, sent]);
  });
  it('has one Via, the same for a retransmission, another for another index', () => {
    const branches = [0, 0, 1].map((index) => {
      copies('forward_uac_branch', index);
      const { text } = server.sent[0]!;
      expect([...headers(text, 'Via'), ...headers(text, 'v')].length).toBe(1);
      return header(text, 'Via');
    });
    expect(branches[0]).toBe(branches[1]);
    expect(branches[2]).toBe(`${branches[0]}.1`);
  });
  it('is nothing for replies', () => {
    const reply = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n\r\n';
    expect(server.call(server.context(reply), 'corex.forward_uac')).toBe(-1);
  });
});
