import { describe, expect, it } from 'vitest';
import { fork, forNew, header, reasonOf, scene, type AnyKSR, type Routes, type Scene, type SceneOptions } from '../scene.ts';

type Id = [index: number, label: number];
type Options = Omit<SceneOptions, 'routes'> & { before?: (ksr: AnyKSR) => void };

/** A server that suspends each new request; an OPTIONS continues the last one in `resumed`. */
async function suspending(routes: Routes, options: Options = {}): Promise<{ at: Scene; ids: Id[]; results: unknown[] }> {
  const ids: Id[] = [];
  const results: unknown[] = [];
  const { before, ...more } = options;
  const at = await scene({
    ...more,
    routes: {
      requestRoute: (ksr) => {
        if (ksr.is_OPTIONS()) {
          results.push(['continue', ksr.tmx.t_continue(...(ids.at(-1) ?? [1, 2]), 'resumed')]);
          return;
        }
        run(ksr);
      },
      ...routes,
    },
  });
  const run = forNew((ksr) => {
    before?.(ksr);
    results.push(['suspend', ksr.tmx.t_suspend()]);
    ids.push([ksr.pv.get('$T(id_index)') as number, ksr.pv.get('$T(id_label)') as number]);
  });
  return { at, ids, results };
}

const wake = (at: Scene, callId = 'wake'): Promise<unknown> => at.alice.sends('OPTIONS', { callId, branch: callId });
const RELAYING: Routes = { resumed: (ksr) => ksr.tm.t_relay() };

describe('a suspended request', () => {
  it('goes to where it was bound, with the edits, variables and branches that it had', async () => {
    const { at, results } = await suspending(
      {
        resumed: (ksr) => {
          ksr.hdr.append(`Kept: ${String(ksr.pv.get('$avp(k)'))}\r\n`);
          results.push(ksr.tm.t_relay());
        },
      },
      {
        before: (ksr) => {
          fork(ksr, 'carol');
          ksr.seturi('sip:else@203.0.113.31:5080');
          ksr.hdr.append('Before: 1\r\n');
          ksr.pv.sets('$avp(k)', 'v');
        },
      },
    );
    await at.alice.sends('INVITE');
    expect(at.got()).toEqual({ alice: ['100 INVITE'] });
    await wake(at);
    expect(at.got()).toEqual({ bob: ['INVITE'], carol: ['INVITE'] });
    const invite = at.bob.last('INVITE');
    expect([header(invite, 'Before'), header(invite, 'Kept'), invite.slice(0, invite.indexOf('@'))]).toEqual([
      '1',
      'v',
      'INVITE sip:else',
    ]);
    expect(results).toEqual([['suspend', 1], 1, ['continue', 1]]);
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it('is absorbed when it comes again, also with its last reply', async () => {
    const { at, results } = await suspending(RELAYING);
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual(['100 INVITE', '100 INVITE']);
    expect(results).toHaveLength(1);
  });

  it.each([
    ['INVITE', ['100 INVITE', '500 INVITE']],
    ['MESSAGE', ['500 MESSAGE']],
  ])('of method %s is answered 500 when the callback does nothing', async (method, got) => {
    const { at } = await suspending({ resumed: () => {} });
    await at.alice.sends(method);
    await wake(at);
    expect(at.alice.got()).toEqual(got);
    expect(reasonOf(at.alice.last(`500 ${method}`))).toBe("I'm terribly sorry, server error occurred (1/TM)");
  });

  it('may be answered by the callback, also when that is asynchronous', async () => {
    const { at } = await suspending({
      resumed: async (ksr) => {
        await Promise.resolve();
        ksr.tm.t_reply(404, 'No');
      },
    });
    await at.alice.sends('MESSAGE');
    await wake(at);
    await at.settle();
    expect(at.alice.got()).toEqual(['404 MESSAGE']);
  });

  it('is continued once', async () => {
    const { at, results } = await suspending(RELAYING);
    await at.alice.sends('INVITE');
    await wake(at, 'one');
    await wake(at, 'two');
    expect(results).toEqual([
      ['suspend', 1],
      ['continue', 1],
      ['continue', -1],
    ]);
    expect(at.bob.got()).toEqual(['INVITE']);
  });

  it('may be suspended again by the callback', async () => {
    const seen: unknown[] = [];
    const { at } = await suspending({
      resumed: (ksr) => seen.push(seen.length === 0 ? ksr.tmx.t_suspend() : ksr.tm.t_relay()),
    });
    await at.alice.sends('INVITE');
    await wake(at, 'one');
    expect(at.got()).toEqual({ alice: ['100 INVITE'] });
    await wake(at, 'two');
    expect([seen, at.got()]).toEqual([[1, 1], { bob: ['INVITE'] }]);
  });

  it('forks on in the failure callback that was armed before', async () => {
    const { at } = await suspending(
      {
        ...RELAYING,
        failed: (ksr) => {
          ksr.seturi('sip:carol@203.0.113.32:5080');
          ksr.tm.t_relay();
        },
      },
      { before: (ksr) => ksr.tm.t_on_failure('failed') },
    );
    await at.alice.sends('INVITE');
    await wake(at);
    await at.bob.replies('INVITE', 486);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '200 INVITE']);
  });
});

