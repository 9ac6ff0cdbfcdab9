import { describe, expect, it } from 'vitest';
import { fork, forNew, header, scene, uriOf, URIS, type AnyKSR } from '../scene.ts';
import { failing } from './failing.ts';

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
