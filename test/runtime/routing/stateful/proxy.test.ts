import { describe, expect, it } from 'vitest';
import { Destination } from '../../../../runtime/routing/destination.ts';
import { Branch } from '../../../../runtime/routing/stateful/branch.ts';
import { StatefulProxy } from '../../../../runtime/routing/stateful/proxy.ts';
import { replyAddress } from '../../../../runtime/routing/via.ts';
import { KeyedHash } from '../../../../runtime/transaction/keyed-hash.ts';
import type { TestServer } from '../../../support/context.ts';
import { arrived, bareServer } from '../messages.ts';
import { fork, forNew, header, reasonOf, RELAY, scene, URIS, type AnyKSR, type RequestText, type Scene } from '../scene.ts';

/** The only transaction there is. */
function only(at: Scene): StatefulProxy {
  const [first, second] = [...at.transactions.servers];
  expect(second).toBeUndefined();
  return first!;
}

/** The transaction of a request that arrived. */
function made(server: TestServer, of: RequestText & { method?: string } = {}): StatefulProxy {
  const cx = arrived(server, of);
  const { socket, flow } = cx.source;
  return new StatefulProxy(cx, server.core.transactions.servers.keyOf(cx.message), { socket, ...replyAddress(cx), flow });
}

describe('branch values and tags of a transaction', () => {
  it.each<[string, RequestText & { method?: string }, boolean]>([
    ['the same request', {}, true],
    // a CANCEL has the tag of its INVITE (RFC 3261 9.2)
    ['its CANCEL', { method: 'CANCEL' }, true],
    ['another branch', { branch: 'other' }, false],
    ['another sent-by', { via: 'SIP/2.0/UDP 203.0.113.78:5060;branch=z9hG4bK-INVITE1' }, false],
    ['another Call-ID', { callId: 'call-2' }, false],
    ['another CSeq number', { cseq: 2 }, false],
    ['another From tag', { fromTag: 'a2' }, false],
  ])('of %s', async (_name, of, same) => {
    const server = await bareServer();
    const [one, two] = [made(server), made(server, of)];
    expect(one.branchId(0)).toMatch(/^z9hG4bK[0-9a-f]{16}\.0$/);
    expect(one.ownTag).toMatch(/^t[0-9a-f]{16}$/);
    expect([one.branchId(0) === two.branchId(0), one.ownTag === two.ownTag]).toEqual([same, same]);
    expect(one.branchId(1)).not.toBe(one.branchId(0));
  });

  // whatever such a peer forks has one From tag, Call-ID and CSeq number; only its Via tells the branches apart
  it.each<[string, string, boolean]>([
    ['the same request', 'SIP/2.0/UDP 203.0.113.77:5060;branch=1', true],
    ['another branch', 'SIP/2.0/UDP 203.0.113.77:5060;branch=2', false],
    ['no branch', 'SIP/2.0/UDP 203.0.113.77:5060', false],
    ['another sent-by', 'SIP/2.0/UDP 203.0.113.78:5060;branch=1', false],
  ])('of a peer of RFC 2543: %s', async (_name, via, same) => {
    const server = await bareServer();
    const [one, two] = [made(server, { via: 'SIP/2.0/UDP 203.0.113.77:5060;branch=1' }), made(server, { via })];
    expect([one.branchId(0) === two.branchId(0), one.ownTag === two.ownTag]).toEqual([same, same]);
    expect(made(server, { via, method: 'CANCEL' }).ownTag).toBe(two.ownTag);
  });

  it('go to each of two calls that such a peer forked: their answers are told apart', async () => {
    const at = await scene(RELAY);
    for (const [n, uri] of [URIS.bob, URIS.carol].entries()) {
      await at.alice.sends('INVITE', { via: `SIP/2.0/UDP 198.51.100.21:5070;branch=${n}`, uri });
    }
    at.got();
    await at.carol.replies('INVITE', 200);
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ alice: ['200 INVITE', '486 INVITE'], bob: ['ACK'] });
    expect(header(at.alice.last('200 INVITE'), 'Via')).toBe('SIP/2.0/UDP 198.51.100.21:5070;branch=1');
    expect(header(at.alice.last('486 INVITE'), 'Via')).toBe('SIP/2.0/UDP 198.51.100.21:5070;branch=0');
  });

  it('can not be told from outside: another process makes others', async () => {
    const [one, two] = [await bareServer(), await bareServer()];
    Object.assign(two.core, { hash: new KeyedHash(Int32Array.of(1, 2)) });
    expect(made(one).branchId(0)).not.toBe(made(two).branchId(0));
  });
});