describe('a suspended request that nobody continues', () => {
  it('gets 408 after fr_timer, behind its failure callback', async () => {
    const seen: unknown[] = [];
    const { at } = await suspending(
      { failed: (ksr) => seen.push(ksr.tm.t_get_status_code(), ksr.tm.t_branch_timeout()) },
      { tm: { fr_timer: 1500 }, before: (ksr) => ksr.tm.t_on_failure('failed') },
    );
    await at.alice.sends('INVITE');
    await at.settle('1400ms');
    expect(at.alice.got()).toEqual(['100 INVITE']);
    await at.settle('200ms');
    expect([at.alice.got(), seen]).toEqual([['408 INVITE'], [408, 1]]);
    await wake(at);
    expect(at.bob.got()).toEqual([]);
  });

  it('may be sent elsewhere by that callback', async () => {
    const { at } = await suspending(
      {
        failed: (ksr) => {
          ksr.seturi('sip:carol@203.0.113.32:5080');
          ksr.tm.t_relay();
        },
      },
      { tm: { fr_timer: 1500 }, before: (ksr) => ksr.tm.t_on_failure('failed') },
    );
    await at.alice.sends('INVITE');
    await at.settle('2s');
    expect(at.carol.got()).toEqual(['INVITE', 'INVITE']);
  });

  it('is ended by its CANCEL', async () => {
    const { at, results } = await suspending(RELAYING);
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(at.alice.got().sort()).toEqual(['100 INVITE', '200 CANCEL', '487 INVITE']);
    await wake(at);
    expect(results.at(-1)).toEqual(['continue', -1]);
  });

  it('leaves nothing behind', async () => {
    const { at } = await suspending(RELAYING, { tm: { fr_timer: 1500 } });
    for (const method of ['INVITE', 'MESSAGE']) await at.alice.sends(method, { callId: method, branch: method });
    expect(at.server.engine.stateful.suspended.size).toBe(2);
    await at.settle('20s');
    await at.alice.acknowledges();
    await at.settle('60s');
    expect([at.server.engine.stateful.suspended.size, at.isEmpty, at.errors]).toEqual([0, true, []]);
  });
});

describe('t_suspend and t_continue where they can not work', () => {
  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['relayed', (ksr) => ksr.tm.t_relay()],
    ['answered', (ksr) => ksr.tm.t_send_reply(404, 'No')],
    ['suspended', (ksr) => ksr.tmx.t_suspend()],
  ])('t_suspend: %s already', async (_name, before) => {
    const { at, results } = await suspending(RELAYING, { before: (ksr) => void before(ksr) });
    await at.alice.sends('MESSAGE');
    expect(results).toEqual([['suspend', -1]]);
  });

  it.each(['ACK', 'CANCEL'])('t_suspend: an %s', async (method) => {
    const seen: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => seen.push(ksr.tmx.t_suspend()) });
    await at.alice.sends(method);
    expect([seen, at.serverCount]).toEqual([[-1], 0]);
  });

  it.each<[string, (ksr: AnyKSR, id: Id) => unknown]>([
    ['another index', (ksr, [index, label]) => ksr.tmx.t_continue(index + 1, label, 'resumed')],
    ['another label', (ksr, [index, label]) => ksr.tmx.t_continue(index, label + 1, 'resumed')],
    ['no such callback', (ksr, id) => ksr.tmx.t_continue(...id, 'nobody')],
    ['what is no number', (ksr) => ksr.tmx.t_continue('x' as never, null as never, 'resumed')],
    ['no callback', (ksr, id) => ksr.tmx.t_continue(...id, undefined as never)],
  ])('t_continue: %s', async (_name, run) => {
    const seen: unknown[] = [];
    const { at, ids } = await suspending({
      ...RELAYING,
      onReplyRoute: () => {},
    });
    await at.alice.sends('INVITE');
    const other = forNew((ksr) => seen.push(run(ksr, ids[0]!)));
    at.server.engine.routes = { ...at.server.engine.routes, requestRoute: other as never };
    await wake(at);
    expect([seen, at.bob.got()]).toEqual([[-1], []]);
  });

  it('is not found from outside of the transaction: each has numbers of its own', async () => {
    const { at, ids } = await suspending(RELAYING);
    for (let i = 0; i < 50; i++) await at.alice.sends('MESSAGE', { callId: `c${i}`, branch: `c${i}` });
    expect(new Set(ids.map(String)).size).toBe(50);
    expect(ids.every(([index, label]) => index >= 0 && index < 65_536 && label >= 0 && label < 2 ** 31)).toBe(true);
  });
});
