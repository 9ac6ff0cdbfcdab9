import { describe, expect, it } from 'vitest';
import { fork, forNew, header, scene, URIS, type AnyKSR, type Routes, type Scene } from './scene.ts';

type Callback = (ksr: AnyKSR, event?: string) => unknown;

/** Notes what a callback is told: the event, and some variables. */
function noting(seen: unknown[], ...texts: string[]): Callback {
  return (ksr, event) => void seen.push([event, ...texts.map((text) => ksr.pv.get(text))].join(' '));
}

const RELAY = forNew((ksr) => ksr.tm.t_relay());

describe('core:msg-received, onMsgReceived', () => {
  it('sees requests and replies before anything else, broken ones too', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      onMsgReceived: noting(seen, '$rm', '$rs', '$si'),
      requestRoute: (ksr) => {
        seen.push('route');
        RELAY(ksr);
      },
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    at.alice.peer.send(
      'MESSAGE sip:bob@203.0.113.31:5080 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bKx\r\n\r\n',
      'udp:192.0.2.10:5060',
    );
    await at.settle();
    expect(seen).toEqual([
      'core:msg-received MESSAGE  198.51.100.21',
      'route',
      'core:msg-received MESSAGE 200 203.0.113.31',
      'core:msg-received MESSAGE  198.51.100.21',
    ]);
  });

  it.each<[string, Callback, number]>([
    ['drops', (ksr) => ksr.x.drop(), 0],
    ['marks it as dropped', (ksr) => ksr.set_drop(), 0],
    ['leaves', (ksr) => ksr.x.exit(), 1],
    [
      'throws',
      () => {
        throw new Error('oops');
      },
      1,
    ],
    ['is asynchronous', async (ksr) => void (await Promise.resolve(ksr)), 1],
  ])('that %s', async (_name, onMsgReceived, routed) => {
    let runs = 0;
    const at = await scene({ onMsgReceived: onMsgReceived as never, requestRoute: () => void runs++ });
    await at.alice.sends('MESSAGE');
    expect([runs, at.alice.got()]).toEqual([routed, []]);
  });
});

describe('core:pre-routing, onPreRouting', () => {
  it('runs in front of the routes, on the same message', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      onPreRouting: (ksr: AnyKSR, event?: string) => {
        seen.push(`${event} ${String(ksr.pv.get('$rm'))}`);
        if (ksr.pv.get('$rs') !== null) return;
        ksr.setflag(3);
        ksr.setsflag(4);
        ksr.pv.sets('$avp(x)', 'kept');
        ksr.hdr.append('Pre: 1\r\n');
        ksr.x.exit();
      },
      requestRoute: (ksr) => {
        seen.push([ksr.isflagset(3), ksr.issflagset(4), ksr.pv.get('$avp(x)')].join(' '));
        RELAY(ksr);
      },
      onReplyRoute: () => void seen.push('reply'),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    expect(seen).toEqual(['core:pre-routing MESSAGE', 'true false kept', 'core:pre-routing MESSAGE', 'reply']);
    expect([header(at.bob.last('MESSAGE'), 'Pre'), at.alice.got(), at.log.texts('warn')]).toEqual(['1', ['200 MESSAGE'], []]);
  });

  it.each([false, true])('discards what it drops; asynchronous: %j', async (waits) => {
    const drop = (ksr: AnyKSR): void => void (ksr.pv.get('$hdr(Drop)') !== null && ksr.x.drop());
    const at = await scene({
      onPreRouting: waits
        ? async (ksr) => {
            await Promise.resolve();
            drop(ksr);
          }
        : drop,
      requestRoute: RELAY,
    });
    await at.alice.sends('MESSAGE', { headers: ['Drop: 1'] });
    await at.settle();
    expect(at.got()).toEqual({});
    await at.alice.sends('MESSAGE', { branch: 'other' });
    await at.settle();
    expect(at.bob.got()).toEqual(['MESSAGE']);
    await at.bob.replies('MESSAGE', 200, { headers: ['Drop: 1'] });
    await at.settle();
    expect(at.alice.got()).toEqual([]);
    await at.bob.replies('MESSAGE', 200);
    await at.settle();
    expect(at.alice.got()).toEqual(['200 MESSAGE']);
  });

  it('that throws keeps no message', async () => {
    const at = await scene({
      onPreRouting: () => {
        throw new Error('oops');
      },
      requestRoute: RELAY,
    });
    await at.alice.sends('MESSAGE');
    expect([at.got(), at.errors.length]).toEqual([{ bob: ['MESSAGE'] }, 1]);
  });
});

