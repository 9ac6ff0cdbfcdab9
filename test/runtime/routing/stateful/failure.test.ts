import { describe, expect, it } from 'vitest';
import { fork, forNew, header, headers, reasonOf, scene, uriOf, URIS, type AnyKSR, type Routes, type Scene } from '../scene.ts';

/** Relays to bob; `failed` is the failure callback. */
async function failing(
  failed: (ksr: AnyKSR) => unknown,
  options: { tm?: Record<string, unknown>; before?: (ksr: AnyKSR) => unknown; more?: Routes } = {},
): Promise<Scene> {
  const at = await scene({
    routes: {
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_failure('failed');
        options.before?.(ksr);
        ksr.tm.t_relay();
      }),
      failed,
      ...options.more,
    },
    ...(options.tm === undefined ? {} : { tm: options.tm }),
  });
  await at.alice.sends('INVITE');
  return at;
}

describe('a failure callback (spec 9.7)', () => {
  it('runs when all branches have failed, with the status that won', async () => {
    const seen: unknown[] = [];
    const at = await failing(
      (ksr) =>
        seen.push([
          ksr.tm.t_get_status_code(),
          ksr.tmx.t_is_failure_route(),
          ksr.pv.get('$T_reply_code'),
          ksr.pv.get('$ru'),
          ksr.pv.get('$rm'),
        ]),
      { before: (ksr) => fork(ksr, 'carol') },
    );
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual([]);
    await at.bob.replies('INVITE', 404);
    expect(seen).toEqual([[404, 1, 404, URIS.bob, 'INVITE']]);
    expect(at.alice.got()).toEqual(['100 INVITE', '404 INVITE']);
  });

  it('does not run when one has succeeded', async () => {
    const seen: unknown[] = [];
    const at = await failing((ksr) => seen.push(ksr), { before: (ksr) => fork(ksr, 'carol') });
    await at.bob.replies('INVITE', 404);
    await at.carol.replies('INVITE', 200);
    expect([seen, at.alice.got()]).toEqual([[], ['100 INVITE', '200 INVITE']]);
  });

  it.each<[string, (at: Scene) => Promise<void>, unknown[]]>([
    ['a reply', (at) => at.bob.replies('INVITE', 486), [-1, 1, -1, 1, -1]],
    ['silence', (at) => at.settle('31s'), [1, -1, 1, -1, 1]],
  ])('tells what the branch ended by: %s', async (_name, end, told) => {
    const seen: unknown[] = [];
    const at = await failing((ksr) =>
      seen.push(
        ksr.tm.t_branch_timeout(),
        ksr.tm.t_branch_replied(),
        ksr.tm.t_any_timeout(),
        ksr.tm.t_any_replied(),
        ksr.tm.t_grep_status(408),
      ),
    );
    await end(at);
    expect(seen).toEqual(told);
  });

  it('may answer by itself', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => results.push(ksr.tm.t_reply(480, 'Try Later'), ksr.tm.t_reply(481, 'Twice')));
    await at.bob.replies('INVITE', 486);
    expect([results, at.alice.got()]).toEqual([
      [1, -1],
      ['100 INVITE', '480 INVITE'],
    ]);
    expect(reasonOf(at.alice.last('480 INVITE'))).toBe('Try Later');
  });

  it('answers with what the request route and itself added, each once', async () => {
    const at = await failing(
      (ksr) => {
        ksr.hdr.append_to_reply('X-Failure: 1\r\n');
        ksr.tm.t_reply(480, 'Try Later');
      },
      { before: (ksr) => ksr.hdr.append_to_reply('X-Route: 1\r\n') },
    );
    await at.bob.replies('INVITE', 486);
    const reply = at.alice.last('480 INVITE');
    expect([headers(reply, 'X-Route'), headers(reply, 'X-Failure')]).toEqual([['1'], ['1']]);
  });

  it('may answer with sl.send_reply as well', async () => {
    const at = await failing((ksr) => ksr.sl.send_reply(480, 'Try Later'));
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '480 INVITE']);
  });

  it('that throws leaves the answer that won', async () => {
    const at = await failing(() => {
      throw new Error('of the script');
    });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
    expect(at.errors[0]).toMatch(/^failed failed: Error: of the script/);
  });

  it('that exits leaves the answer that won', async () => {
    const at = await failing((ksr) => ksr.x.exit());
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('does not run for branches that were relayed before it was armed', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_relay();
        ksr.tm.t_on_failure('failed');
      }),
      failed: () => seen.push(1),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([]);
  });

  it('runs for a request that is no INVITE', async () => {
    const seen: unknown[] = [];
    const at = await failing((ksr) => seen.push(ksr.tm.t_get_status_code()));
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 404);
    expect(seen).toEqual([404]);
  });

  it('sees the flags and variables of the transaction', async () => {
    const seen: unknown[] = [];
    const at = await failing((ksr) => seen.push(ksr.isflagset(3), ksr.pv.get('$avp(x)'), ksr.pv.get('$xavp(y=>z)')), {
      before: (ksr) => {
        ksr.setflag(3);
        ksr.pv.sets('$avp(x)', 'of the route');
        ksr.pv.sets('$xavp(y=>z)', 'nested');
      },
    });
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([true, 'of the route', 'nested']);
  });
});

