import { describe, expect, it } from 'vitest';
import { fork, forNew, scene, type AnyKSR } from '../../runtime/routing/scene.ts';

describe('t_get_status_code, t_check_status', () => {
  it('look at the last reply sent, in the request route', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        const look = (): void => void seen.push([ksr.tm.t_get_status_code(), ksr.tm.t_check_status('1..')]);
        look();
        ksr.tm.t_newtran();
        look();
        ksr.tm.t_reply(183, 'Wait');
        look();
        ksr.tm.t_reply(486, 'Busy');
        look();
      },
    });
    await at.alice.sends('INVITE');
    expect(seen).toEqual([
      [-1, -1],
      [0, -1],
      [183, 1],
      [486, -1],
    ]);
  });

  it('look at the reply, in reply routes', async () => {
    const seen: unknown[] = [];
    const look = (ksr: AnyKSR): unknown => seen.push([ksr.tm.t_get_status_code(), ksr.tm.t_check_status('^4')]);
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      onReplyRoute: look,
      reply: look,
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([
      [180, -1],
      [180, -1],
      [486, 1],
      [486, 1],
    ]);
  });

  it('look at the winner, in failure callbacks', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      failed: (ksr) => seen.push(ksr.tm.t_get_status_code(), ksr.tm.t_check_status('404'), ksr.tm.t_check_status('486')),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 404);
    expect(seen).toEqual([404, 1, -1]);
  });

  it.each<[unknown, number]>([
    ['486', 1],
    ['48[0-9]', 1],
    ['^4', 1],
    ['48', 1],
    ['(486|487)', 1],
    ['487', -1],
    ['^5', -1],
    ['', 1],
    // not legible: no match, and no exception
    ['[', -1],
    ['(', -1],
    [486, 1],
    [null, 1],
  ])('t_check_status(%j) of a 486: %d', async (pattern, result) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => results.push(ksr.tm.t_send_reply(486, 'Busy'), ksr.tm.t_check_status(pattern as string)),
    });
    await at.alice.sends('INVITE');
    expect(results).toEqual([1, result]);
  });
});

describe('what branches have answered', () => {
  it('without a transaction: nothing', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: ({ tm }) =>
        results.push(
          tm.t_any_timeout(),
          tm.t_any_replied(),
          tm.t_grep_status(486),
          tm.t_is_canceled(),
          tm.t_is_expired(),
          tm.t_get_branch_index(),
          tm.t_branch_timeout(),
          tm.t_branch_replied(),
        ),
    });
    await at.alice.sends('INVITE');
    expect(results).toEqual([-1, -1, -1, -1, -1, -1, -1, -1]);
  });

  it('of several, in a failure callback', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          fork(ksr, 'carol');
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: ({ tm }) =>
          seen.push(
            tm.t_get_status_code(),
            tm.t_get_branch_index(),
            tm.t_any_timeout(),
            tm.t_any_replied(),
            tm.t_branch_timeout(),
            tm.t_branch_replied(),
            tm.t_grep_status(486),
            tm.t_grep_status(408),
            tm.t_grep_status(404),
            tm.t_grep_status('486' as never),
          ),
      },
      tm: { fr_timer: 1000 },
    });
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 486);
    await at.settle('1100ms');
    // 408 is before 486
    expect(seen).toEqual([408, 0, 1, 1, 1, -1, 1, 1, -1, 1]);
  });

  it('a provisional reply counts as one', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: ({ tm }) => seen.push(tm.t_any_replied(), tm.t_branch_replied(), tm.t_any_timeout()),
      },
      tm: { fr_inv_timer: 1000 },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.settle('1100ms');
    expect(seen).toEqual([1, 1, 1]);
  });

  it('a 408 from the network is no timeout', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      failed: ({ tm }) => seen.push(tm.t_get_status_code(), tm.t_any_timeout(), tm.t_branch_timeout()),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 408);
    expect(seen).toEqual([408, -1, -1]);
  });

  it('t_is_canceled from the CANCEL on', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => seen.push(ksr.tm.t_is_canceled()),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 487);
    expect(seen).toEqual([-1, 1]);
  });
});
