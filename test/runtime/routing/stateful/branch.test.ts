import { describe, expect, it } from 'vitest';
import { fork, forNew, header, headers, scene, uriOf, URIS, type AnyKSR, type Routes, type Scene } from '../scene.ts';

/** Forks to bob and carol through the branch callback `each`. */
async function branching(
  each: (ksr: AnyKSR) => unknown,
  before: (ksr: AnyKSR) => unknown = () => {},
  more: Routes = {},
): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const at = await scene({
    requestRoute: forNew((ksr) => {
      ksr.tm.t_on_branch('each');
      fork(ksr, 'carol');
      before(ksr);
      results.push(ksr.tm.t_relay());
    }),
    each,
    ...more,
  });
  return { at, results };
}

describe('a branch callback', () => {
  it('runs once for each branch, with its index and Request-URI', async () => {
    const seen: unknown[] = [];
    const { at } = await branching((ksr) =>
      seen.push([ksr.tm.t_get_branch_index(), ksr.pv.get('$ru'), ksr.tmx.t_is_branch_route(), ksr.pv.get('$T_branch_idx')]),
    );
    await at.alice.sends('INVITE');
    expect(seen).toEqual([
      [0, URIS.bob, 1, 0],
      [1, URIS.carol, 1, 1],
    ]);
  });

  it('edits its own copy', async () => {
    const { at } = await branching(
      (ksr) => ksr.hdr.append(`X-Branch: ${ksr.tm.t_get_branch_index()}\r\n`),
      (ksr) => ksr.hdr.append('X-All: 1\r\n'),
    );
    await at.alice.sends('INVITE');
    for (const [phone, index] of [
      [at.bob, '0'],
      [at.carol, '1'],
    ] as const) {
      const sent = phone.last('INVITE');
      expect([header(sent, 'X-All'), header(sent, 'X-Branch')]).toEqual(['1', index]);
    }
  });

  it('that drops keeps its branch from being sent; the next gets its index', async () => {
    const seen: unknown[] = [];
    const { at, results } = await branching((ksr) => {
      seen.push(ksr.tm.t_get_branch_index());
      if (ksr.pv.get('$ru') === URIS.bob) ksr.x.drop();
    });
    await at.alice.sends('INVITE');
    expect([results, seen, at.got()]).toEqual([[1], [0, 0], { alice: ['100 INVITE'], carol: ['INVITE'] }]);
    expect(header(at.carol.last('INVITE'), 'Via')).toMatch(/\.0$/);
  });

  it('that drops all makes the relay fail', async () => {
    const { at, results } = await branching((ksr) => ksr.x.drop());
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[-6], { alice: ['100 INVITE', '500 INVITE'] }]);
  });

  it('that exits is sent', async () => {
    const { at } = await branching((ksr) => {
      ksr.hdr.append('X-Before: 1\r\n');
      ksr.x.exit();
    });
    await at.alice.sends('INVITE');
    expect(header(at.carol.last('INVITE'), 'X-Before')).toBe('1');
  });

  it('that throws is sent, and the error is logged', async () => {
    const { at } = await branching(() => {
      throw new Error('of the script');
    });
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'], carol: ['INVITE'] });
    expect(at.errors.map((line) => line.split('\n')[0])).toEqual([
      'each failed: Error: of the script',
      'each failed: Error: of the script',
    ]);
  });

  it('that is asynchronous is not waited for, and that is an error', async () => {
    const { at } = await branching(async (ksr) => {
      await Promise.resolve();
      ksr.hdr.append('X-Late: 1\r\n');
    });
    await at.alice.sends('INVITE');
    expect(header(at.bob.last('INVITE'), 'X-Late')).toBe('');
    expect(at.errors).toContain('a branch callback must not be asynchronous: its branch was sent without waiting');
  });

  it('sends its branch elsewhere with a dst-URI', async () => {
    const { at } = await branching((ksr) => {
      if (ksr.tm.t_get_branch_index() === 0) ksr.setdsturi(URIS.dave);
    });
    await at.alice.sends('INVITE');
    expect(Object.keys(at.got()).sort()).toEqual(['alice', 'carol', 'dave']);
    expect(uriOf(at.dave.last('INVITE'))).toBe(URIS.bob);
  });

  it('says another Request-URI, but the next hop was chosen before', async () => {
    const { at } = await branching((ksr) => ksr.seturi('sip:other@203.0.113.99'));
    await at.alice.sends('INVITE');
    expect([uriOf(at.bob.last('INVITE')), uriOf(at.carol.last('INVITE'))]).toEqual([
      'sip:other@203.0.113.99',
      'sip:other@203.0.113.99',
    ]);
  });

  it('sees the next hop that the route set', async () => {
    const seen: unknown[] = [];
    const { at } = await branching(
      (ksr) => seen.push(ksr.pv.get('$du')),
      (ksr) => ksr.setdsturi(URIS.dave),
    );
    await at.alice.sends('INVITE');
    expect(seen[0]).toBe(URIS.dave);
  });

  it('shares message flags and variables with the route and the branches behind it', async () => {
    const seen: unknown[] = [];
    const { at } = await branching(
      (ksr) => {
        seen.push([ksr.isflagset(1), ksr.isflagset(2), ksr.pv.get('$avp(n)')]);
        ksr.setflag(2);
        ksr.pv.sets('$avp(n)', `branch ${ksr.tm.t_get_branch_index()}`);
      },
      (ksr) => {
        ksr.setflag(1);
        ksr.pv.sets('$avp(n)', 'route');
      },
    );
    await at.alice.sends('INVITE');
    expect(seen).toEqual([
      [true, false, 'route'],
      [true, true, 'branch 0'],
    ]);
  });

  it('sets flags of its branch, which replies to it show', async () => {
    const seen: unknown[] = [];
    const { at } = await branching(
      (ksr) => ksr.tm.t_get_branch_index() === 1 && ksr.setbflag(6),
      (ksr) => ksr.tm.t_on_reply('reply'),
      { reply: (ksr) => seen.push([ksr.tm.t_get_branch_index(), ksr.isbflagset(6)]) },
    );
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.carol.replies('INVITE', 180);
    expect(seen).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('keeps what the route said of our Via and of rport', async () => {
    const { at } = await branching(
      () => {},
      (ksr) => {
        ksr.set_advertised_address('sip.example.org');
        ksr.set_advertised_port('5099');
        ksr.add_local_rport();
        ksr.force_rport();
      },
    );
    await at.alice.sends('INVITE');
    const [ours, theirs] = headers(at.carol.last('INVITE'), 'Via');
    expect(ours).toMatch(/^SIP\/2\.0\/UDP sip\.example\.org:5099;branch=\S+;rport$/);
    expect(theirs).toContain(';rport=5070');
  });

  it('is none when the name is disarmed, or armed behind the relay', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_branch('each');
        ksr.tm.t_on_branch('');
        ksr.tm.t_relay();
        ksr.tm.t_on_branch('each');
      }),
      each: () => seen.push(1),
    });
    await at.alice.sends('INVITE');
    expect(seen).toEqual([]);
  });

  it('may be the function itself', async () => {
    let runs = 0;
    const each = (): void => void runs++;
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_branch(each as never);
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    expect(runs).toBe(1);
  });
});
