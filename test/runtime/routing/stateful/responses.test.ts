import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  fork,
  forNew,
  header,
  headers,
  kindOf,
  reasonOf,
  RELAY,
  scene,
  type AnyKSR,
  type Routes,
  type Scene,
} from '../scene.ts';

async function call(routes: Routes = RELAY, tm: Record<string, unknown> = {}): Promise<Scene> {
  const at = await scene({ routes, tm });
  await at.alice.sends('INVITE');
  at.got();
  return at;
}

/** Relays with a callback for replies. */
function withReply(reply: (ksr: AnyKSR) => unknown, before: (ksr: AnyKSR) => unknown = () => {}): Routes {
  return {
    requestRoute: forNew((ksr) => {
      before(ksr);
      ksr.tm.t_on_reply('reply');
      ksr.tm.t_relay();
    }),
    reply,
  };
}

const FORK: Routes = {
  requestRoute: forNew((ksr) => {
    fork(ksr, 'carol');
    ksr.tm.t_relay();
  }),
};

describe('what goes upstream (RFC 3261 16.7; spec 9.5)', () => {
  it('is the reply without our Via, else as it came', async () => {
    const at = await call();
    await at.bob.replies('INVITE', 200, { reason: 'Fine  indeed', body: 'v=0\r\n', headers: ['X-Odd:  kept  as is '] });
    const reply = at.alice.last('200 INVITE');
    expect(reasonOf(reply)).toBe('Fine  indeed');
    expect(headers(reply, 'Via')).toEqual(['SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bK-INVITE1']);
    expect([reply.includes('X-Odd:  kept  as is \r\n'), bodyOf(reply)]).toEqual([true, 'v=0\r\n']);
  });

  it.each<[number, boolean]>([
    [100, false],
    [101, true],
    [180, true],
    [183, true],
    [199, true],
    [200, true],
    [299, true],
    [404, true],
    [699, true],
  ])('a %d: %s', async (status, relayed) => {
    const at = await call();
    await at.bob.replies('INVITE', status);
    expect(at.alice.got()).toEqual(relayed ? [`${status} INVITE`] : []);
  });

  it('is every provisional, repeated ones too', async () => {
    const at = await call();
    for (const status of [180, 180, 183]) await at.bob.replies('INVITE', status);
    expect(at.alice.got()).toEqual(['180 INVITE', '180 INVITE', '183 INVITE']);
  });

  it('are the provisionals of all branches', async () => {
    const at = await call(FORK);
    await at.bob.replies('INVITE', 180, { toTag: 'b' });
    await at.carol.replies('INVITE', 180, { toTag: 'c' });
    expect(at.alice.got()).toEqual(['180 INVITE', '180 INVITE']);
  });

  it('is no provisional behind the final reply', async () => {
    const at = await call(FORK);
    await at.bob.replies('INVITE', 200);
    await at.carol.replies('INVITE', 180);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('is every 2xx to an INVITE: repeated, of another fork, and late (RFC 6026)', async () => {
    const at = await call(FORK);
    await at.bob.replies('INVITE', 200, { toTag: 'one' });
    await at.bob.replies('INVITE', 200, { toTag: 'one' });
    await at.bob.replies('INVITE', 200, { toTag: 'two' });
    await at.carol.replies('INVITE', 200, { toTag: 'three' });
    await at.settle('3s');
    await at.bob.replies('INVITE', 200, { toTag: 'one' });
    expect(
      at.alice
        .all()
        .filter((text) => kindOf(text) === '200 INVITE')
        .map((text) => /tag=(\w+)$/.exec(header(text, 'To'))![1]),
    ).toEqual(['one', 'one', 'two', 'three', 'one']);
  });

  it('is one final reply to another request', async () => {
    const at = await scene(FORK);
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    await at.carol.replies('MESSAGE', 200);
    await at.bob.replies('MESSAGE', 200);
    expect(at.alice.got()).toEqual(['200 MESSAGE']);
  });

  it('is the 2xx of one branch though another has failed', async () => {
    const at = await call(FORK);
    await at.bob.replies('INVITE', 404);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('is what the last reply was when the request comes again', async () => {
    const at = await call();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '180 INVITE', '486 INVITE', '486 INVITE']);
  });
});

describe('what goes downstream', () => {
  it('is the ACK of each negative reply, and of its repetition (17.1.1.3)', async () => {
    const at = await call();
    await at.bob.replies('INVITE', 486);
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ alice: ['486 INVITE'], bob: ['ACK', 'ACK'] });
    const ack = at.bob.last('ACK');
    expect(headers(ack, 'Via')).toEqual([headers(at.bob.last('INVITE'), 'Via')[0]]);
    expect(header(ack, 'To')).toBe(header(at.alice.last('486 INVITE'), 'To'));
  });

  it('is no ACK of a 2xx: that travels end to end', async () => {
    const at = await call();
    await at.bob.replies('INVITE', 200);
    expect(at.bob.got()).toEqual([]);
  });

  it('is the ACK at once, though the best reply waits for another branch', async () => {
    const at = await call(FORK);
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ bob: ['ACK'] });
  });
});