describe('a transaction', () => {
  it('begins without answer, and knows its kind and its life', async () => {
    const server = await bareServer();
    const invite = made(server);
    const other = made(server, { method: 'OPTIONS' });
    expect([invite.isInvite, other.isInvite, invite.answered, invite.pending, invite.isIdle]).toEqual([
      true,
      false,
      false,
      0,
      true,
    ]);
    expect([invite.lifeLeft, other.lifeLeft]).toEqual([180_000, 32_000]);
    server.clock.advance(1000);
    expect(invite.lifeLeft).toBe(179_000);
    server.clock.advance('1h');
    expect(invite.lifeLeft).toBe(0);
  });

  it('answers where the request came from', async () => {
    const server = await bareServer();
    const proxy = made(server, { via: 'SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bK1' });
    expect(proxy.server.hop).toMatchObject({ ip: '203.0.113.77', port: 5999, flow: 0 });
  });

  it('counts branches that are open', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol', 'dave');
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    const proxy = only(at);
    expect([proxy.branches.length, proxy.pending, proxy.isIdle]).toEqual([3, 3, false]);
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 180);
    expect(proxy.pending).toBe(2);
    await at.carol.replies('INVITE', 200);
    expect([proxy.answered, proxy.over]).toEqual([true, false]);
    await at.settle('6s');
    expect(proxy.over).toBe(true);
  });

  it('ends once, with all of its branches', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    const proxy = only(at);
    proxy.ended();
    proxy.ended();
    expect([proxy.over, at.transactions.clientCount]).toEqual([true, 0]);
    proxy.server.terminate();
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });
});

describe('branches of a transaction', () => {
  it('are added behind each other, and taken away from the end', async () => {
    const server = await bareServer();
    const proxy = made(server);
    const branches = [0, 1, 2].map((index) => new Branch(proxy, index, new Destination(), () => {}));
    for (const branch of branches) proxy.addBranch(branch);
    expect(proxy.branches).toEqual(branches);
    proxy.dropBranches(2);
    expect(proxy.branches).toEqual(branches.slice(0, 1));
    proxy.dropBranches(1);
    expect([proxy.branches.length, proxy.isIdle]).toEqual([0, true]);
  });
});

describe('what a transaction that waits keeps of its request', () => {
  it('is its text and what scripts made of it; what was read is read again', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => [ksr.hdr.append('X-A: b\r\n'), ksr.tm.t_on_failure('failed'), ksr.tm.t_relay()]),
      failed: (ksr: AnyKSR) => ksr.tm.t_reply(600, `${String(ksr.pv.get('$fU'))} ${String(ksr.pv.get('$rd'))}`),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(reasonOf(at.alice.last('600 INVITE'))).toBe('alice 203.0.113.31');
  });
});

describe('edits of a request that waits for its answer', () => {
  const appended = (ksr: AnyKSR): unknown => ksr.hdr.append('X-A: b\r\n');

  it.each<[string, (ksr: AnyKSR) => unknown, number]>([
    ['are let go where no callback can send it elsewhere', () => 0, 0],
    ['also with a reply callback', (ksr) => ksr.tm.t_on_reply('later'), 0],
    ['stay for a failure callback', (ksr) => ksr.tm.t_on_failure('later'), 1],
    ['stay for a branch failure callback', (ksr) => ksr.tm.t_on_branch_failure('later'), 1],
  ])('%s', async (_name, arm, size) => {
    const at = await scene({
      requestRoute: forNew((ksr) => [appended(ksr), arm(ksr), ksr.tm.t_relay()]),
      later: () => {},
    });
    await at.alice.sends('INVITE');
    expect(at.bob.last('INVITE')).toContain('\r\nX-A: b\r\n');
    const proxy = only(at);
    expect([proxy.edits.size, proxy.cx.message.edits.size]).toEqual([size, size]);
    // what was sent is sent again as it was, and cancelled
    await at.settle(600);
    expect(at.bob.last('INVITE')).toContain('\r\nX-A: b\r\n');
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    expect(at.bob.got().at(-1)).toBe('CANCEL');
  });

  it('go into the second leg', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => [appended(ksr), ksr.tm.t_on_failure('elsewhere'), ksr.tm.t_relay()]),
      elsewhere: (ksr: AnyKSR) => [ksr.seturi(URIS.carol), ksr.tm.t_relay()],
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(at.carol.last('INVITE')).toContain('\r\nX-A: b\r\n');
  });
});

