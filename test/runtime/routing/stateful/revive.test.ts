import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromExports } from '../../../../runtime/loader/generation.ts';
import type { StatefulProxy } from '../../../../runtime/routing/stateful/proxy.ts';
import {
  forNew,
  header,
  param,
  reasonOf,
  RELAY,
  scene,
  uriOf,
  type AnyKSR,
  type RequestText,
  type Routes,
  type Scene,
} from '../scene.ts';

/** How many transactions are objects, their client transactions, and how many have finished. */
function counts(at: Scene): [objects: number, clients: number, finished: number] {
  return [at.transactions.servers.size, at.transactions.clientCount, at.transactions.stored.finished.size];
}

/** A request that the callee answered; nothing that arrived until then is left to be asked for. */
async function answered(method: string, status: number, routes: Routes = RELAY, of: RequestText = {}): Promise<Scene> {
  const at = await scene(routes);
  await at.alice.sends(method, of);
  await at.bob.replies(method, status, { headers: ['X-Answer: 1'], body: 'hello' });
  expect(counts(at)).toEqual([0, 0, 1]);
  at.got();
  return at;
}

async function settled(at: Scene): Promise<void> {
  await at.settle('6s');
  expect([at.isEmpty, at.errors]).toEqual([true, []]);
}

describe('a repeated request behind the final reply', () => {
  it.each([
    ['INVITE', 200],
    ['INVITE', 202],
    ['MESSAGE', 200],
    ['MESSAGE', 404],
    ['BYE', 200],
    ['BYE', 481],
    ['OPTIONS', 699],
  ])('%s: the %d again, octet for octet', async (method, status) => {
    const at = await answered(method, status);
    for (let n = 0; n < 3; n++) {
      await at.settle(500);
      await at.alice.sends(method);
      expect(at.got()).toEqual({ alice: [`${status} ${method}`] });
    }
    const replies = at.alice.all().filter((text) => text.startsWith(`SIP/2.0 ${status}`));
    expect([replies.length, new Set(replies).size]).toEqual([4, 1]);
    expect(counts(at)).toEqual([1, 1, 0]);
    expect(at.transactions.counters.serverCreated).toBe(1);
    await settled(at);
  });

  it.each<[string, (ksr: AnyKSR) => unknown, string]>([
    ['t_relay', (ksr) => ksr.tm.t_relay(), '200 MESSAGE'],
    ['t_newtran', (ksr) => ksr.tm.t_newtran(), '200 MESSAGE'],
    ['t_check_trans', (ksr) => ksr.tm.t_check_trans(), '200 MESSAGE'],
    ['t_retransmit_reply', (ksr) => [ksr.tm.t_lookup_request(), ksr.tm.t_retransmit_reply()], '200 MESSAGE'],
    ['t_send_reply', (ksr) => ksr.tm.t_send_reply(486, 'Busy'), '200 MESSAGE'],
  ])('is answered by %s', async (_name, again, kind) => {
    let first = true;
    const at = await scene({
      requestRoute: (ksr) => {
        if (first) ksr.tm.t_relay();
        else again(ksr);
        first = false;
      },
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    at.got();
    await at.alice.sends('MESSAGE');
    expect(at.got()).toEqual({ alice: [kind] });
    await settled(at);
  });

  it('goes where the reply went', async () => {
    // the reply goes to the source's address and the port of sent-by, whatever the repeated request comes from
    const at = await answered('MESSAGE', 200, RELAY, { via: 'SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK-MESSAGE1' });
    const text = at.bob.last('MESSAGE');
    expect(header(text, 'Call-ID')).toBe('call-1');
    await at.carol.sends('MESSAGE', { via: 'SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK-MESSAGE1' });
    expect(at.got()).toEqual({ alice: ['200 MESSAGE'] });
    await settled(at);
  });

  it('a reply of this server too, with its tag', async () => {
    const at = await scene({ requestRoute: forNew((ksr) => ksr.tm.t_send_reply(404, 'Nobody')) });
    await at.alice.sends('MESSAGE');
    expect(counts(at)).toEqual([0, 0, 1]);
    await at.alice.sends('MESSAGE');
    const [one, two] = at.alice.all();
    expect([one, reasonOf(one!), param(one!, 'To', 'tag')]).toEqual([two, 'Nobody', expect.stringMatching(/^t[0-9a-f]{16}$/)]);
    expect(counts(at)).toEqual([1, 0, 0]);
    await settled(at);
  });

  it.each<[string, RequestText]>([
    ['another branch', { branch: 'other' }],
    ['another Call-ID', { callId: 'call-2' }],
    ['another CSeq number', { cseq: 2 }],
    ['another sent-by', { via: 'SIP/2.0/UDP 198.51.100.21:5071;branch=z9hG4bK-MESSAGE1' }],
  ])('is a new one with %s', async (_name, of) => {
    const at = await answered('MESSAGE', 200);
    await at.alice.sends('MESSAGE', of);
    expect([at.bob.got(), counts(at)]).toEqual([['MESSAGE'], [1, 1, 1]]);
  });

  it.each([
    ['as long as it waits', 4900, { alice: ['200 MESSAGE'] }],
    ['and is a new one behind that', 5000, { bob: ['MESSAGE'] }],
  ])('%s', async (_name, ms, got) => {
    const at = await answered('MESSAGE', 200);
    await at.settle(ms);
    await at.alice.sends('MESSAGE');
    expect(at.got()).toEqual(got);
  });

  it.each([0, 1000, 4900])('%d ms later lives no longer for it', async (ms) => {
    const at = await answered('INVITE', 200);
    await at.settle(ms);
    await at.alice.sends('INVITE');
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.settle(4999 - ms);
    expect(counts(at)).toEqual([1, 1, 0]);
    await at.settle(2);
    expect(counts(at)).toEqual([0, 0, 0]);
    await settled(at);
  });
});

describe('what looks for a finished transaction', () => {
  /** Asks all there is to ask of each request behind the first, which is relayed. */
  async function asking(method: string): Promise<{ at: Scene; answers: unknown[] }> {
    const answers: unknown[] = [];
    let first = true;
    const at = await scene({
      requestRoute: (ksr) => {
        if (first) ksr.tm.t_relay();
        else answers.push([ksr.tm.t_exists(), ksr.tm.t_lookup_request(), ksr.tm.t_lookup_cancel(), ksr.tm.t_check_trans()]);
        first = false;
      },
    });
    await at.alice.sends(method);
    await at.bob.replies(method, 200);
    at.got();
    return { at, answers };
  }

  it.each<[string, string, RequestText, readonly number[], readonly string[]]>([
    ['MESSAGE', 'MESSAGE', {}, [1, 1, -1, 0], ['200 MESSAGE']],
    ['MESSAGE', 'MESSAGE', { branch: 'other' }, [-1, -1, -1, -1], []],
    // t_lookup_cancel asks for the INVITE with this branch, whatever asks
    ['INVITE', 'INVITE', {}, [1, 1, 1, 0], ['200 INVITE']],
    ['INVITE', 'INVITE', { callId: 'call-2' }, [-1, -1, -1, -1], []],
    ['INVITE', 'CANCEL', {}, [-1, -1, 1, 1], []],
    ['INVITE', 'CANCEL', { branch: 'other' }, [-1, -1, -1, -1], []],
    // the ACK of a 2xx is no part of the transaction, even if it has its branch
    ['INVITE', 'ACK', { toTag: 'b1' }, [1, 1, 1, -1], []],
    ['INVITE', 'ACK', { toTag: 'b1', branch: 'other' }, [-1, -1, -1, -1], []],
  ])('%s, then %s %o: %j', async (method, then, of, expected, got) => {
    const { at, answers } = await asking(method);
    for (let n = 0; n < 2; n++) await at.alice.sends(then, of);
    expect(answers).toEqual([expected, expected]);
    expect([at.alice.got(), at.bob.got()]).toEqual([[...got, ...got], []]);
    expect(at.errors).toEqual([]);
  });

  it('does so in vain when the wait is over', async () => {
    const { at, answers } = await asking('INVITE');
    await at.settle('5s');
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(answers).toEqual([
      [-1, -1, -1, -1],
      [-1, -1, -1, -1],
    ]);
    expect(at.isEmpty).toBe(true);
  });
});

describe('a repeated 2xx of the callee', () => {
  /** Sets flags; a callback for replies writes down what it sees, and changes them. */
  function flagged(seen: unknown[]): Routes {
    return {
      requestRoute: forNew((ksr) => {
        for (const flag of [0, 9, 31]) ksr.setflag(flag);
        for (const flag of [3, 31]) ksr.setbflag(flag);
        for (const flag of [1, 31, 32, 63]) ksr.corex.setxflag(flag);
        ksr.tm.t_on_reply('replied');
        ksr.tm.t_relay();
      }),
      replied: (ksr) => {
        const xflags = [0, 1, 31, 32, 33, 63].filter((flag) => ksr.corex.isxflagset(flag) === 1);
        seen.push([ksr.pv.get('$rs'), ksr.pv.get('$mf'), ksr.pv.get('$bf'), xflags, ksr.pv.get('$T_branch_idx')]);
        ksr.hdr.append(`X-Run: ${seen.length}\r\n`);
      },
    };
  }

  it('goes up again, once more through the callback, with the flags as they were', async () => {
    const seen: unknown[] = [];
    const at = await answered('INVITE', 200, flagged(seen));
    for (let n = 0; n < 3; n++) {
      await at.settle(500);
      await at.bob.replies('INVITE', 200, { toTag: `fork${n}` });
      expect(at.got()).toEqual({ alice: ['200 INVITE'] });
      const reply = at.alice.last('200 INVITE');
      expect([header(reply, 'X-Run'), param(reply, 'To', 'tag'), header(reply, 'Via')]).toEqual([
        String(n + 2),
        `fork${n}`,
        'SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bK-INVITE1',
      ]);
    }
    expect(seen).toHaveLength(4);
    expect(seen[0]).toEqual([200, (1 << 31) | 513, (1 << 31) | 8, [1, 31, 32, 63], 0]);
    for (const later of seen) expect(later).toEqual(seen[0]);
    await settled(at);
  });

  it('sees the flags that callbacks changed, as long as the call lives', async () => {
    const seen: unknown[] = [];
    const at = await answered('INVITE', 200, {
      requestRoute: forNew((ksr) => [ksr.tm.t_on_reply('replied'), ksr.tm.t_relay()]),
      replied: (ksr) => {
        seen.push(ksr.pv.get('$mf'));
        ksr.setflag(seen.length);
      },
    });
    for (let n = 0; n < 3; n++) await at.bob.replies('INVITE', 200);
    expect(seen).toEqual([0, 2, 6, 14]);
    await settled(at);
  });

  it('is absorbed where the request was no INVITE', async () => {
    const seen: unknown[] = [];
    const at = await answered('MESSAGE', 200, flagged(seen));
    const before = at.server.engine.stateful.repliesAbsorbed;
    await at.bob.replies('MESSAGE', 200);
    await at.bob.replies('MESSAGE', 404);
    expect([at.got(), seen.length, at.server.engine.stateful.repliesAbsorbed - before]).toEqual([{}, 3, 2]);
    expect([at.server.engine.counters.strayReplies, at.errors]).toEqual([0, []]);
    await settled(at);
  });

  it('belongs to nothing when the wait is over', async () => {
    const at = await answered('INVITE', 200);
    await at.settle('5s');
    await at.bob.replies('INVITE', 200);
    expect([at.got(), at.server.engine.counters.strayReplies]).toEqual([{}, 1]);
    expect(at.isEmpty).toBe(true);
  });

  it('is what the next repeated INVITE gets', async () => {
    const at = await answered('INVITE', 200);
    await at.bob.replies('INVITE', 202);
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: ['202 INVITE', '202 INVITE'] });
    await settled(at);
  });

  it('runs the callback of the routes that the call began with, under whatever name the new ones have another', async () => {
    const seen: string[] = [];
    const routes = (name: string): Routes => ({
      requestRoute: forNew((ksr) => [ksr.tm.t_on_reply('replied'), ksr.tm.t_relay()]),
      replied: () => seen.push(name),
    });
    const at = await answered('INVITE', 200, routes('old'));
    at.server.engine.routes = fromExports(routes('new'), { file: '/test/routes.ts' });
    await at.bob.replies('INVITE', 200);
    at.server.engine.routes = fromExports(RELAY, { file: '/test/routes.ts' });
    await at.bob.replies('INVITE', 200);
    expect([seen, at.alice.got()]).toEqual([
      ['old', 'old', 'old'],
      ['200 INVITE', '200 INVITE'],
    ]);
    await settled(at);
  });

  it('may be looked at asynchronously', async () => {
    const opens: (() => void)[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => [ksr.tm.t_on_reply('replied'), ksr.tm.t_relay()]),
      replied: (ksr) =>
        opens.length < 2 ? new Promise<void>((resolve) => opens.push(resolve)) : ksr.hdr.append('X-Late: 1\r\n'),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    for (const open of opens) open();
    await at.settle();
    expect(at.alice.got()).toEqual(['200 INVITE', '200 INVITE']);
    await settled(at);
  });

  it('goes up when its core reply route ran while the one before came through', async () => {
    const opens: (() => void)[] = [];
    const at = await scene({
      ...RELAY,
      onReplyRoute: () => new Promise<void>((resolve) => opens.push(resolve)),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.bob.replies('INVITE', 200);
    await at.bob.replies('INVITE', 486);
    expect(opens).toHaveLength(3);
    for (const open of opens) open();
    await at.settle();
    expect(at.got()).toEqual({ alice: ['100 INVITE', '200 INVITE', '200 INVITE'], bob: ['INVITE', 'ACK'] });
    await settled(at);
  });

  it('is known where the call has an advertised address of its own', async () => {
    const at = await answered('INVITE', 200, {
      requestRoute: forNew((ksr) => [ksr.set_advertised_address('edge.example.net'), ksr.tm.t_relay()]),
    });
    expect(header(at.bob.last('INVITE'), 'Via')).toContain('edge.example.net');
    await at.bob.replies('INVITE', 200);
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ alice: ['200 INVITE'], bob: ['ACK'] });
    expect(at.server.engine.counters.foreignReplies).toBe(0);
    await settled(at);
  });
});

