import { describe, expect, it } from 'vitest';
import { CallbackTable } from '../../../../runtime/routing/stateful/rest.ts';
import { fromExports } from '../../../../runtime/loader/generation.ts';
import type { RouteGeneration } from '../../../../runtime/routing/routes.ts';
import {
  fork,
  forNew,
  RELAY,
  replyText,
  requestText,
  scene,
  SERVER,
  type AnyKSR,
  type RequestText,
  type Scene,
  type SceneOptions,
} from '../scene.ts';

/** How many transactions are objects, their client transactions, and how many have finished. */
function counts(at: Scene): [objects: number, clients: number, finished: number] {
  return [at.transactions.servers.size, at.transactions.clientCount, at.transactions.stored.finished.size];
}
const RESTS = [0, 0, 1];

/** A proxy that does this to each new request before it relays it. */
function relayAfter(run: (ksr: AnyKSR) => unknown): (ksr: AnyKSR) => unknown {
  return forNew((ksr) => {
    run(ksr);
    ksr.tm.t_relay();
  });
}

async function settled(at: Scene): Promise<void> {
  await at.settle('200s');
  expect([at.isEmpty, at.errors]).toEqual([true, []]);
}

describe('what rests behind its final reply', () => {
  it.each<[string, number]>([
    ['INVITE', 200],
    ['INVITE', 299],
    ['MESSAGE', 200],
    ['MESSAGE', 404],
    ['BYE', 200],
    ['BYE', 481],
    ['REGISTER', 503],
    ['OPTIONS', 699],
  ])('%s, answered %d by the callee', async (method, status) => {
    const at = await scene(RELAY);
    await at.alice.sends(method);
    expect(counts(at)).toEqual([1, 1, 0]);
    if (method === 'INVITE') await at.bob.replies(method, 180);
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.bob.replies(method, status);
    expect(counts(at)).toEqual(RESTS);
    // one timer: that of all finished ones
    await at.settle(5);
    expect(at.server.engine.wheel.size).toBe(1);
    expect(at.alice.got().at(-1)).toBe(`${status === 503 ? 500 : status} ${method}`);
    await settled(at);
  });

  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['t_send_reply', (ksr) => ksr.tm.t_send_reply(404, 'No')],
    ['t_newtran and t_reply', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(200, 'OK')]],
    ['t_newtran and send_reply', (ksr) => [ksr.tm.t_newtran(), ksr.sl.send_reply(404, 'No')]],
    ['a provisional reply before', (ksr) => [ksr.tm.t_send_reply(183, 'Wait'), ksr.tm.t_reply(200, 'OK')]],
    ['an error that t_relay promised', (ksr) => [ksr.seturi('sip:nobody.invalid:5060;transport=tls'), ksr.tm.t_relay()]],
  ])('MESSAGE, answered by the server: %s', async (_name, run) => {
    const at = await scene({ requestRoute: forNew(run) });
    await at.alice.sends('MESSAGE');
    await at.settle();
    expect(counts(at)).toEqual(RESTS);
    expect(Number(at.alice.got().at(-1)!.slice(0, 3))).toBeGreaterThanOrEqual(200);
    await settled(at);
  });

  it('a CANCEL and, behind its answer, nothing of the call', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.alice.sends('CANCEL');
    // the INVITE was asked for: it is an object until its wait is over
    expect(counts(at)).toEqual([1, 1, 1]);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE', '200 CANCEL']);
    await settled(at);
  });

  it('a thousand, one timer', async () => {
    const at = await scene(RELAY);
    await messages(at, 0, 1000);
    expect([...counts(at), at.server.engine.wheel.size]).toEqual([0, 0, 1000, 1]);
    await settled(at);
  });

  it('with a reply callback, an armed failure callback that did not run, and timers of its own', async () => {
    const at = await scene({
      requestRoute: relayAfter((ksr) => {
        ksr.tm.t_on_reply('replied');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_on_branch('branched');
        ksr.tm.t_on_branch_failure('failed');
        ksr.tm.t_set_fr(10_000, 5000);
        ksr.tm.t_set_retr(100, 1000);
      }),
      replied: () => {},
      failed: () => {},
      branched: () => {},
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 200);
    expect(counts(at)).toEqual(RESTS);
    await settled(at);
  });
});

