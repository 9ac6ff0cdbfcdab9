import { describe, expect, it } from 'vitest';
import { NamedAddresses } from '../../../support/core.ts';
import { FakeDns, addresses, srv } from '../../transport/resolve/fake-dns.ts';
import { fork, forNew, header, param, scene, uriOf, type AnyKSR, type Routes, type Scene } from '../scene.ts';

const BOB = '203.0.113.31';
const CAROL = '203.0.113.32';
const DAVE = '203.0.113.33';
const NOBODY = '203.0.113.99';
const ON = { use_dns_failover: true };

interface Play {
  readonly at?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly tm?: Readonly<Record<string, unknown>>;
  readonly more?: Routes;
  readonly before?: (ksr: AnyKSR) => unknown;
  readonly relay?: (ksr: AnyKSR) => unknown;
}

/** A server that sends everything to a name with addresses. */
async function named(play: Play = {}): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const at = await scene({
    routes: {
      requestRoute: forNew((ksr) => {
        ksr.seturi('sip:bob@many.example.net:5080');
        play.before?.(ksr);
        results.push((play.relay ?? ((each: AnyKSR) => each.tm.t_relay()))(ksr));
      }),
      ...play.more,
    },
    dns: new NamedAddresses({ 'many.example.net': play.at ?? [BOB, CAROL, DAVE] }),
    config: play.config ?? ON,
    tm: { fr_timer: 1000, fr_inv_timer: 4000, ...play.tm },
  });
  return { at, results };
}