describe('forking on from a failure callback', () => {
  const toCarol = (ksr: AnyKSR): number => {
    ksr.seturi(URIS.carol);
    return ksr.tm.t_relay();
  };

  it('begins another leg', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => results.push(toCarol(ksr)));
    await at.bob.replies('INVITE', 486);
    expect([results, at.got()]).toEqual([[1], { alice: ['100 INVITE'], bob: ['INVITE', 'ACK'], carol: ['INVITE'] }]);
    expect(uriOf(at.carol.last('INVITE'))).toBe(URIS.carol);
    expect(header(at.carol.last('INVITE'), 'Via')).toMatch(/\.1$/);
    await at.carol.replies('INVITE', 180);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['180 INVITE', '200 INVITE']);
  });

  it('sends only what was added there', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => results.push(ksr.tm.t_relay()));
    await at.bob.replies('INVITE', 486);
    expect([results, at.bob.got(), at.alice.got()]).toEqual([[-1], ['INVITE', 'ACK'], ['100 INVITE', '486 INVITE']]);
  });

  it('once: what was sent is used up', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => [fork(ksr, 'dave'), results.push(toCarol(ksr), ksr.tm.t_relay())]);
    await at.bob.replies('INVITE', 486);
    expect([results, at.carol.got(), at.dave.got()]).toEqual([[1, -1], ['INVITE'], ['INVITE']]);
  });

  it('takes appended branches, and the Request-URI when it is set anew', async () => {
    const at = await failing((ksr) => {
      ksr.seturi(URIS.bob);
      fork(ksr, 'carol', 'dave');
      ksr.tm.t_relay();
    });
    await at.bob.replies('INVITE', 486);
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE', 'ACK', 'INVITE'], carol: ['INVITE'], dave: ['INVITE'] });
  });

  it('carries edits of the request route and its own, not those of another leg', async () => {
    const at = await failing(
      (ksr) => {
        ksr.hdr.append('X-Second: 1\r\n');
        ksr.tm.t_on_failure('again');
        toCarol(ksr);
      },
      {
        before: (ksr) => ksr.hdr.append('X-First: 1\r\n'),
        more: {
          again: (ksr) => {
            ksr.hdr.append('X-Third: 1\r\n');
            ksr.seturi(URIS.dave);
            ksr.tm.t_relay();
          },
        },
      },
    );
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 486);
    const of = (text: string): string[] => ['X-First', 'X-Second', 'X-Third'].filter((name) => header(text, name) === '1');
    expect([at.bob, at.carol, at.dave].map((phone) => of(phone.last('INVITE')))).toEqual([
      ['X-First'],
      ['X-First', 'X-Second'],
      ['X-First', 'X-Third'],
    ]);
  });

  it('needs its callbacks armed anew, but for that of replies', async () => {
    const seen: string[] = [];
    const at = await failing((ksr) => [seen.push('failed'), toCarol(ksr)], {
      before: (ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_on_branch('each');
      },
      more: {
        reply: (ksr) => seen.push(`reply ${ksr.tm.t_get_branch_index()}`),
        each: (ksr) => seen.push(`branch ${ksr.tm.t_get_branch_index()}`),
      },
    });
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual(['branch 0', 'reply 0', 'failed', 'reply 1']);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('is not possible once the caller has cancelled', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => results.push(ksr.tm.t_is_canceled(), toCarol(ksr)));
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 487);
    expect([results, at.carol.got()]).toEqual([[1, -1], []]);
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '200 CANCEL', '487 INVITE']);
  });

  it('is not possible once it was answered', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => results.push(ksr.tm.t_reply(480, 'No'), toCarol(ksr)));
    await at.bob.replies('INVITE', 486);
    expect([results, at.carol.got()]).toEqual([[1, -1], []]);
  });

  it('that fails leaves the answer that won', async () => {
    const results: unknown[] = [];
    const at = await failing((ksr) => {
      ksr.seturi('sip:x@nobody.invalid');
      results.push(ksr.tm.t_relay());
    });
    await at.bob.replies('INVITE', 486);
    expect([results, at.alice.got()]).toEqual([[-1], ['100 INVITE', '486 INVITE']]);
  });

  it('goes on for as many branches as there may be', async () => {
    let legs = 0;
    const at = await failing((ksr) => {
      legs++;
      ksr.tm.t_on_failure('failed');
      ksr.seturi(URIS.bob);
      ksr.tm.t_relay();
    });
    for (let i = 0; i < 20; i++) await at.bob.replies('INVITE', 486);
    expect(legs).toBe(12);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('CANCELs the branch of the leg that rings', async () => {
    const at = await failing(toCarol);
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], carol: ['CANCEL'] });
  });

  it('leaves nothing behind', async () => {
    const at = await failing(toCarol);
    await at.bob.replies('INVITE', 486);
    await at.settle('60s');
    expect(at.alice.got()).toContain('408 INVITE');
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });
});