describe('what stays an object until its wait is over', () => {
  /** Relays; the callee answers 200. */
  const answered = async (options: SceneOptions | SceneOptions['routes'], of: RequestText = {}): Promise<Scene> => {
    const at = await scene(options);
    await at.alice.sends('INVITE', of);
    await at.bob.replies('INVITE', 200);
    return at;
  };

  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['AVPs', (ksr) => ksr.pv.sets('$avp(x)', 'y')],
    ['XAVPs', (ksr) => ksr.pv.sets('$xavp(x=>a)', 'y')],
  ])('with %s set, and still works', async (_name, run) => {
    const seen: unknown[] = [];
    const at = await answered({
      requestRoute: relayAfter((ksr) => [run(ksr), ksr.tm.t_on_reply('replied')]),
      replied: (ksr) => seen.push([ksr.pv.get('$avp(x)'), ksr.pv.get('$xavp(x=>a)')]),
    });
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE', '200 INVITE', '200 INVITE']);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect((seen[0] as unknown[]).includes('y')).toBe(true);
    await settled(at);
  });

  it('a call that was forked', async () => {
    const at = await answered({ requestRoute: relayAfter((ksr) => fork(ksr, 'carol')) });
    expect(counts(at)).toEqual([1, 2, 0]);
    await at.carol.replies('INVITE', 200);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE', '200 INVITE', '200 INVITE']);
    await settled(at);
  });

  it('a call that a failure callback sent on', async () => {
    const at = await scene({
      requestRoute: relayAfter((ksr) => ksr.tm.t_on_failure('failed')),
      failed: (ksr) => [ksr.seturi('sip:carol@203.0.113.32:5080'), ksr.tm.t_relay()],
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 200);
    expect(counts(at)).toEqual([1, 2, 0]);
    await settled(at);
  });

  it('a call that was cancelled, also when the callee was quicker', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 200);
    expect([at.transactions.servers.size, at.alice.got()]).toEqual([1, ['100 INVITE', '180 INVITE', '200 CANCEL', '200 INVITE']]);
    // the CANCEL itself rests
    expect(at.transactions.stored.finished.size).toBe(1);
    await settled(at);
  });

  it.each([300, 486, 699])('an INVITE that was answered %d: its ACK is awaited', async (status) => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', status);
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.alice.acknowledges();
    expect(counts(at)).toEqual([1, 1, 0]);
    await settled(at);
  });

  it('an INVITE that this server answered 200: it is repeated until the ACK comes', async () => {
    const at = await scene({ requestRoute: forNew((ksr) => ksr.tm.t_send_reply(200, 'OK')) });
    await at.alice.sends('INVITE');
    await at.settle(1600);
    expect([counts(at), at.alice.got()]).toEqual([
      [1, 0, 0],
      ['200 INVITE', '200 INVITE', '200 INVITE'],
    ]);
    await at.alice.acknowledges({ branch: 'ack1' });
    await at.settle('3s');
    expect(at.alice.got()).toEqual([]);
    await settled(at);
  });

  it.each<[string, RequestText]>([
    ['with Route', { headers: ['Route: <sip:203.0.113.31:5080;lr>'] }],
    ['of a peer of RFC 2543', { branch: '' }],
  ])('an INVITE %s', async (_name, of) => {
    const at = await answered(RELAY, of);
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.alice.sends('INVITE', of);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE', '200 INVITE']);
    await settled(at);
  });

  it('a method without number', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('FOO');
    await at.bob.replies('FOO', 200);
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.alice.sends('FOO');
    expect(at.alice.got()).toEqual(['200 FOO', '200 FOO']);
    await settled(at);
  });

  it('what was answered while its branch is open', async () => {
    const at = await scene({
      requestRoute: relayAfter((ksr) => ksr.tm.t_on_reply('replied')),
      replied: (ksr) => ksr.tm.t_reply(404, 'No'),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 100);
    expect(counts(at)).toEqual([1, 1, 0]);
    expect(at.alice.got()).toEqual(['404 MESSAGE']);
    await at.bob.replies('MESSAGE', 200);
    expect(at.alice.got()).toEqual([]);
    await settled(at);
  });

  it('what ended in time: no reply came', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('MESSAGE');
    await at.settle('31s');
    expect([counts(at), at.alice.got()]).toEqual([[1, 1, 0], ['408 MESSAGE']]);
    // and what comes late is still known
    await at.bob.replies('MESSAGE', 200);
    expect([at.alice.got(), at.server.engine.counters.strayReplies]).toEqual([[], 0]);
    await settled(at);
  });

  it('while its route runs', async () => {
    let open = (): void => {};
    const at = await scene({
      requestRoute: forNew(async (ksr) => {
        ksr.tm.t_relay();
        await new Promise<void>((resolve) => (open = resolve));
      }),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    expect(counts(at)).toEqual([1, 1, 0]);
    open();
    await at.settle();
    await settled(at);
  });

  it('what one asynchronous callback has looked at', async () => {
    const at = await answered({
      requestRoute: relayAfter((ksr) => ksr.tm.t_on_reply('replied')),
      replied: async () => {
        await Promise.resolve();
      },
    });
    await at.settle();
    expect([counts(at), at.alice.got()]).toEqual([
      [1, 1, 0],
      ['100 INVITE', '200 INVITE'],
    ]);
    await settled(at);
  });

  it('once it was taken out again: it does not rest anew', async () => {
    const at = await answered(RELAY);
    await at.settle(4000);
    for (let n = 0; n < 3; n++) {
      await at.bob.replies('INVITE', 200);
      expect(counts(at)).toEqual([1, 1, 0]);
    }
    await at.settle(1100);
    expect(at.isEmpty).toBe(true);
  });
});

