import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tmx } from '../../../modules/tmx/index.ts';
import { Tmx } from '../../../modules/tmx/facade.ts';
import { variables } from '../../../modules/tmx/variables.ts';
import { fork, forNew, scene, type AnyKSR } from '../../runtime/routing/scene.ts';

/** Runs `look` in a route of every kind of one call, and tells what it gave by kind. */
async function everywhere(look: (ksr: AnyKSR) => unknown): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const note = (kind: string) => (ksr: AnyKSR) => {
    seen[kind] = look(ksr);
  };
  const at = await scene({
    requestRoute: forNew((ksr) => {
      ksr.tm.t_on_branch('each');
      ksr.tm.t_on_reply('reply');
      ksr.tm.t_on_failure('failed');
      ksr.tm.t_on_branch_failure('branchFailed');
      ksr.tm.t_relay();
      note('request')(ksr);
    }),
    onReplyRoute: note('core reply'),
    each: note('branch'),
    reply: note('reply'),
    failed: note('failure'),
    branchFailed: note('branch failure'),
  });
  await at.alice.sends('INVITE');
  await at.bob.replies('INVITE', 486, { reason: 'Busy Here' });
  return seen;
}

describe('which kind of route runs', () => {
  it('is told by four functions', async () => {
    const kinds = await everywhere(({ tmx: of }) =>
      [of.t_is_request_route(), of.t_is_reply_route(), of.t_is_branch_route(), of.t_is_failure_route()].join(' '),
    );
    expect(kinds).toEqual({
      request: '1 -1 -1 -1',
      'core reply': '-1 1 -1 -1',
      reply: '-1 1 -1 -1',
      branch: '-1 -1 1 -1',
      failure: '-1 -1 -1 1',
      'branch failure': '-1 -1 -1 -1',
    });
  });
});

describe('variables', () => {
  it('$T_branch_idx: the branch, or how many there are', async () => {
    expect(await everywhere((ksr) => ksr.pv.get('$T_branch_idx'))).toEqual({
      request: 0,
      'core reply': 0,
      reply: 0,
      branch: 0,
      failure: 1,
      'branch failure': 0,
    });
  });

  it('$T_branch_idx counts appended branches', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        const note = (): void => void seen.push(ksr.pv.get('$T_branch_idx'));
        note();
        fork(ksr, 'carol', 'dave');
        note();
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      failed: (ksr) => {
        fork(ksr, 'bob');
        seen.push(ksr.pv.get('$T_branch_idx'));
      },
    });
    await at.alice.sends('INVITE');
    for (const phone of [at.bob, at.carol, at.dave]) await phone.replies('INVITE', 486);
    expect(seen).toEqual([0, 2, 4]);
  });

  it('$T_reply_code: of the reply, of the winner, of the last one sent', async () => {
    expect(await everywhere((ksr) => ksr.pv.get('$T_reply_code'))).toEqual({
      request: 100,
      'core reply': 486,
      reply: 486,
      branch: 100,
      failure: 486,
      'branch failure': 486,
    });
  });

  it('$T_reply_reason: likewise', async () => {
    expect(await everywhere((ksr) => ksr.pv.get('$T_reply_reason'))).toEqual({
      request: 'trying -- your call is important to us',
      'core reply': 'Busy Here',
      reply: 'Busy Here',
      branch: 'trying -- your call is important to us',
      failure: 'Busy Here',
      'branch failure': 'Busy Here',
    });
  });

  it('are 0 and null without a transaction or a reply', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        const note = (): void => void seen.push(['code', 'reason', 'ruid'].map((name) => ksr.pv.get(`$T_reply_${name}`)));
        note();
        ksr.tm.t_newtran();
        note();
      },
    });
    await at.alice.sends('INVITE');
    expect(seen).toEqual([
      [0, null, null],
      [0, null, null],
    ]);
  });

  it('$T_reply_ruid: of the contact that its branch went to', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        (ksr as unknown as { cx: { target: { ruid: string } } }).cx.target.ruid = 'ulcx-1';
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
        seen.push(ksr.pv.get('$T_reply_ruid'));
      }),
      reply: (ksr) => seen.push(ksr.pv.get('$T_reply_ruid')),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    expect(seen).toEqual([null, 'ulcx-1']);
  });

  it.each(variables.map(({ name }) => name))('$%s can not be written, and stands in the README', (name) => {
    expect(variables.find((variable) => variable.name === name)!.set).toBeUndefined();
    expect(readFileSync(new URL('../../../modules/tmx/README.md', import.meta.url), 'utf8')).toContain(`$${name}`);
  });
});