describe('late replies to a request that timed out (spec 9.5)', () => {
  async function timedOut(status: number, method: string = 'INVITE'): Promise<Scene> {
    const at = await scene({ routes: RELAY, tm: { fr_timer: 1000 } });
    await at.alice.sends(method);
    await at.settle('1100ms');
    expect(at.alice.got()).toContain(`408 ${method}`);
    at.got();
    if (method === 'INVITE') await at.alice.acknowledges();
    await at.bob.replies(method, status);
    return at;
  }

  it.each<[number, string, Record<string, string[]>]>([
    [200, 'INVITE', { alice: ['200 INVITE'] }],
    [486, 'INVITE', { bob: ['ACK'] }],
    [180, 'INVITE', { bob: ['CANCEL'] }],
    [200, 'MESSAGE', {}],
    [404, 'MESSAGE', {}],
    [100, 'MESSAGE', {}],
  ])('a %d to %s', async (status, method, got) => {
    const at = await timedOut(status, method);
    expect(at.got()).toEqual(got);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('the CANCEL of a provisional one says what the caller was told', async () => {
    const at = await timedOut(180);
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe('SIP;cause=408');
  });

  it('are strays once the transaction is gone', async () => {
    const at = await timedOut(486);
    await at.settle('6s');
    at.got();
    await at.bob.replies('INVITE', 486);
    expect([at.got(), at.server.engine.counters.strayReplies]).toEqual([{}, 1]);
  });

  it('a 200 ends the branches that still ring', async () => {
    const at = await call(FORK, { fr_timer: 1000 });
    await at.carol.replies('INVITE', 180);
    await at.settle('1100ms');
    at.got();
    await at.bob.replies('INVITE', 200);
    expect(at.got()).toEqual({ alice: ['200 INVITE'], carol: ['CANCEL'] });
  });

  it('a negative one does not replace the 408 while another branch is open', async () => {
    const at = await call(FORK, { fr_timer: 1000 });
    await at.carol.replies('INVITE', 180);
    await at.settle('1100ms');
    await at.bob.replies('INVITE', 401, { headers: ['WWW-Authenticate: Digest realm="late"'] });
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['180 INVITE', '408 INVITE']);
  });

  it('a provisional one is cancelled though the request died silently (noisy_ctimer 0)', async () => {
    const at = await call(RELAY, { fr_timer: 1000, noisy_ctimer: 0 });
    await at.settle('1100ms');
    at.got();
    await at.bob.replies('INVITE', 180);
    expect(at.got()).toEqual({ bob: ['CANCEL'] });
  });

  it('a negative one with a callback still runs it', async () => {
    const seen: unknown[] = [];
    const at = await scene({ routes: withReply((ksr) => seen.push(ksr.tm.t_get_status_code())), tm: { fr_timer: 1000 } });
    await at.alice.sends('INVITE');
    await at.settle('1100ms');
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([486]);
  });
});

describe('a reply callback', () => {
  it('sees each reply of its branch, with status and index', async () => {
    const seen: unknown[] = [];
    const at = await call(
      withReply(
        (ksr) =>
          seen.push([
            ksr.tm.t_get_status_code(),
            ksr.tm.t_get_branch_index(),
            ksr.tmx.t_is_reply_route(),
            ksr.pv.get('$T_reply_code'),
            ksr.tm.t_check_trans(),
          ]),
        (ksr) => fork(ksr, 'carol'),
      ),
    );
    await at.bob.replies('INVITE', 100);
    await at.carol.replies('INVITE', 180);
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual([
      [100, 0, 1, 100, 1],
      [180, 1, 1, 180, 1],
      [486, 1, 1, 486, 1],
    ]);
  });

  it('edits what goes up', async () => {
    const at = await call(withReply((ksr) => ksr.hdr.append(`X-Seen: ${ksr.tm.t_get_status_code()}\r\n`)));
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect([header(at.alice.last('180 INVITE'), 'X-Seen'), header(at.alice.last('486 INVITE'), 'X-Seen')]).toEqual([
      '180',
      '486',
    ]);
  });

  it('drops provisional replies, never final ones', async () => {
    const at = await call(withReply((ksr) => ksr.x.drop()));
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['486 INVITE']);
    const other = await call(withReply((ksr) => ksr.x.drop()));
    await other.bob.replies('INVITE', 200);
    expect(other.alice.got()).toEqual(['200 INVITE']);
  });

  it('may answer the request itself', async () => {
    const results: unknown[] = [];
    const at = await call(withReply((ksr) => ksr.tm.t_get_status_code() === 183 && results.push(ksr.tm.t_reply(480, 'Enough'))));
    await at.bob.replies('INVITE', 183);
    expect([results, at.got()]).toEqual([[1], { alice: ['480 INVITE'], bob: ['CANCEL'] }]);
    await at.bob.replies('INVITE', 487);
    expect(at.got()).toEqual({ bob: ['ACK'] });
  });

  it('sees the flags of its branch and the transaction, and changes the latter', async () => {
    const seen: unknown[] = [];
    const at = await call(
      withReply(
        (ksr) => {
          seen.push([ksr.isbflagset(6), ksr.isflagset(1), ksr.isflagset(2)]);
          ksr.setflag(2);
          ksr.resetflag(1);
        },
        (ksr) => {
          ksr.setbflag(6);
          ksr.setflag(1);
        },
      ),
    );
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([
      [true, true, false],
      [true, false, true],
    ]);
  });

  it('sees extended flags, low and high, and changes them', async () => {
    const seen: unknown[] = [];
    const at = await call(
      withReply(
        (ksr) => {
          seen.push([3, 4, 35, 36].map((flag) => ksr.corex.isxflagset(flag)));
          ksr.corex.setxflag(4);
          ksr.corex.setxflag(36);
        },
        (ksr) => {
          ksr.corex.setxflag(3);
          ksr.corex.setxflag(35);
        },
      ),
    );
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    const [yes, no] = [(seen[0] as unknown[])[0], (seen[0] as unknown[])[1]];
    expect(yes).not.toBe(no);
    expect(seen).toEqual([
      [yes, no, yes, no],
      [yes, yes, yes, yes],
    ]);
  });

  it('that throws is logged; the reply goes on', async () => {
    const at = await call(
      withReply(() => {
        throw new Error('of the script');
      }),
    );
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 200);
    expect([at.alice.got(), at.errors.length]).toEqual([['180 INVITE', '200 INVITE'], 2]);
  });

  it('that waits holds up its reply; a final one that overtakes it wins', async () => {
    const opens: (() => void)[] = [];
    const at = await call(
      withReply((ksr) => (ksr.tm.t_get_status_code() === 180 ? new Promise<void>((resolve) => opens.push(resolve)) : undefined)),
    );
    await at.bob.replies('INVITE', 180);
    expect(at.alice.got()).toEqual([]);
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
    opens[0]!();
    await at.settle();
    expect(at.alice.got()).toEqual([]);
  });

  it('that waits behind the last negative reply holds up the answer', async () => {
    let open = (): void => {};
    const at = await call(withReply(() => new Promise<void>((resolve) => (open = resolve))));
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ bob: ['ACK'] });
    open();
    await at.settle();
    expect(at.alice.got()).toEqual(['486 INVITE']);
  });

  it('that never ends is answered 500 at the end of the transaction', async () => {
    const at = await call(withReply(() => new Promise(() => {})));
    await at.bob.replies('INVITE', 486);
    await at.settle('220s');
    expect(at.alice.got()).toContain('500 INVITE');
    expect(at.isEmpty).toBe(true);
  });

  it('stays what it was when its branch was built', async () => {
    const seen: string[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('one');
        ksr.tm.t_relay();
        ksr.tm.t_on_reply('two');
      }),
      one: () => seen.push('one'),
      two: () => seen.push('two'),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual(['one']);
  });

  it('runs behind the core reply route, with what that edited', async () => {
    const order: string[] = [];
    const at = await call({
      ...withReply((ksr) => {
        order.push('callback');
        ksr.hdr.append('X-Two: 2\r\n');
      }),
      onReplyRoute: (ksr) => {
        order.push('core');
        ksr.hdr.append('X-One: 1\r\n');
      },
    });
    await at.bob.replies('INVITE', 486);
    expect(order).toEqual(['core', 'callback']);
    const reply = at.alice.last('486 INVITE');
    expect([header(reply, 'X-One'), header(reply, 'X-Two')]).toEqual(['1', '2']);
  });
});

describe('counters', () => {
  it('of replies tell relayed, made and absorbed ones', async () => {
    const at = await call();
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    await at.bob.replies('INVITE', 486);
    expect(at.server.engine.stateful).toMatchObject({ repliesRelayed: 2, repliesGenerated: 1, repliesAbsorbed: 1 });
    expect(at.transactions.counters).toMatchObject({ serverCreated: 1, clientCreated: 1 });
  });
});
