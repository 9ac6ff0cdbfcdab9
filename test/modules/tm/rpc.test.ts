import { describe, expect, it } from 'vitest';
import { RpcFault, type Value } from '../../../runtime/module.ts';
import { forNew, RELAY, scene, URIS, type Scene } from '../../runtime/routing/scene.ts';

function command(at: Scene, name: string, ...args: Value[]): unknown {
  const found = at.server.host.contributions.get('tm')?.rpc?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  const answer = found.run(args);
  return answer instanceof RpcFault ? answer.code : answer;
}

const CALL = { callId: 'call@x', cseq: 7 };

describe('commands of the control interface', () => {
  it('tm.stats counts, as the statistics of tmx do', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', CALL);
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('MESSAGE', { callId: 'm', branch: 'm' });
    await at.bob.replies('MESSAGE', 200);
    await at.alice.sends('MESSAGE', { callId: 'n', branch: 'n' });
    expect(command(at, 'tm.stats')).toMatchObject({
      current: 2,
      waiting: 1,
      total: 3,
      total_local: 0,
      '2xx': 1,
      '4xx': 1,
      '5xx': 0,
    });
    expect(command(at, 'tm.t_uac_start', 'OPTIONS', URIS.bob, '.', '.', 'From: <sip:a@b>\r\nTo: <sip:c@d>\r\n')).toBe('ok');
    expect(command(at, 'tm.stats')).toMatchObject({ current: 3, total: 4, total_local: 1 });
    const named = (name: string): unknown => at.server.engine.statistics.find('tmx', name)?.value;
    expect(
      ['UAS_transactions', 'UAC_transactions', '2xx_transactions', '4xx_transactions', '6xx_transactions'].map(named),
    ).toEqual([3, 1, 1, 1, 0]);
    expect(
      ['inuse_transactions', 'active_transactions', 'rpl_received', 'rpl_relayed', 'rpl_generated', 'rpl_sent'].map(named),
    ).toEqual([4, 2, 2, 2, 1, 3]);
  });

  it('tm.list', async () => {
    const at = await scene(RELAY);
    expect(command(at, 'tm.list')).toEqual([]);
    await at.alice.sends('INVITE', CALL);
    await at.alice.sends('MESSAGE', { callId: 'm', branch: 'm' });
    const listed = command(at, 'tm.list') as Record<string, unknown>[];
    expect(
      new Set(listed.map(({ method, callid, cseq, status, outgoings }) => [method, callid, cseq, status, outgoings].join(' '))),
    ).toEqual(new Set(['INVITE call@x 7 100 1', 'MESSAGE m 1 0 1']));
    expect(new Set(listed.map(({ tindex, tlabel }) => [tindex, tlabel].join(':'))).size).toBe(2);
    expect([command(at, 'tm.list', 1), command(at, 'tm.list', '0')].map((some) => (some as unknown[]).length)).toEqual([1, 0]);
    expect([command(at, 'tm.list', 'x'), command(at, 'tm.list', -1)]).toEqual([400, 400]);
  });

  it('tm.retransmit_reply_callid', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', CALL);
    await at.alice.sends('MESSAGE', { callId: 'm', branch: 'm' });
    expect(at.alice.got()).toEqual(['100 INVITE']);
    expect(command(at, 'tm.retransmit_reply_callid', 'call@x', 7)).toBe('ok');
    await at.settle();
    expect(at.alice.got()).toEqual(['100 INVITE']);
    expect(command(at, 'tm.retransmit_reply_callid', 'm', 1)).toBe(500);
    expect(command(at, 'tm.retransmit_reply_callid', 'nobody', 1)).toBe(404);
    expect(command(at, 'tm.retransmit_reply_callid', 'm')).toBe(400);
  });

  it('tm.cancel', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', CALL);
    await at.bob.replies('INVITE', 180);
    expect(command(at, 'tm.cancel', 'call@x', 8)).toBe(404);
    expect(command(at, 'tm.cancel', 'call@x', 7)).toBe('ok');
    await at.settle();
    expect(at.bob.got()).toEqual(['INVITE', 'CANCEL']);
  });

  it('tm.reply_callid', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('MESSAGE', CALL);
    expect(command(at, 'tm.reply_callid', 404, 'No', 'call@x', '8')).toBe(404);
    expect(command(at, 'tm.reply_callid', 99, 'No', 'call@x', '7')).toBe(500);
    expect(command(at, 'tm.reply_callid', 404, 'No', 'call@x', '7')).toBe('ok');
    await at.settle();
    expect(at.alice.got()).toEqual(['404 MESSAGE']);
  });

  it('tm.t_uac_start says no to what t_uac_send refuses', async () => {
    const at = await scene(RELAY);
    expect(command(at, 'tm.t_uac_start', 'OPTIONS', URIS.bob, '.', '.', '')).toBe(500);
  });

  it('tm.clean ends nothing that is alive', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', CALL);
    expect(command(at, 'tm.clean')).toBe(0);
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE']);
  });

  it.each([
    ['tm.cancel', ['x']],
    ['tm.reply_callid', [404, 'No', 'x']],
    ['tm.t_uac_start', ['OPTIONS', 'sip:a@b']],
  ] as const)('%s needs more than %j', async (name, args) => {
    expect(command(await scene(RELAY), name, ...args)).toBe(400);
  });
});

describe('relay_100, fr_timer_avp, fr_inv_timer_avp', () => {
  it.each([
    [0, []],
    [1, ['100 INVITE']],
  ])('relay_100 %d: a 100 of the callee', async (relay_100, got) => {
    const at = await scene({ routes: RELAY, tm: { relay_100, auto_inv_100: 0 } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 100);
    expect(at.alice.got()).toEqual(got);
  });

  it.each<[string, unknown, number]>([
    ['a number', 2, 2],
    ['a text', '2', 2],
    ['nothing', null, 5],
    ['no number', 'x', 5],
    ['0', 0, 5],
    ['a negative number', -2, 5],
    ['more than a day', 86_401, 5],
  ])('%s in the AVP: 408 after so many seconds', async (_name, value, after) => {
    const at = await scene({
      tm: { fr_timer: 5000, fr_timer_avp: '$avp(fr)', fr_inv_timer: 5000, fr_inv_timer_avp: '$avp(fri)' },
      routes: {
        requestRoute: forNew((ksr) => {
          for (const name of ['$avp(fr)', '$avp(fri)'] as const) {
            if (typeof value === 'number') ksr.pv.seti(name, value);
            else if (typeof value === 'string') ksr.pv.sets(name, value);
          }
          ksr.tm.t_relay();
        }),
      },
    });
    await at.alice.sends('MESSAGE');
    await at.alice.sends('INVITE', { callId: 'i', branch: 'i' });
    await at.bob.replies('INVITE', 180);
    at.alice.got();
    await at.settle(after * 1000 - 50);
    expect(at.alice.got()).toEqual([]);
    await at.settle(100);
    expect(at.alice.got().sort()).toEqual(['408 INVITE', '408 MESSAGE']);
  });
});
