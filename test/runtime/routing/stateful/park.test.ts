import { describe, expect, it } from 'vitest';
import { fromExports } from '../../../../runtime/loader/generation.ts';
import type { StatefulProxy } from '../../../../runtime/routing/stateful/proxy.ts';
import {
  bodyOf,
  fork,
  forNew,
  header,
  headers,
  param,
  RELAY,
  scene,
  URIS,
  uriOf,
  type AnyKSR,
  type RequestText,
  type Routes,
  type Scene,
  type SceneOptions,
} from '../scene.ts';

/** Transactions without those that finished, client transactions, and how many of the former are parked. */
function counts(at: Scene): [all: number, clients: number, parked: number] {
  return [at.transactions.servers.size, at.transactions.clientCount, at.transactions.stored.ringing.size];
}
const PARKED = [1, 0, 1];
const OBJECTS = [1, 1, 0];
/** Longer than an INVITE has to ring before it is parked. */
const A_WHILE = 10;

const only = (at: Scene): StatefulProxy => [...at.transactions.servers][0]!;

/** A call that rings, and is parked unless the routes make that impossible. */
async function ringing(options: SceneOptions | Routes = RELAY, of: RequestText = {}, status = 180): Promise<Scene> {
  const at = await scene(options);
  await at.alice.sends('INVITE', of);
  expect(counts(at)).toEqual(OBJECTS);
  await at.bob.replies('INVITE', status);
  expect(at.got()).toEqual({ alice: ['100 INVITE', `${status} INVITE`].slice(status === 100 ? 1 : 0), bob: ['INVITE'] });
  await at.settle(A_WHILE);
  return at;
}

async function settled(at: Scene): Promise<void> {
  await at.settle('200s');
  expect([at.isEmpty, at.errors]).toEqual([true, []]);
}

describe('an INVITE that rings', () => {
  it.each([180, 181, 183, 199])('is parked behind a %d', async (status) => {
    const at = await ringing(RELAY, {}, status);
    expect(counts(at)).toEqual(PARKED);
    // it counts nevertheless: for the limit, and for a server that wants to stop
    expect([at.transactions.servers.unanswered, [...at.transactions.servers]]).toEqual([1, []]);
    // one timer for all that ring
    expect(at.server.engine.wheel.size).toBe(1);
    await settled(at);
  });

  it('is not parked before the callee said anything', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.settle(400);
    expect(counts(at)).toEqual(OBJECTS);
    await settled(at);
  });

  it('is parked behind a 100 of the callee, and again behind the 180', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 100);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(PARKED);
    await at.bob.replies('INVITE', 180);
    expect([counts(at), at.alice.got()]).toEqual([OBJECTS, ['100 INVITE', '180 INVITE']]);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(PARKED);
    await settled(at);
  });

  it('is not parked when it is answered at once', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    expect(counts(at)).toEqual(OBJECTS);
    await at.bob.replies('INVITE', 200);
    await at.settle(A_WHILE);
    expect([counts(at), at.transactions.stored.finished.size]).toEqual([[0, 0, 0], 1]);
    await settled(at);
  });

  it('counts for max_transactions', async () => {
    const at = await scene({ routes: RELAY, config: { limits: { maxTransactions: 1 } } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(PARKED);
    at.got();
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    expect(at.got()).toEqual({ alice: ['503 MESSAGE'] });
    // whoever cancels makes room
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
    await settled(at);
  });
});