describe('core:worker-one-init, onWorkerOneInit', () => {
  it('runs once, before the first message, and may take its time', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      onWorkerOneInit: async (ksr: AnyKSR, event?: string) => {
        await Promise.resolve();
        seen.push(event, ksr.pv.get('$rm'), ksr.sl.send_reply(200, 'OK'), ksr.tm.t_check_trans());
      },
      requestRoute: () => void seen.push('route'),
    });
    await at.alice.sends('MESSAGE');
    expect(seen).toEqual(['core:worker-one-init', 'OPTIONS', -1, -1, 'route']);
    expect(at.got()).toEqual({});
  });
});

describe('events of tm and sl', () => {
  const withEvents = async (tm: Record<string, string>, sl: Record<string, string>, routes: Routes): Promise<Scene> =>
    scene({ tm, modules: { sl }, routes });

  it('tm:local-response-sent: what a transaction has answered by itself', async () => {
    const seen: unknown[] = [];
    const at = await withEvents(
      { event_callback_lres_sent: 'told' },
      {},
      {
        requestRoute: forNew((ksr) => {
          ksr.pv.sets('$avp(x)', 'mine');
          ksr.tm.t_relay();
        }),
        told: noting(seen, '$rm', '$T_reply_code', '$avp(x)'),
      },
    );
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.alice.sends('MESSAGE', { callId: 'two', branch: 'two' });
    await at.settle('40s');
    expect(seen).toEqual(['tm:local-response-sent INVITE 100 mine', 'tm:local-response-sent MESSAGE 408 mine']);
  });

  it('tm:local-ack-sent: the 2xx to an INVITE of this server', async () => {
    const seen: unknown[] = [];
    const headers = 'From: <sip:a@b>\r\nTo: <sip:c@d>\r\n';
    const at = await withEvents(
      { evcb_local_ack_sent: 'told' },
      {},
      {
        requestRoute: (ksr) => void ksr.tm.t_uac_send('INVITE', URIS.bob, '', '', headers, ''),
        told: noting(seen, '$rs', '$rm'),
      },
    );
    await at.alice.sends('MESSAGE');
    await at.bob.replies('INVITE', 200);
    expect([seen, at.bob.got()]).toEqual([['tm:local-ack-sent 200 INVITE'], ['INVITE', 'ACK']]);
  });

  it.each([
    [false, 1],
    [true, 0],
  ])('on_sl_reply: a reply without transaction; dropped %j', async (drops, arrived) => {
    const seen: unknown[] = [];
    const note = noting(seen, '$rs');
    const at = await withEvents(
      { on_sl_reply: 'stray' },
      {},
      {
        requestRoute: (ksr) => void ksr.forward(),
        stray: (ksr: AnyKSR, event?: string) => {
          note(ksr, event);
          if (drops) ksr.x.drop();
        },
      },
    );
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    expect([seen, at.alice.got().length]).toEqual([['on_sl_reply 200'], arrived]);
  });

  it('sl:local-response, sl:filtered-ack', async () => {
    const seen: unknown[] = [];
    const at = await withEvents(
      {},
      { event_callback_lres_sent: 'told', event_callback_fl_ack: 'told' },
      {
        requestRoute: (ksr) => void ksr.sl.sl_send_reply(404, 'No'),
        told: noting(seen, '$rm'),
      },
    );
    await at.alice.sends('INVITE');
    await at.alice.acknowledges();
    expect(seen).toEqual(['sl:local-response INVITE', 'sl:filtered-ack ACK']);
  });

  it('tm:branch-failure:NAME and tmx:continue', async () => {
    const seen: unknown[] = [];
    let id: [number, number] = [0, 0];
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.is_OPTIONS()) return void ksr.tmx.t_continue(...id, 'resumed');
        ksr.tmx.t_suspend();
        id = [ksr.pv.get('$T(id_index)') as number, ksr.pv.get('$T(id_label)') as number];
      },
      resumed: (ksr: AnyKSR, event?: string) => {
        seen.push(event);
        fork(ksr, 'carol');
        ksr.tm.t_on_branch_failure('failed');
        ksr.tm.t_relay();
      },
      failed: noting(seen, '$T_reply_code'),
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('OPTIONS', { callId: 'wake', branch: 'wake' });
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual(['tmx:continue', 'tm:branch-failure:failed 486']);
  });

  it.each([
    ['tm', 'event_callback'],
    ['tm', 'event_callback_lres_sent'],
    ['tm', 'evcb_local_ack_sent'],
    ['tm', 'on_sl_reply'],
    ['sl', 'event_callback_fl_ack'],
    ['sl', 'event_callback_lres_sent'],
  ])('%s, %s: a function that is not there is said at start', async (module, param) => {
    const names = { [param]: 'nobody' };
    const at = await withEvents(module === 'tm' ? names : {}, module === 'sl' ? names : {}, { requestRoute: RELAY });
    expect(at.errors).toEqual([`${module}, ${param}: /test/routes.ts exports no function "nobody"; exported are: requestRoute`]);
    await at.alice.sends('MESSAGE');
    expect(at.bob.got()).toEqual(['MESSAGE']);
  });
});