describe('the next address of a next hop (spec/modules.md 9.9)', () => {
  it('is tried when the first keeps silent, on a branch of its own, with the same request', async () => {
    const { at } = await named({ before: (ksr) => ksr.hdr.append('X-Mine: 1\r\n') });
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'] });
    await at.settle(1100);
    expect(at.got()).toEqual({ bob: ['INVITE'], carol: ['INVITE'] });
    const [first, second] = [at.bob.last('INVITE'), at.carol.last('INVITE')];
    expect(param(first, 'Via', 'branch')).toMatch(/\.0$/);
    expect(second).toBe(first.replace(/(z9hG4bK[0-9a-f]+)\.0/, '$1.1'));
    expect([uriOf(second), header(second, 'X-Mine')]).toEqual(['sip:bob@many.example.net:5080', '1']);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
    await at.settle('120s');
    expect([at.isEmpty, at.errors]).toEqual([true, []]);
  });

  it.each(['INVITE', 'MESSAGE'])('is tried when the first answers %s with 503', async (method) => {
    const { at } = await named();
    await at.alice.sends(method);
    await at.bob.replies(method, 503);
    expect(at.bob.got().filter((kind) => kind !== method)).toEqual(method === 'INVITE' ? ['ACK'] : []);
    expect(at.carol.got()).toEqual([method]);
    await at.carol.replies(method, 200);
    expect(at.alice.got().at(-1)).toBe(`200 ${method}`);
    await at.settle('120s');
    expect([at.isEmpty, at.dave.got(), at.errors]).toEqual([true, [], []]);
  });

  it('is tried when the first rang and then answered 503', async () => {
    const { at } = await named();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.settle(2000);
    await at.bob.replies('INVITE', 503);
    expect(at.carol.got()).toEqual(['INVITE']);
    await at.carol.replies('INVITE', 180);
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '180 INVITE', '486 INVITE']);
  });

  it('is tried at once when the first can not be sent to', async () => {
    const { at, results } = await named({ at: [NOBODY, '203.0.113.98', CAROL] });
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[1], { alice: ['100 INVITE'], carol: ['INVITE'] }]);
    await at.carol.replies('INVITE', 404);
    expect(at.alice.got()).toEqual(['404 INVITE']);
  });

  it('is tried at once when the name was known already', async () => {
    const { at } = await named({ at: [NOBODY, CAROL] });
    for (const callId of ['a', 'b']) await at.alice.sends('MESSAGE', { callId, branch: callId });
    expect(at.carol.got()).toEqual(['MESSAGE', 'MESSAGE']);
    for (const none of ['c', 'd']) await at.alice.sends('MESSAGE', { callId: none, branch: none });
    expect([at.carol.got(), at.errors]).toEqual([['MESSAGE', 'MESSAGE'], []]);
  });

  it.each([
    ['at first', 1],
    ['when it is known', 2],
  ])('is not there when none can be sent to: 477, %s', async (_name, times) => {
    const { at } = await named({ at: [NOBODY, '203.0.113.98'] });
    for (let i = 0; i < times; i++) await at.alice.sends('INVITE', { callId: `c${i}`, branch: `c${i}` });
    expect(at.alice.got().slice(-1)).toEqual(['477 INVITE']);
    await at.alice.acknowledges();
    await at.settle('120s');
    expect([at.isEmpty, at.errors]).toEqual([true, []]);
  });

  it('may be the last: the best of all answers goes up', async () => {
    const { at } = await named({ at: [BOB, CAROL] });
    await at.alice.sends('INVITE');
    await at.settle(1100);
    await at.carol.replies('INVITE', 503);
    expect(at.alice.got()).toEqual(['100 INVITE', '408 INVITE']);
    expect(at.dave.got()).toEqual([]);
  });

  it('comes in the order of SRV records', async () => {
    const dns = new FakeDns()
      .set('SRV _sip._udp.srv.example.net', srv('20 0 5080 b.example.net', '10 1 5080 a.example.net', '10 9 5080 c.example.net'))
      .set('A a.example.net', addresses(60, BOB))
      .set('A b.example.net', addresses(60, CAROL))
      .set('A c.example.net', addresses(60, DAVE));
    const requestRoute = forNew((ksr) => ksr.tm.t_relay());
    const at = await scene({ routes: { requestRoute }, dns, config: ON, tm: { fr_timer: 1000 } });
    await at.alice.sends('MESSAGE', { uri: 'sip:bob@srv.example.net' });
    const order: string[] = [];
    for (const phone of [at.dave, at.bob, at.carol]) {
      order.push(...phone.got());
      await phone.replies('MESSAGE', 503);
    }
    expect([order, at.alice.got()]).toEqual([['MESSAGE', 'MESSAGE', 'MESSAGE'], ['500 MESSAGE']]);
  });

  it('may be of another family: our Via names the socket that it goes over', async () => {
    const dns = new FakeDns()
      .set('SRV _sip._udp.srv.example.net', srv('10 1 5080 a.example.net', '20 1 5080 b.example.net'))
      .set('A a.example.net', addresses(60, BOB))
      .set('AAAA b.example.net', addresses(60, '2001:db8::31'));
    const requestRoute = forNew((ksr) => ksr.tm.t_relay());
    const listen = ['udp:192.0.2.10:5060', 'udp:[2001:db8::10]:5060'];
    const at = await scene({ routes: { requestRoute }, dns, config: { ...ON, listen } });
    const six = at.phone('udp:[2001:db8::31]:5080');
    await at.alice.sends('INVITE', { uri: 'sip:bob@srv.example.net' });
    await at.bob.replies('INVITE', 503);
    expect(header(six.last('INVITE'), 'Via')).toMatch(/^SIP\/2\.0\/UDP \[2001:db8::10\];branch=z9hG4bK[0-9a-f]+\.1$/);
    await six.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE']);
  });

  it('has the callbacks of the branch that failed, once the leg is over', async () => {
    const seen: string[] = [];
    const { at } = await named({
      at: [BOB, CAROL],
      before: (ksr) => [ksr.tm.t_on_reply('each'), ksr.tm.t_on_failure('failed'), ksr.tm.t_on_branch('branch')],
      more: {
        each: (ksr) => seen.push(`reply ${ksr.tm.t_get_branch_index()}`),
        branch: () => seen.push('branch'),
        failed: (ksr) => seen.push(`failed ${ksr.tm.t_get_status_code()}`),
      },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 503);
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual(['branch', 'reply 0', 'reply 1', 'failed 486']);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('is what the ACK and the CANCEL go to', async () => {
    const { at } = await named();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 503);
    await at.carol.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    expect([at.bob.got(), at.carol.got()]).toEqual([
      ['INVITE', 'ACK'],
      ['INVITE', 'CANCEL'],
    ]);
    await at.carol.replies('INVITE', 487);
    expect(at.carol.got()).toEqual(['ACK']);
    expect(at.alice.got().slice(-1)).toEqual(['487 INVITE']);
  });

  it('follows a failover_reply_codes, too', async () => {
    const { at } = await named({ tm: { failover_reply_codes: '404;class=5' } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 404);
    await at.carol.replies('INVITE', 599);
    expect(at.dave.got()).toEqual(['INVITE']);
  });
});

describe('the next address is not tried', () => {
  it.each<[string, Play]>([
    ['unless use_dns_failover is on', { config: {} }],
    ['behind t_set_disable_failover', { before: (ksr) => ksr.tm.t_set_disable_failover(1) }],
    ['behind t_relay_to_flags(4)', { relay: (ksr) => ksr.tm.t_relay_to_flags(4) }],
    ['beyond max_branches', { config: { ...ON, max_branches: 1 } }],
    ['where there is none', { at: [BOB] }],
    ['where it can not be reached from here', { at: [BOB, '224.0.0.1'] }],
  ])('%s', async (_name, play) => {
    const { at } = await named(play);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 503);
    expect(at.got()).toEqual({ alice: ['100 INVITE', '500 INVITE'], bob: ['INVITE', 'ACK'] });
  });

  it('behind another final reply, or a silence that a provisional went before', async () => {
    const { at } = await named();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('INVITE', { callId: 'call-2', branch: 'b2' });
    await at.bob.replies('INVITE', 180);
    await at.settle(4100);
    expect([at.carol.got(), at.alice.got().at(-1)]).toEqual([[], '408 INVITE']);
  });

  it('when the life of the transaction is over', async () => {
    const { at } = await named({ tm: { max_noninv_lifetime: 1000 } });
    await at.alice.sends('MESSAGE');
    await at.settle(1100);
    expect([at.carol.got(), at.alice.got()]).toEqual([[], ['408 MESSAGE']]);
  });

  it('when the caller has cancelled, or another branch has answered', async () => {
    const { at } = await named({ before: (ksr) => fork(ksr, 'dave'), at: [BOB, CAROL] });
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    await at.settle(1100);
    expect(at.carol.got()).toEqual([]);
    await at.alice.sends('INVITE', { callId: 'call-2', branch: 'b2' });
    await at.dave.replies('INVITE', 200);
    await at.settle(1100);
    expect(at.carol.got()).toEqual([]);
  });
});