describe('a negative reply behind the 2xx', () => {
  it.each<[string, readonly number[]]>([
    ['at once', []],
    ['behind another 2xx', [200]],
    ['again', [200, 486]],
  ])('is acknowledged, %s, and goes nowhere', async (_name, before) => {
    const at = await answered('INVITE', 200);
    for (const status of before) await at.bob.replies('INVITE', status);
    at.got();
    await at.bob.replies('INVITE', 486, { toTag: 'late' });
    expect(at.got()).toEqual({ bob: ['ACK'] });
    const [invite, ack] = [at.bob.last('INVITE'), at.bob.last('ACK')];
    expect([uriOf(ack), param(ack, 'To', 'tag'), header(ack, 'CSeq')]).toEqual([uriOf(invite), 'late', '1 ACK']);
    for (const name of ['Via', 'From', 'Call-ID']) expect(header(ack, name)).toBe(header(invite, name));
    await settled(at);
  });

  it('is acknowledged under the URI that the request was sent on with', async () => {
    const at = await answered('INVITE', 200, {
      requestRoute: forNew((ksr) => [ksr.seturi('sip:robert@203.0.113.31:5080;x=y'), ksr.tm.t_relay()]),
    });
    await at.bob.replies('INVITE', 500);
    expect(uriOf(at.bob.last('ACK'))).toBe('sip:robert@203.0.113.31:5080;x=y');
    await settled(at);
  });
});