describe('callbacks that finished transactions have in common', () => {
  const generation = (): RouteGeneration => fromExports({ requestRoute: () => {} }, { file: '/test/routes.ts' });

  it('are one object for each generation of routes and reply callback', () => {
    const table = new CallbackTable();
    const [one, two] = [generation(), generation()];
    const run = (): void => {};
    const kinds = [
      [one, ''],
      [one, 'a'],
      [one, run],
      [two, ''],
      [two, 'a'],
      [two, run],
    ] as const;
    const made = kinds.map(([routes, onReply]) => table.get(routes, onReply));
    expect(new Set(made).size).toBe(kinds.length);
    // in any order: the last one is known without a look into the table
    for (const n of [0, 0, 5, 3, 4, 4, 1, 2, 0]) {
      const [routes, onReply] = kinds[n]!;
      expect(table.get(routes, onReply)).toBe(made[n]);
      expect(made[n]).toEqual({ routes, onReply });
    }
  });

  it('are five hundred kinds of a generation at most', () => {
    const table = new CallbackTable();
    const [one, two] = [generation(), generation()];
    const named = Array.from({ length: 500 }, (_, n) => table.get(one, `callback${n}`));
    expect(new Set(named).size).toBe(500);
    expect(named).not.toContain(null);
    expect([table.get(one, 'another'), table.get(one, () => {})]).toEqual([null, null]);
    expect(table.get(one, 'callback7')).toBe(named[7]);
    expect(table.get(two, 'another')).not.toBeNull();
  });

  it('that a route makes anew for each message do not rest beyond that, and work', async () => {
    let ran = 0;
    const at = await scene({ requestRoute: relayAfter((ksr) => ksr.tm.t_on_reply(() => void ran++)) });
    await messages(at, 0, 600);
    expect([ran, counts(at)]).toEqual([600, [100, 100, 500]]);
    await settled(at);
  });

  it('are let go of with the generation: reloads do not stop transactions from resting', async () => {
    const at = await scene(RELAY);
    const { engine } = at.server;
    for (let n = 0; n < 1500; n++) {
      engine.routes = fromExports(RELAY, { file: '/test/routes.ts' });
      await messages(at, n, 1);
      // never without a finished one: 400 at any time
      await at.settle(12.5);
      expect(counts(at).slice(0, 2)).toEqual([0, 0]);
    }
    await settled(at);
  });
});

/** Lets phones that do not count what they get send many MESSAGEs, from the given number on, and answer them. */
async function messages(at: Scene, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    at.alice.peer.send(requestText('MESSAGE', at.alice.address, { callId: `call-${n}`, branch: `b${n}` }), SERVER);
  }
  await at.settle();
  for (const message of at.bob.peer.received.splice(0)) message.reply(replyText(message.text, 200));
  await at.settle();
}

describe('a method that is written in other letters', () => {
  it('invite is an INVITE to the script, and to its transaction', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('invite');
    const [proxy] = [...at.transactions.servers];
    expect(proxy!.isInvite).toBe(true);
  });
});

describe('a Route that the script adds', () => {
  it.each(['Route: <sip:203.0.113.31;lr>\r\n', 'X-A: b\r\nRoute: <sip:203.0.113.31;lr>\r\n'])(
    'keeps an INVITE with %j as an object: its ACK needs it',
    async (lines) => {
      const at = await scene({ requestRoute: relayAfter((ksr) => ksr.hdr.append(lines)) });
      await at.alice.sends('INVITE');
      await at.bob.replies('INVITE', 200);
      expect(counts(at)).toEqual([1, 1, 0]);
      await settled(at);
    },
  );

  it('does not keep one with Record-Route', async () => {
    const at = await scene({ requestRoute: relayAfter((ksr) => ksr.hdr.append('Record-Route: <sip:192.0.2.10;lr>\r\n')) });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    expect(counts(at)).toEqual(RESTS);
    await settled(at);
  });
});
