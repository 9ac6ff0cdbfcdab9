import { describe, expect, it } from 'vitest';
import { fork, forNew, scene, URIS } from '../scene.ts';
import { failing } from './failing.ts';

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