describe('flags that a failure callback sets behind t_relay', () => {
  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['at once', () => {}],
    ['behind an await', () => Promise.resolve()],
  ])('are seen by later callbacks: %s', async (_name, wait) => {
    const seen: unknown[] = [];
    const at = await failing(
      (ksr) => {
        ksr.tm.t_on_failure('second');
        ksr.seturi(URIS.carol);
        ksr.tm.t_relay();
        const waiting = wait(ksr);
        if (waiting instanceof Promise) return waiting.then(() => ksr.setflag(9));
        return ksr.setflag(9);
      },
      { more: { second: (ksr) => seen.push(ksr.isflagset(9)) } },
    );
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual([true]);
  });
});

describe('replies of earlier legs (failure_reply_mode, t_drop_replies)', () => {
  /** Three legs: bob 500, carol 404, dave the given. @returns what the caller got, and the statuses that callbacks saw */
  async function legs(
    tm: Record<string, unknown>,
    drop: (ksr: AnyKSR) => unknown = () => {},
    last: number = 486,
  ): Promise<[string[], unknown[]]> {
    const seen: unknown[] = [];
    const at = await failing(
      (ksr) => {
        seen.push(`1: ${ksr.tm.t_get_status_code()}`);
        if (seen.length > 1) return;
        ksr.tm.t_on_failure('second');
        ksr.seturi(URIS.carol);
        ksr.tm.t_relay();
      },
      {
        tm,
        more: {
          second: (ksr) => {
            seen.push(`2: ${ksr.tm.t_get_status_code()}`);
            if (seen.length > 2) return;
            drop(ksr);
            ksr.seturi(URIS.dave);
            ksr.tm.t_relay();
          },
        },
      },
    );
    await at.bob.replies('INVITE', 500);
    await at.carol.replies('INVITE', 404);
    await at.dave.replies('INVITE', last);
    return [at.alice.got().slice(1), seen];
  }

  it.each<[string, Record<string, unknown>, ((ksr: AnyKSR) => unknown) | undefined, string, string[]]>([
    ['mode 3 forgets what came before the last leg', {}, undefined, '486 INVITE', ['1: 500', '2: 404']],
    ['mode 1 as well', { failure_reply_mode: 1 }, undefined, '486 INVITE', ['1: 500', '2: 404']],
    [
      'mode 0 keeps all: the callback of the leg that wins runs again',
      { failure_reply_mode: 0 },
      undefined,
      '404 INVITE',
      ['1: 500', '2: 404', '2: 404'],
    ],
    ['mode 2 forgets the leg that failed', { failure_reply_mode: 2 }, undefined, '486 INVITE', ['1: 500', '2: 404']],
    ['t_drop_replies all', { failure_reply_mode: 0 }, (ksr) => ksr.tm.t_drop_replies_all(), '486 INVITE', ['1: 500', '2: 404']],
    [
      't_drop_replies of the last leg',
      { failure_reply_mode: 0 },
      (ksr) => ksr.tm.t_drop_replies('last'),
      '486 INVITE',
      ['1: 500', '2: 404'],
    ],
    ['t_drop_replies none', {}, (ksr) => ksr.tm.t_drop_replies('none'), '404 INVITE', ['1: 500', '2: 404', '2: 404']],
  ])('%s', async (_name, tm, drop, reply, callbacks) => {
    const [got, seen] = await legs(tm, drop);
    expect([got.at(-1), seen]).toEqual([reply, callbacks]);
  });

  it.each<[string, Record<string, unknown>, ((ksr: AnyKSR) => unknown) | undefined, string]>([
    ['mode 2 has forgotten the first leg when it failed', { failure_reply_mode: 2 }, undefined, '501 INVITE'],
    [
      't_drop_replies of the last leg keeps the first',
      { failure_reply_mode: 0 },
      (ksr) => ksr.tm.t_drop_replies('last'),
      '500 INVITE',
    ],
  ])('%s, be it worse than the third or not', async (_name, tm, drop, reply) => {
    const [got] = await legs(tm, drop, 501);
    expect(got.at(-1)).toBe(reply);
  });

  it('are what goes up when a callback forgets them and adds nothing', async () => {
    const at = await failing(() => {}, { tm: { failure_reply_mode: 1 } });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('lose their challenges too', async () => {
    const at = await failing((ksr) => {
      ksr.seturi(URIS.carol);
      ksr.tm.t_relay();
    });
    await at.bob.replies('INVITE', 401, { headers: ['WWW-Authenticate: Digest realm="bob"'] });
    await at.carol.replies('INVITE', 401, { headers: ['WWW-Authenticate: Digest realm="carol"'] });
    expect(header(at.alice.last('401 INVITE'), 'WWW-Authenticate')).toBe('Digest realm="carol"');
  });

  it('can be dropped in a failure callback only', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        results.push(ksr.tm.t_drop_replies('all'));
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      branchFailed: (ksr) => results.push(ksr.tm.t_drop_replies_all()),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(results).toEqual([-1, -1]);
  });
});

describe('an asynchronous failure callback', () => {
  function gate(): { pass: Promise<void>; open: () => void } {
    let open = (): void => {};
    const pass = new Promise<void>((resolve) => (open = resolve));
    return { pass, open };
  }

  it('is waited for', async () => {
    const { pass, open } = gate();
    const at = await failing(async (ksr) => {
      await pass;
      ksr.seturi(URIS.carol);
      ksr.tm.t_relay();
    });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    open();
    await at.settle();
    expect(at.carol.got()).toEqual(['INVITE']);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('that does nothing leaves the answer that won', async () => {
    const at = await failing(async () => {
      await Promise.resolve();
    });
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE']);
  });

  it('that rejects leaves the answer that won', async () => {
    const at = await failing(() => Promise.reject(new Error('of the script')));
    await at.bob.replies('INVITE', 486);
    expect([at.alice.got(), at.errors.length]).toEqual([['100 INVITE', '486 INVITE'], 1]);
  });

  it('may wait behind t_relay: what the leg ends by meanwhile is decided then, by its own callback', async () => {
    const { pass, open } = gate();
    const seen: unknown[] = [];
    const at = await failing(
      async (ksr) => {
        ksr.tm.t_on_failure('second');
        ksr.seturi(URIS.carol);
        ksr.tm.t_relay();
        await pass;
      },
      { more: { second: (ksr) => seen.push(ksr.tm.t_get_status_code()) } },
    );
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 404);
    expect([seen, at.alice.got()]).toEqual([[], ['100 INVITE']]);
    open();
    await at.settle();
    expect([seen, at.alice.got()]).toEqual([[404], ['404 INVITE']]);
  });

  it('lets a 2xx of its leg pass meanwhile', async () => {
    const { pass, open } = gate();
    const at = await failing(async (ksr) => {
      ksr.seturi(URIS.carol);
      ksr.tm.t_relay();
      await pass;
      ksr.tm.t_reply(480, 'Late');
    });
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE']);
    open();
    await at.settle();
    expect(at.alice.got()).toEqual([]);
  });

  it('that never ends is answered 500 at the end of the transaction', async () => {
    const at = await failing(() => new Promise(() => {}));
    await at.bob.replies('INVITE', 486);
    await at.settle('181s');
    expect(at.alice.got().filter((kind) => kind === '500 INVITE').length).toBeGreaterThan(0);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('that ends when the transaction is long over does nothing more', async () => {
    const { pass, open } = gate();
    const results: unknown[] = [];
    const at = await failing(async (ksr) => {
      await pass;
      ksr.seturi(URIS.carol);
      results.push(ksr.tm.t_relay(), ksr.tm.t_reply(480, 'Late'));
    });
    await at.bob.replies('INVITE', 486);
    await at.settle('250s');
    at.got();
    open();
    await at.settle('60s');
    expect([results, at.got(), at.isEmpty, at.errors.length]).toEqual([[-1, -1], {}, true, 1]);
  });

  it('CANCEL while it waits: 487', async () => {
    const { pass, open } = gate();
    const at = await failing(async () => {
      await pass;
    });
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('CANCEL');
    open();
    await at.settle();
    expect(at.alice.got()).toEqual(['100 INVITE', '487 INVITE', '200 CANCEL']);
  });
});

describe('a branch failure callback', () => {
  it('runs for each branch that failed, before the failure callback', async () => {
    const seen: unknown[] = [];
    const at = await failing((ksr) => seen.push(`failure ${ksr.tm.t_get_status_code()}`), {
      before: (ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_branch_failure('branchFailed');
      },
      more: {
        branchFailed: (ksr) =>
          seen.push(
            `branch ${ksr.tm.t_get_branch_index()} ${ksr.tm.t_get_status_code()} ${String(ksr.pv.get('$ru'))} ${ksr.tm.t_branch_replied()}`,
          ),
      },
    });
    await at.carol.replies('INVITE', 404);
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([`branch 1 404 ${URIS.bob} 1`, `branch 0 486 ${URIS.bob} 1`, 'failure 404']);
  });

  it('sees next hop and flags of its branch', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.setdsturi(URIS.dave);
        ksr.setbflag(6);
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      branchFailed: (ksr) => seen.push(ksr.pv.get('$du'), ksr.isbflagset(6), ksr.isbflagset(7)),
    });
    await at.alice.sends('INVITE');
    await at.dave.replies('INVITE', 486);
    expect(seen).toEqual([URIS.dave, true, false]);
  });

  it('sees what its branch callback changed', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_branch('each');
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      each: (ksr) => {
        if (ksr.tm.t_get_branch_index() !== 0) return;
        ksr.setdsturi(URIS.dave);
        ksr.setbflag(7);
      },
      branchFailed: (ksr) => seen.push([ksr.tm.t_get_branch_index(), ksr.pv.get('$du'), ksr.isbflagset(7)]),
    });
    await at.alice.sends('INVITE');
    await at.dave.replies('INVITE', 486);
    await at.carol.replies('INVITE', 486);
    expect(seen).toEqual([
      [0, URIS.dave, true],
      [1, null, false],
    ]);
  });

  it('may replace its branch, which keeps the transaction open', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      branchFailed: (ksr) => {
        if (ksr.tm.t_get_branch_index() !== 0) return;
        fork(ksr, 'dave');
        ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(at.dave.got()).toEqual(['INVITE']);
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    await at.dave.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('runs once for a branch', async () => {
    let runs = 0;
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      branchFailed: () => void runs++,
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.bob.replies('INVITE', 486);
    expect(runs).toBe(1);
  });

  it('may be asynchronous: the decision waits', async () => {
    let open = (): void => {};
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_branch_failure('branchFailed');
        ksr.tm.t_relay();
      }),
      branchFailed: () => new Promise<void>((resolve) => (open = resolve)),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    open();
    await at.settle();
    expect(at.alice.got()).toEqual(['486 INVITE']);
  });
});