describe('timers of a transaction', () => {
  it('are those of all, until it has its own', async () => {
    const server = await bareServer();
    const { options } = server.core.stateful;
    const [one, two] = [made(server), made(server, { callId: 'call-2' })];
    expect([one.timing === options.timing, one.server.timing === options.timing, two.timing === options.timing]).toEqual([
      true,
      true,
      true,
    ]);
    const before = { ...options.timing };
    const own = one.ownTiming();
    expect([own === options.timing, one.timing === own, one.server.timing === own, one.ownTiming() === own]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(own).toEqual(before);
    own.fr = 1;
    expect([options.timing, two.timing, two.server.timing]).toEqual([before, before, before]);
  });

  it('of its own are those of its branches and CANCELs too, and of no other call', async () => {
    const at = await scene({ requestRoute: forNew((ksr) => [fork(ksr, 'carol'), ksr.tm.t_relay()]) });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE', { callId: 'call-2', branch: 'b2' });
    await at.bob.replies('INVITE', 180);
    const [one, two] = [...at.transactions.servers].toSorted((a, b) => a.key.callId.localeCompare(b.key.callId));
    await at.alice.sends('CANCEL', { callId: 'call-2', branch: 'b2' });
    const own = two!.ownTiming();
    const timings = two!.branches.flatMap(({ client, cancel }) => [client?.timing, cancel?.timing]);
    expect(timings.filter((timing) => timing === own)).toHaveLength(3);
    expect(timings.filter((timing) => timing !== own && timing !== undefined)).toEqual([]);
    expect(one!.branches.every(({ client }) => client!.timing === at.server.engine.stateful.options.timing)).toBe(true);
  });
});

describe('what an answered transaction keeps of its request: nothing', () => {
  const GONE = 'sip:gone.invalid';

  it.each([300, 486, 699])('behind a %d', async (status) => {
    const at = await scene({ requestRoute: forNew((ksr) => ksr.tm.t_relay()) });
    await at.alice.sends('INVITE');
    const proxy = only(at);
    await at.bob.replies('INVITE', 180);
    expect(proxy.cx.message.requestUri).not.toBe(GONE);
    await at.bob.replies('INVITE', status);
    expect(proxy.cx.message.requestUri).toBe(GONE);
    // and still absorbs
    at.got();
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: [`${status} INVITE`] });
  });

  it.each([200, 299])('behind a %d, with which it is no object any more', async (status) => {
    const at = await scene({ requestRoute: forNew((ksr) => ksr.tm.t_relay()) });
    await at.alice.sends('INVITE');
    const proxy = only(at);
    await at.bob.replies('INVITE', 180);
    expect([proxy.over, proxy.cx.message.requestUri]).toEqual([false, 'sip:bob@203.0.113.31:5080']);
    await at.bob.replies('INVITE', status);
    expect([proxy.over, at.transactions.servers.size, at.transactions.clientCount]).toEqual([true, 0, 0]);
    expect(at.transactions.stored.finished.size).toBe(1);
    // and still absorbs
    at.got();
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: [`${status} INVITE`] });
    expect(only(at).cx.message.requestUri).toBe(GONE);
  });

  it('behind a reply of our own, when the route has ended', async () => {
    const seen: string[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        ksr.tm.t_send_reply(486, 'Busy');
        seen.push(String(ksr.pv.get('$ru')));
      },
    });
    await at.alice.sends('INVITE');
    expect(seen).toEqual(['sip:bob@203.0.113.31:5080']);
    expect(only(at).cx.message.requestUri).toBe(GONE);
  });

  it('while a route still runs, all of it', async () => {
    let open = (): void => {};
    const seen: string[] = [];
    const at = await scene({
      requestRoute: async (ksr) => {
        ksr.tm.t_send_reply(486, 'Busy');
        await new Promise<void>((resolve) => (open = resolve));
        seen.push(String(ksr.pv.get('$ru')));
      },
    });
    await at.alice.sends('INVITE');
    expect(only(at).cx.message.requestUri).not.toBe(GONE);
    open();
    await at.settle();
    expect([seen, only(at).cx.message.requestUri]).toEqual([['sip:bob@203.0.113.31:5080'], GONE]);
  });
});
