import { describe, expect, it } from 'vitest';
import { proxyOf, proxyUri } from '../../../modules/tm/proxy-text.ts';
import { fork, forNew, header, kindOf, scene, uriOf, type AnyKSR, type Scene } from '../../runtime/routing/scene.ts';

async function relaying(run: (ksr: AnyKSR) => unknown): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const at = await scene({ requestRoute: forNew((ksr) => results.push(run(ksr))) });
  await at.alice.sends('MESSAGE');
  return { at, results };
}

describe('proxyOf', () => {
  it.each([
    ['udp:203.0.113.32:5080', 'sip:203.0.113.32:5080'],
    ['203.0.113.32:5080', 'sip:203.0.113.32:5080'],
    ['203.0.113.32', 'sip:203.0.113.32'],
    ['TCP:203.0.113.32:5080', 'sip:203.0.113.32:5080;transport=tcp'],
    ['tls:edge.example.com', 'sip:edge.example.com;transport=tls'],
    ['[2001:DB8:0::9]:5080', 'sip:[2001:db8::9]:5080'],
    ['udp:[2001:db8::9]', 'sip:[2001:db8::9]'],
    ['', ''],
    ['xx:203.0.113.32:5080', ''],
    ['udp:203.0.113.32:99999', ''],
    ['udp:203.0.113.32:', ''],
    ['udp:', ''],
    ['203.0.113.32:50 80', ''],
    ['a>b', ''],
    ['a\r\nb', ''],
  ])('%j is %j', (text, uri) => {
    expect(proxyOf(text)).toBe(uri);
  });

  it.each([
    ['udp', '203.0.113.32', 0, 'sip:203.0.113.32'],
    ['', '2001:db8::9', 5080, 'sip:[2001:db8::9]:5080'],
    ['ws', '[2001:db8::9]', 5080, 'sip:[2001:db8::9]:5080;transport=ws'],
    ['udp', '203.0.113.32:5080', 5080, ''],
    ['udp', '203.0.113.32', -1, ''],
    ['udp', '203.0.113.32', 65_536, ''],
    ['udp', '', 5060, ''],
  ] as const)('%s, %s and %d make %j', (proto, host, port, uri) => {
    expect(proxyUri(proto, host, port)).toBe(uri);
  });
});

describe('t_relay_to_proto, t_relay_to_proto_addr, t_relay_to_proxy: results as recorded', () => {
  const NO_SOCKET = "500 I'm terribly sorry, server error occurred (7/TM)";
  it.each<[string, (ksr: AnyKSR) => unknown, number, string, string | null]>([
    ['udp', (ksr) => ksr.tm.t_relay_to_proto('udp'), 1, 'bob', null],
    ['UDP', (ksr) => ksr.tm.t_relay_to_proto('UDP'), 1, 'bob', null],
    ['no protocol', (ksr) => ksr.tm.t_relay_to_proto(''), 1, 'bob', null],
    ['another text', (ksr) => ksr.tm.t_relay_to_proto('xxx'), -1, '', null],
    ['a protocol without socket', (ksr) => ksr.tm.t_relay_to_proto('tls'), -7, '', NO_SOCKET],
    ['a proxy', (ksr) => ksr.tm.t_relay_to_proxy('udp:203.0.113.32:5080'), 1, 'carol', null],
    ['a proxy without protocol', (ksr) => ksr.tm.t_relay_to_proxy('203.0.113.32:5080'), 1, 'carol', null],
    ['no proxy', (ksr) => ksr.tm.t_relay_to_proxy(''), 1, 'bob', null],
    ['a proxy of another protocol', (ksr) => ksr.tm.t_relay_to_proxy('xx:203.0.113.32:5080'), -1, '', null],
    ['a proxy over TCP', (ksr) => ksr.tm.t_relay_to_proxy('tcp:203.0.113.32:5080'), -7, '', NO_SOCKET],
    ['a proxy with flags', (ksr) => ksr.tm.t_relay_to_proxy_flags('udp:203.0.113.32:5080', 1), 1, 'carol', null],
    ['an address', (ksr) => ksr.tm.t_relay_to_proto_addr('udp', '203.0.113.32', 5080), 1, 'carol', null],
    ['an address, any protocol', (ksr) => ksr.tm.t_relay_to_proto_addr('xx', '203.0.113.32', 5080), 1, 'carol', null],
    ['no address', (ksr) => ksr.tm.t_relay_to_proto_addr('udp', '', 5080), -478, '', null],
  ])('%s', async (_name, run, result, to, reply) => {
    const { at, results } = await relaying(run);
    expect(results).toEqual([result]);
    const got = at.got();
    expect(Object.keys(got).filter((name) => name !== 'alice')).toEqual(to === '' ? [] : [to]);
    expect(at.alice.all().map((text) => text.slice(8, text.indexOf('\r\n')))).toEqual(reply === null ? [] : [reply]);
  });

  it('sends all branches to the proxy, each with its own Request-URI', async () => {
    const { at } = await relaying((ksr) => {
      fork(ksr, 'dave');
      return ksr.tm.t_relay_to_proxy('udp:203.0.113.32:5080');
    });
    expect(at.carol.all().map((text) => `${kindOf(text)} ${uriOf(text)}`)).toEqual([
      'MESSAGE sip:bob@203.0.113.31:5080',
      'MESSAGE sip:dave@203.0.113.33:5080',
    ]);
  });

  it('needs no automatic 100 with flag 1', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => ksr.tm.t_relay_to_proxy_flags('udp:203.0.113.32:5080', 1)),
    });
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual([]);
  });
});

describe('t_save_lumps', () => {
  it.each([
    [false, ['One: 1', 'Two: 2'], ['One: 1', 'Two: 2']],
    [true, ['One: 1', 'Two: 2'], ['One: 1']],
  ])('saved %j: the first leg has %j, the second %j', async (saves, first, second) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_newtran();
        ksr.hdr.append('One: 1\r\n');
        if (saves) results.push(ksr.tm.t_save_lumps());
        ksr.hdr.append('Two: 2\r\n');
        ksr.tm.t_on_failure('again');
        ksr.tm.t_relay();
      }),
      again: (ksr) => {
        ksr.seturi('sip:carol@203.0.113.32:5080');
        ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    const edits = (text: string): string[] =>
      ['One', 'Two'].flatMap((name) => (header(text, name) === '' ? [] : [`${name}: ${header(text, name)}`]));
    expect([edits(at.bob.last('INVITE')), edits(at.carol.last('INVITE'))]).toEqual([first, second]);
    expect(results).toEqual(saves ? [1] : []);
  });

  it('needs a transaction', async () => {
    const { results } = await relaying((ksr) => ksr.tm.t_save_lumps());
    expect(results).toEqual([-1]);
  });
});

describe('t_set_no_e2e_cancel_reason, t_set_disable_failover', () => {
  it.each([
    [0, 'SIP;cause=200'],
    [1, ''],
  ])('with %d the Reason of the CANCEL is %j downstream', async (on, reason) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        results.push(ksr.tm.t_set_no_e2e_cancel_reason(on), ksr.tm.t_set_disable_failover(1));
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    // by then the call waits outside of the heap
    await at.settle('5s');
    expect(at.transactions.stored.ringing.size).toBe(1);
    await at.alice.sends('CANCEL', { headers: ['Reason: SIP;cause=200'] });
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe(reason);
    expect(results).toEqual([1, 1]);
  });
});