describe('a parked call goes on', () => {
  it.each([200, 202, 299])('with a %d: the caller gets it, and the transaction rests', async (status) => {
    const at = await ringing();
    await at.bob.replies('INVITE', status, { body: 'hello', headers: ['X-Answer: 1'] });
    expect(at.got()).toEqual({ alice: [`${status} INVITE`] });
    const final = at.alice.last(`${status} INVITE`);
    expect([header(final, 'X-Answer'), bodyOf(final), headers(final, 'Via')]).toEqual([
      '1',
      'hello',
      headers(at.alice.last('180 INVITE'), 'Via'),
    ]);
    expect([counts(at), at.transactions.stored.finished.size]).toEqual([[0, 0, 0], 1]);
    await at.alice.acknowledges({ branch: 'ack1' });
    expect(at.got()).toEqual({ bob: ['ACK'] });
    await settled(at);
  });

  it.each([302, 404, 486, 603])('with a %d: it is acknowledged with what was sent, and passed on', async (status) => {
    const at = await ringing();
    const invite = at.bob.last('INVITE');
    await at.bob.replies('INVITE', status);
    expect(at.got()).toEqual({ alice: [`${status} INVITE`], bob: ['ACK'] });
    const ack = at.bob.last('ACK');
    expect([uriOf(ack), headers(ack, 'Via')[0], header(ack, 'From'), header(ack, 'Call-ID')]).toEqual([
      uriOf(invite),
      headers(invite, 'Via')[0],
      header(invite, 'From'),
      header(invite, 'Call-ID'),
    ]);
    await at.alice.acknowledges();
    expect(at.got()).toEqual({});
    await settled(at);
  });

  it('with a CANCEL, which goes the way of the INVITE', async () => {
    const at = await ringing();
    const invite = at.bob.last('INVITE');
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
    const cancel = at.bob.last('CANCEL');
    expect([uriOf(cancel), headers(cancel, 'Via')[0], header(cancel, 'Call-ID')]).toEqual([
      uriOf(invite),
      headers(invite, 'Via')[0],
      header(invite, 'Call-ID'),
    ]);
    expect(param(at.alice.last('200 CANCEL'), 'To', 'tag')).not.toBe('');
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 487);
    expect(at.got()).toEqual({ alice: ['487 INVITE'], bob: ['ACK'] });
    await at.alice.acknowledges();
    await settled(at);
  });

  it('with the INVITE again: the last provisional again, octet for octet, and it is parked again', async () => {
    const at = await ringing();
    for (let n = 0; n < 3; n++) {
      await at.alice.sends('INVITE');
      expect(at.got()).toEqual({ alice: ['180 INVITE'] });
      expect(counts(at)).toEqual(OBJECTS);
      await at.settle(A_WHILE);
    }
    const replies = at.alice.all().filter((text) => text.startsWith('SIP/2.0 180'));
    expect([replies.length, new Set(replies).size, at.transactions.counters.serverCreated]).toEqual([4, 1, 1]);
    await settled(at);
  });

  it.each([
    ['fr_inv_timer', { fr_inv_timer: 20_000 }, 20_000],
    ['max_inv_lifetime', { max_inv_lifetime: 15_000 }, 15_000],
    ['many turns of the store', { fr_inv_timer: 600_000, max_inv_lifetime: 700_000 }, 600_000],
  ])('with the end of its time, to the millisecond: %s', async (_name, tm, after) => {
    const at = await ringing({ routes: RELAY, tm });
    expect(counts(at)).toEqual(PARKED);
    await at.settle(after - A_WHILE - 1);
    expect(at.got()).toEqual({});
    await at.settle(1);
    // the 408 is made of the request, which was read again
    expect(at.got()).toEqual({ alice: ['408 INVITE'], bob: ['CANCEL'] });
    const late = at.alice.last('408 INVITE');
    const request = at.bob.last('INVITE');
    expect([headers(late, 'Via')[0], header(late, 'From'), header(late, 'CSeq')]).toEqual([
      headers(request, 'Via')[1],
      header(request, 'From'),
      header(request, 'CSeq'),
    ]);
    await settled(at);
  });

  it('with timer C anew behind each provisional reply, and not when restart_fr_on_each_reply is off', async () => {
    for (const restart of [1, 0]) {
      const at = await ringing({ routes: RELAY, tm: { fr_inv_timer: 20_000, restart_fr_on_each_reply: restart } });
      await at.settle(9990);
      await at.bob.replies('INVITE', 180);
      await at.settle(10_000);
      const [first, second] = at.alice.got();
      expect([first, second]).toEqual(['180 INVITE', restart === 1 ? undefined : '408 INVITE']);
      await settled(at);
    }
  });

  it('with a route that answers for the callee', async () => {
    const at = await ringing({
      requestRoute: forNew((ksr) => [ksr.tm.t_on_reply('replied'), ksr.tm.t_relay()]),
      replied: (ksr) => {
        if (ksr.pv.get('$rs') === 183) ksr.tm.t_reply(480, 'Enough');
      },
    });
    await at.bob.replies('INVITE', 183);
    expect(at.got()).toEqual({ alice: ['480 INVITE'], bob: ['CANCEL'] });
    await settled(at);
  });

  it('with the flags, branch flags and the callback that it had, of the routes that it began with', async () => {
    const seen: unknown[] = [];
    const routes = (generation: number): Routes => ({
      requestRoute: forNew((ksr) => {
        for (const flag of [0, 31]) ksr.setflag(flag);
        ksr.corex.setxflag(40);
        ksr.setbflag(7);
        ksr.force_rport();
        ksr.tm.t_on_reply('replied');
        ksr.tm.t_relay();
      }),
      replied: (ksr) => {
        const flags = [ksr.isflagset(31), ksr.isflagset(1), ksr.corex.isxflagset(40), ksr.isbflagset(7)];
        seen.push([generation, ksr.pv.get('$rs'), ...flags]);
        ksr.setflag(1);
      },
    });
    const at = await ringing(routes(0));
    expect(counts(at)).toEqual(PARKED);
    at.server.engine.routes = fromExports(routes(1), { file: '/test/routes.ts' });
    await at.bob.replies('INVITE', 183);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(PARKED);
    await at.bob.replies('INVITE', 200);
    expect(seen).toEqual([
      [0, 180, true, false, 1, true],
      [0, 183, true, true, 1, true],
      [0, 200, true, true, 1, true],
    ]);
    await settled(at);
  });

  it('with the Request-URI that it was sent to', async () => {
    const at = await ringing({
      requestRoute: forNew((ksr) => {
        ksr.seturi('sip:robert@203.0.113.31:5080;x=1');
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('CANCEL');
    expect([uriOf(at.bob.last('INVITE')), uriOf(at.bob.last('CANCEL'))]).toEqual(
      Array.from({ length: 2 }, () => 'sip:robert@203.0.113.31:5080;x=1'),
    );
    await settled(at);
  });

  it('as an object that is what it was, as far as anybody can ask', async () => {
    const at = await scene({ routes: RELAY, tm: { auto_inv_100: 0 } });
    await at.alice.sends('INVITE');
    const before = only(at);
    await at.bob.replies('INVITE', 183);
    await at.settle(A_WHILE);
    expect([before.over, counts(at)]).toEqual([true, PARKED]);
    await at.alice.sends('INVITE');
    const after = only(at);
    expect([after.key, after.hash, after.timing]).toEqual([before.key, before.hash, before.timing]);
    expect([after.branchId(0), after.branchId(1)]).toEqual([before.branchId(0), before.branchId(1)]);
    expect([after.ownTag, after.pending, after.answered, after.relayed, after.isIdle]).toEqual([
      before.ownTag,
      1,
      false,
      true,
      false,
    ]);
    expect([after.disable6xx, after.auto100, after.noErrorReply]).toEqual([
      before.disable6xx,
      before.auto100,
      before.noErrorReply,
    ]);
    expect([after.server.hop, after.server.lastStatus]).toEqual([before.server.hop, 183]);
    expect([after.lifeEnd, after.branches[0]!.provisional]).toEqual([before.lifeEnd, 183]);
    expect(after.cx.isUnread).toBe(true);
    expect([after.cx.message.requestUri, after.cx.source.ip, after.cx.source.port]).toEqual([URIS.bob, '198.51.100.21', 5070]);
    await settled(at);
  });
});

describe('stays an object while it rings', () => {
  const relay = (run: (ksr: AnyKSR) => unknown): Routes['x'] =>
    forNew((ksr) => {
      run(ksr);
      ksr.tm.t_relay();
    });
  const nothing = (): void => {};

  it.each<[string, Routes, RequestText?]>([
    ['an AVP', { requestRoute: relay((ksr) => ksr.pv.sets('$avp(a)', '1')) }],
    ['an XAVP', { requestRoute: relay((ksr) => ksr.pv.sets('$xavp(a=>b)', '1')) }],
    ['headers for replies', { requestRoute: relay((ksr) => ksr.hdr.append_to_reply('X-A: 1\r\n')) }],
    ['another address in its Via', { requestRoute: relay((ksr) => ksr.set_advertised_address('198.51.100.1')) }],
    ['more in its Via', { requestRoute: relay((ksr) => ksr.corex.via_add_srvid(1)) }],
    ['something about its connection', { requestRoute: relay((ksr) => ksr.set_forward_close()) }],
    ['timers of its own', { requestRoute: relay((ksr) => ksr.tm.t_set_fr(60_000, 5000)) }],
    ['a failure callback', { requestRoute: relay((ksr) => ksr.tm.t_on_failure('nothing')), nothing }],
    ['a branch failure callback', { requestRoute: relay((ksr) => ksr.tm.t_on_branch_failure('nothing')), nothing }],
    ['a callback that waits', { requestRoute: relay((ksr) => ksr.tm.t_on_reply('waits')), waits: () => new Promise(() => {}) }],
    ['a request route that waits', { requestRoute: forNew((ksr) => [ksr.tm.t_relay(), new Promise(() => {})][1]) }],
    ['a Route field', RELAY, { headers: ['Route: <sip:203.0.113.31:5080;lr>'] }],
    ['a branch of a peer of RFC 2543', RELAY, { via: 'SIP/2.0/UDP 198.51.100.21:5070' }],
    ['more than 16 kB', RELAY, { headers: [`X-Long: ${'x'.repeat(9000)}`] }],
  ])('with %s', async (_name, routes, of = {}) => {
    const at = await scene(routes);
    await at.alice.sends('INVITE', of);
    await at.bob.replies('INVITE', 180);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(OBJECTS);
    // and what it keeps is one text each
    expect(only(at).branches[0]!.client!.text).toBe(at.bob.last('INVITE'));
    await at.alice.sends('CANCEL', of);
    expect(at.bob.got()).toEqual(['INVITE', 'CANCEL']);
    await at.settle('200s');
  });

  it('with two branches', async () => {
    const at = await scene({ requestRoute: forNew((ksr) => [fork(ksr, 'carol'), ksr.tm.t_relay()]) });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.carol.replies('INVITE', 180);
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual([1, 2, 0]);
    await settled(at);
  });

  it('with a CANCEL that the callee has not answered', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 183);
    await at.settle(A_WHILE);
    expect(at.transactions.stored.ringing.size).toBe(0);
    await settled(at);
  });

  it('with less than three seconds to go', async () => {
    const at = await ringing({ routes: RELAY, tm: { fr_inv_timer: 2500 } });
    expect(counts(at)).toEqual(OBJECTS);
    await settled(at);
  });

  it('with a route that looked it up and waits', async () => {
    let go = (): void => {};
    const results: number[] = [];
    const at = await ringing({
      requestRoute: (ksr) => {
        if (ksr.tm.t_lookup_request() < 0) return RELAY['requestRoute']!(ksr);
        return new Promise<void>((resolve) => (go = resolve)).then(() => results.push(ksr.tm.t_retransmit_reply()));
      },
    });
    await at.alice.sends('INVITE');
    await at.settle(A_WHILE);
    expect(counts(at)).toEqual(OBJECTS);
    go();
    await at.settle();
    expect([results, at.alice.got()]).toEqual([[1], ['180 INVITE']]);
    await settled(at);
  });
});

describe('a parked call is found by its Call-ID and CSeq', () => {
  const ended = (run: (ksr: AnyKSR) => unknown): { routes: Routes; results: unknown[] } => {
    const results: unknown[] = [];
    const requestRoute = (ksr: AnyKSR): unknown => (ksr.is_OPTIONS() ? results.push(run(ksr)) : RELAY['requestRoute']!(ksr));
    return { routes: { requestRoute }, results };
  };

  it.each<[string, (ksr: AnyKSR) => unknown, Record<string, string[]>]>([
    ['t_cancel_callid', (ksr) => ksr.tmx.t_cancel_callid('call@x', '7', 0), { bob: ['CANCEL'] }],
    ['t_reply_callid', (ksr) => ksr.tmx.t_reply_callid('call@x', '7', 480, 'Gone'), { alice: ['480 INVITE'], bob: ['CANCEL'] }],
  ])('%s', async (_name, run, got) => {
    const { routes, results } = ended(run);
    const at = await ringing(routes, { callId: 'call@x', cseq: 7 });
    expect(counts(at)).toEqual(PARKED);
    await at.alice.sends('OPTIONS', { callId: 'other', branch: 'other' });
    expect([results, at.got()]).toEqual([[1], got]);
    await settled(at);
  });

  it('and no other is', async () => {
    const { routes, results } = ended((ksr) =>
      ['call@y', 'call@', 'call@x'].map((callId, i) => ksr.tmx.t_cancel_callid(callId, i === 2 ? '8' : '7', 0)),
    );
    const at = await ringing(routes, { callId: 'call@x', cseq: 7 });
    await at.alice.sends('OPTIONS', { callId: 'other', branch: 'other' });
    expect([results, at.got(), counts(at)]).toEqual([[[-1, -1, -1]], {}, PARKED]);
    await settled(at);
  });
});
