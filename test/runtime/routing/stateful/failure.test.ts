import { describe, expect, it } from 'vitest';
import { fork, forNew, headers, reasonOf, scene, URIS, type AnyKSR, type Scene } from '../scene.ts';
import { failing } from './failing.ts';

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