describe('a CANCEL behind the 200', () => {
  it('is answered 200, and that is all', async () => {
    const at = await answered('INVITE', 200);
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'] });
    expect(reasonOf(at.alice.last('200 CANCEL'))).toBe('ok -- no more pending branches');
    // again: the reply of the CANCEL's own transaction
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'] });
    await settled(at);
  });

  it('leaves the call as it is: the INVITE gets its 200 again, and so does a late one go up', async () => {
    const at = await answered('INVITE', 200);
    await at.alice.sends('CANCEL');
    at.got();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    expect(at.got()).toEqual({ alice: ['200 INVITE', '200 INVITE'] });
    await settled(at);
  });

  it('belongs to nothing when the wait is over', async () => {
    const at = await scene({ routes: RELAY, tm: { unmatched_cancel: 2 } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.settle('5s');
    at.got();
    await at.alice.sends('CANCEL');
    expect([at.got(), at.isEmpty]).toEqual([{}, true]);
  });
});

describe('the ACK of a 2xx', () => {
  it('with the branch of its INVITE gets the branch of ours', async () => {
    const at = await answered('INVITE', 200);
    await at.alice.acknowledges();
    expect(at.got()).toEqual({ bob: ['ACK'] });
    expect(param(at.bob.last('ACK'), 'Via', 'branch')).toBe(param(at.bob.last('INVITE'), 'Via', 'branch'));
    await settled(at);
  });

  it('with a branch of its own asks for nobody', async () => {
    const at = await answered('INVITE', 200);
    await at.alice.acknowledges({ branch: 'ack1' });
    expect([at.got(), counts(at)]).toEqual([{ bob: ['ACK'] }, [0, 0, 1]]);
    expect(param(at.bob.last('ACK'), 'Via', 'branch')).not.toBe(param(at.bob.last('INVITE'), 'Via', 'branch'));
    await settled(at);
  });
});

describe('a transaction that was taken out again', () => {
  const only = (at: Scene): StatefulProxy => [...at.transactions.servers][0]!;

  it('is what it was, as far as anybody can ask', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    const before = only(at);
    const branch = before.branchId(0);
    await at.bob.replies('INVITE', 200);
    await at.alice.sends('INVITE');
    const after = only(at);
    expect(after).not.toBe(before);
    expect([before.over, after.over]).toEqual([true, false]);
    expect([after.key, after.hash]).toEqual([before.key, before.hash]);
    expect([after.isInvite, after.answered, after.pending, after.isIdle, after.relayed]).toEqual([true, true, 0, false, true]);
    expect([after.branchId(0), after.branchId(1), after.branches[0]!.client!.branch]).toEqual([
      branch,
      before.branchId(1),
      branch,
    ]);
    expect(after.server.hop).toEqual(before.server.hop);
    expect(after.branches[0]!.client!.hop).toMatchObject({ ip: '203.0.113.31', port: 5080 });
    expect([after.server.lastStatus, after.server.lastReply]).toEqual([200, at.alice.last('200 INVITE')]);
    expect([after.timing, after.server.timing]).toEqual([before.timing, before.timing]);
  });

  it.each(['INVITE', 'MESSAGE'])('relays and answers nothing more: %s', async (method) => {
    const results: unknown[] = [];
    let run = 0;
    const at = await scene({
      requestRoute: (ksr) => {
        if (run++ === 0) ksr.tm.t_relay();
        else results.push([ksr.tm.t_newtran(), ksr.tm.t_reply(486, 'Busy'), ksr.tm.t_relay(), ksr.tm.t_send_reply(486, 'Busy')]);
      },
    });
    await at.alice.sends(method);
    await at.bob.replies(method, 200);
    at.got();
    await at.alice.sends(method);
    expect(at.bob.got()).toEqual([]);
    expect(new Set(at.alice.got())).toEqual(new Set([`200 ${method}`]));
    expect(results).toEqual([[0, -1, 1, -1]]);
    await settled(at);
  });
});

// The same happens to two servers. One of them has an AVP with each transaction, so that none ever rests: nobody can tell which
describe('a server whose transactions rest, or are parked while they ring, does what one does whose transactions do not', () => {
  /** What a test may do. */
  type Step = readonly ['request' | 'reply' | 'cancel' | 'ack' | 'reload', number, number];

  const METHODS = ['INVITE', 'MESSAGE', 'BYE'] as const;
  const STATUSES = [100, 180, 183, 180, 200, 200, 200, 202, 404, 486, 503, 603];

  interface Arrival {
    readonly when: number;
    readonly text: string;
  }

  // Timers that are due within 8 ms fire together, so that those of one server may be a little later than those of the other
  function expectSame(one: readonly Arrival[], other: readonly Arrival[]): void {
    const sorted = [one, other].map((list) =>
      list.toSorted((a, b) => (a.text === b.text ? a.when - b.when : a.text < b.text ? -1 : 1)),
    );
    expect(sorted[0]!.map(({ text }) => text)).toEqual(sorted[1]!.map(({ text }) => text));
    const apart = sorted[0]!.map(({ when }, i) => Math.abs(when - sorted[1]![i]!.when));
    expect(Math.max(0, ...apart)).toBeLessThan(100);
  }

  /** What was seen on the wire and in the routes; how many finished and ringing transactions there were at most. */
  interface Played {
    readonly wire: readonly (readonly Arrival[])[];
    readonly seen: unknown[];
    readonly most: number;
    readonly rang: number;
  }

  async function play(steps: readonly Step[], stays: boolean): Promise<Played> {
    const seen: unknown[] = [];
    const routes = (generation: number): Routes => ({
      requestRoute: (ksr) => {
        if (stays) ksr.pv.sets('$avp(stays)', '1');
        const asked = [ksr.tm.t_exists(), ksr.tm.t_lookup_request(), ksr.tm.t_lookup_cancel(), ksr.tm.t_check_trans()];
        seen.push([ksr.pv.get('$rm'), ksr.pv.get('$ci'), ...asked]);
        if (ksr.is_ACK() || ksr.is_CANCEL()) {
          if (asked[3] !== 0) seen.push(ksr.tm.t_relay());
          return;
        }
        if (asked[3] === 0) return;
        ksr.setflag(31);
        ksr.setbflag(generation & 31);
        ksr.tm.t_on_reply('replied');
        seen.push(ksr.tm.t_relay());
      },
      replied: (ksr) => {
        seen.push([generation, ...['$rs', '$rm', '$ci', '$mf', '$bf', '$T_branch_idx'].map((name) => ksr.pv.get(name))]);
        ksr.setflag(generation & 31);
      },
    });
    const at = await scene(routes(0));
    let most = 0;
    let rang = 0;
    let generation = 0;
    for (const [kind, n, pause] of steps) {
      const call = n % 3;
      const method = METHODS[call]!;
      const of = { callId: `call-${call}`, branch: `b${call}` };
      if (kind === 'request') await at.alice.sends(method, of);
      else if (kind === 'cancel') await at.alice.sends('CANCEL', { callId: 'call-0', branch: 'b0' });
      else if (kind === 'ack')
        await at.alice.sends('ACK', { ...of, callId: 'call-0', branch: n % 2 === 0 ? 'b0' : 'b9', toTag: 'b1' });
      else if (kind === 'reload') at.server.engine.routes = fromExports(routes(++generation), { file: '/test/routes.ts' });
      else if (at.bob.all().some((text) => text.startsWith(method))) {
        await at.bob.replies(method, STATUSES[(n >> 2) % STATUSES.length]!, { toTag: 'b1' });
      }
      most = Math.max(most, at.transactions.stored.finished.size);
      await at.settle(pause);
      rang = Math.max(rang, at.transactions.stored.ringing.size);
    }
    await at.settle('200s');
    expect([at.isEmpty, at.errors]).toEqual([true, []]);
    const { received: alice } = at.alice.peer;
    const { received: bob } = at.bob.peer;
    return { wire: [alice, bob].map((list) => list.map(({ at: when, text }) => ({ when, text }))), seen, most, rang };
  }

  // an INVITE that is parked and answered, cancelled, repeated, or rings to the end
  const RINGING: [number, Step[]][] = (
    [
      [['reply', 18, 0]],
      [['cancel', 0, 600]],
      [
        ['request', 0, 600],
        ['reload', 0, 119_900],
      ],
    ] satisfies Step[][]
  ).map((then) => [1, [['request', 0, 0], ['reply', 12, 2600], ...then]]);

  it('whatever comes, and whenever', { timeout: 120_000 }, async () => {
    const kind = fc.oneof(
      { weight: 6, arbitrary: fc.constant('request' as const) },
      { weight: 8, arbitrary: fc.constant('reply' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cancel' as const, 'ack' as const, 'reload' as const) },
    );
    // up to timer C, which ends what rings
    const pause = fc.oneof(fc.constant(0), fc.nat(600), fc.nat(2600), fc.constantFrom(118_000, 119_900));
    let rang = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.array(fc.tuple(kind, fc.nat(1000), pause), { maxLength: 40, size: 'max' }),
        async (call, steps) => {
          // one has finished at the beginning, with a 200
          const all: Step[] = [['request', call, 0], ['reply', [18, 16, 17][call]!, 0], ...steps];
          const resting = await play(all, false);
          const staying = await play(all, true);
          rang += resting.rang;
          expect([resting.most > 0, staying.most, staying.rang]).toEqual([true, 0, 0]);
          expect(resting.seen).toEqual(staying.seen);
          for (const peer of [0, 1]) expectSame(resting.wire[peer]!, staying.wire[peer]!);
        },
      ),
      { numRuns: 150, examples: RINGING },
    );
    expect(rang).toBeGreaterThan(0);
  });
});
