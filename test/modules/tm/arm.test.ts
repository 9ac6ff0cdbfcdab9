import { describe, expect, it } from 'vitest';
import { forNew, scene, type AnyKSR, type Routes } from '../../runtime/routing/scene.ts';

/** Runs this for a new request, with callbacks `one` and `two` exported. */
async function arming(run: (ksr: AnyKSR) => unknown, more: Routes = {}) {
  const results: unknown[] = [];
  const at = await scene({
    requestRoute: forNew((ksr) => results.push(run(ksr))),
    one: () => {},
    two: () => {},
    ...more,
  });
  await at.alice.sends('INVITE');
  return { at, results };
}

const ARMS = ['t_on_reply', 't_on_branch', 't_on_failure', 't_on_branch_failure'] as const;
const LETTERS = { t_on_reply: 'onreply_route', t_on_branch: 'branch_route', t_on_failure: 'failure_route' } as const;

describe.each(ARMS)('%s', (fn) => {
  it.each<[string, unknown, number]>([
    ['an exported function', 'one', 1],
    ['the function itself', () => {}, 1],
    ['nothing: disarmed', '', 1],
    ['no such function', 'nobody', -1],
    ['a name of the object itself', 'constructor', -1],
    ['a number', 7, -1],
    ['null', null, -1],
  ])('arms %s', async (_name, callback, result) => {
    const { results } = await arming((ksr) => ksr.tm[fn](callback as string));
    expect(results).toEqual([result]);
  });

  it('says what the routes export when there is no such function', async () => {
    const { at } = await arming((ksr) => ksr.tm[fn]('nobody'));
    expect(at.errors).toEqual([`tm.${fn}: /test/routes.ts exports no function "nobody"; exported are: requestRoute, one, two`]);
    expect(at.log.lines.find((line) => line.level === 'error')?.bindings).toEqual({ route: 'requestRoute' });
  });

  it('keeps what was armed when the new name is unknown', async () => {
    const runs: string[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm[fn]('callback');
        ksr.tm[fn]('nobody');
        ksr.tm.t_relay();
      }),
      callback: () => runs.push(fn),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(runs).toEqual([fn]);
  });
});

describe('t_is_set', () => {
  it.each(Object.entries(LETTERS) as [keyof typeof LETTERS, string][])('%s shows as %s', async (fn, name) => {
    const { results } = await arming((ksr) => {
      const all = (): number[] => ['onreply_route', 'branch_route', 'failure_route'].map((word) => ksr.tm.t_is_set(word));
      const before = all();
      ksr.tm[fn]('one');
      const armed = all();
      const one = ksr.tm.t_is_set(name);
      ksr.tm[fn]('');
      return [before, armed, one, all()];
    });
    const only = ['onreply_route', 'branch_route', 'failure_route'].map((word) => (word === name ? 1 : -1));
    expect(results).toEqual([[[-1, -1, -1], only, 1, [-1, -1, -1]]]);
  });

  it('looks at the transaction once there is one', async () => {
    const { results } = await arming((ksr) => {
      ksr.tm.t_on_failure('one');
      ksr.tm.t_newtran();
      const taken = ksr.tm.t_is_set('f');
      ksr.tm.t_on_reply('two');
      return [taken, ksr.tm.t_is_set('o'), ksr.tm.t_is_set('b')];
    });
    expect(results).toEqual([[1, 1, -1]]);
  });

  it.each(['', 'x', 'other'])('%j is no kind', async (word) => {
    const { results } = await arming((ksr) => ksr.tm.t_is_set(word));
    expect(results).toEqual([-1]);
  });

  it('is of the next leg in a failure callback', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('one');
        ksr.tm.t_on_branch('one');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      one: () => {},
      failed: (ksr) => seen.push(['o', 'b', 'f'].map((word) => ksr.tm.t_is_set(word))),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual([[1, -1, -1]]);
  });
});

describe('a callback that is armed', () => {
  it('belongs to the branches built from then on', async () => {
    const seen: string[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('one');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      failed: (ksr) => {
        ksr.tm.t_on_reply('two');
        ksr.seturi('sip:carol@203.0.113.32:5080');
        ksr.tm.t_relay();
      },
      one: () => seen.push('one'),
      two: () => seen.push('two'),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual(['one', 'two', 'one']);
  });

  it('is an exported function that may be a helper of others too', async () => {
    let runs = 0;
    const shared = (): void => void runs++;
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('shared');
        ksr.tm.t_on_branch(shared as never);
        ksr.tm.t_relay();
      }),
      shared,
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(runs).toBe(2);
  });
});