describe('t_precheck_trans', () => {
  it('is -2 for ACK, CANCEL and replies, -1 for what is not under way', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        seen.push(ksr.tmx.t_precheck_trans());
        if (ksr.is_method('INVITE')) ksr.tm.t_relay();
      },
      onReplyRoute: (ksr) => seen.push(ksr.tmx.t_precheck_trans()),
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    await at.alice.sends('ACK');
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([-1, -1, -2, -2, -2]);
  });

  it('never has to be 1: the runtime itself absorbs what is repeated while its route waits', async () => {
    const seen: unknown[] = [];
    let open = (): void => {};
    const at = await scene({
      requestRoute: async (ksr) => {
        seen.push(ksr.tmx.t_precheck_trans());
        await new Promise<void>((resolve) => (open = resolve));
        seen.push(ksr.tmx.t_precheck_trans());
      },
    });
    await at.alice.sends('MESSAGE');
    await at.alice.sends('MESSAGE');
    open();
    await at.settle();
    expect(seen).toEqual([-1, -1]);
  });
});

describe('t_flush_flags, t_flush_xflags', () => {
  it('hand over what the route sets behind t_relay', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        seen.push(ksr.tmx.t_flush_flags(), ksr.tmx.t_flush_xflags());
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
        ksr.setflag(1);
        ksr.corex.setxflag(3);
        ksr.corex.setxflag(40);
        seen.push(ksr.tmx.t_flush_flags());
        ksr.setflag(2);
        seen.push(ksr.tmx.t_flush_xflags());
      }),
      reply: (ksr) => seen.push([ksr.isflagset(1), ksr.isflagset(2), ksr.corex.isxflagset(3) && ksr.corex.isxflagset(40)]),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    expect(seen.slice(0, 4)).toEqual([-1, -1, 1, 1]);
    const [one, two, x] = seen[4] as unknown[];
    expect([one, two]).toEqual([true, false]);
    expect(x === true || x === 1).toBe(true);
  });
});

describe('t_cancel_branches', () => {
  it.each<[unknown, number]>([
    ['all', 1],
    ['others', 1],
    ['this', 1],
    ['', -1],
    ['x', -1],
    [null, -1],
    [7, -1],
  ])('%j is %d in a reply callback', async (word, result) => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => seen.push(ksr.tmx.t_cancel_branches(word as string)),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    expect(seen).toEqual([result]);
    expect(at.bob.got().includes('CANCEL')).toBe(word === 'all' || word === 'this');
  });

  it('is -1 without a transaction, and says so', async () => {
    const seen: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => seen.push(ksr.tmx.t_cancel_branches('all')) });
    await at.alice.sends('INVITE');
    expect(seen).toEqual([-1]);
    expect(at.log.texts('warn')[0]).toContain('tmx.t_cancel_branches does not work in requestRoute');
  });

  it('leaves branches that have answered', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => {
        if (ksr.tm.t_get_status_code() === 183) ksr.tmx.t_cancel_branches('all');
      },
    });
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 486);
    at.got();
    await at.bob.replies('INVITE', 183);
    expect([at.bob.got(), at.carol.got()]).toEqual([['CANCEL'], []]);
  });
});

describe('the module', () => {
  it('needs tm, and takes no parameters', () => {
    expect([tmx.name, tmx.requires, tmx.params.safeParse({}).success, tmx.params.safeParse({ x: 1 }).success]).toEqual([
      'tmx',
      ['tm'],
      true,
      false,
    ]);
  });

  it('has its functions in the README', () => {
    const readme = readFileSync(new URL('../../../modules/tmx/README.md', import.meta.url), 'utf8');
    const names = Object.getOwnPropertyNames(Tmx.prototype).filter((name) => name !== 'constructor');
    expect(names.filter((name) => !readme.includes(`\`${name}(`))).toEqual([]);
    expect(names.length).toBeGreaterThan(6);
  });
});
