import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Tm, TmAny, TmForking, TmReplying } from '../../../modules/tm/facade.ts';
import type { RouteKind } from '../../../runtime/index.ts';
import { fork, forNew, header, scene, URIS, type AnyKSR } from '../../runtime/routing/scene.ts';

/** Names of the functions of a class and those it extends. */
function functionsOf(facade: abstract new (...args: never[]) => object): string[] {
  const names: string[] = [];
  for (let o = facade.prototype as object; o !== Object.prototype; o = Object.getPrototypeOf(o) as object) {
    names.push(...Object.getOwnPropertyNames(o).filter((name) => name !== 'constructor'));
  }
  return names.sort();
}

describe('what each kind of route has', () => {
  it('grows from any route to the request route', () => {
    const sizes = [TmAny, TmReplying, TmForking, Tm].map((facade) => functionsOf(facade).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(functionsOf(Tm)).toEqual(expect.arrayContaining(['t_relay', 't_reply', 't_on_reply', 't_newtran', 't_drop_replies']));
    expect(functionsOf(TmAny)).not.toContain('t_reply');
    expect(functionsOf(TmReplying)).not.toContain('t_relay');
    expect(functionsOf(TmForking)).not.toContain('t_newtran');
  });

  it('stands in the README, function by function', () => {
    const readme = readFileSync(new URL('../../../modules/tm/README.md', import.meta.url), 'utf8');
    expect(functionsOf(Tm).filter((name) => !readme.includes(`\`${name}(`))).toEqual([]);
  });
});

describe('functions where they do not work', () => {
  it.each<[string, RouteKind, (ksr: AnyKSR) => unknown]>([
    ['t_reply', 'branch', (ksr) => ksr.tm.t_reply(404, 'No')],
    ['t_send_reply', 'branch', (ksr) => ksr.tm.t_send_reply(404, 'No')],
    ['t_newtran', 'branch', (ksr) => ksr.tm.t_newtran()],
    ['t_drop_replies', 'branch', (ksr) => ksr.tm.t_drop_replies('a')],
    ['t_newtran', 'tm_reply', (ksr) => ksr.tm.t_newtran()],
    ['t_drop_replies', 'tm_reply', (ksr) => ksr.tm.t_drop_replies('a')],
    ['t_newtran', 'failure', (ksr) => ksr.tm.t_newtran()],
  ])('%s in a %s route: -1, said once', async (fn, kind, call) => {
    const results: unknown[] = [];
    const note = (of: RouteKind) => (ksr: AnyKSR) => (of === kind ? results.push(call(ksr)) : undefined);
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_branch('each');
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      each: note('branch'),
      reply: note('tm_reply'),
      failed: note('failure'),
    });
    for (const callId of ['call-1', 'call-2']) {
      await at.alice.sends('INVITE', { callId, branch: callId });
      await at.bob.replies('INVITE', 486);
    }
    expect(results).toEqual([-1, -1]);
    expect(at.log.texts('warn').filter((text) => text.startsWith(`tm.${fn} does not work in`))).toHaveLength(1);
    expect(at.errors).toEqual([]);
  });
});

describe('t_relay_to_flags', () => {
  it.each<[number, string[]]>([
    [0, ['100 INVITE']],
    [1, []],
    [3, []],
    [4, ['100 INVITE']],
  ])('%d', async (flags, got) => {
    const results: unknown[] = [];
    const at = await scene({ requestRoute: forNew((ksr) => results.push(ksr.tm.t_relay_to_flags(flags))) });
    await at.alice.sends('INVITE');
    expect([results, at.alice.got(), at.bob.got()]).toEqual([[1], got, ['INVITE']]);
  });
});

describe('t_set_disable_6xx', () => {
  it.each([
    [1, []],
    [0, ['CANCEL']],
  ])('%d', async (on, cancels) => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_set_disable_6xx(on);
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.bob.replies('INVITE', 600);
    expect(at.carol.got()).toEqual(cancels);
  });

  it('behind t_newtran is of the transaction', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_newtran();
        ksr.tm.t_set_disable_6xx(1);
        ksr.tm.t_set_auto_inv_100(0);
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.bob.replies('INVITE', 600);
    expect([at.carol.got(), at.alice.got()]).toEqual([[], []]);
  });
});

describe('settings made before the transaction', () => {
  it('are of this request only', async () => {
    let first = true;
    const at = await scene({
      requestRoute: forNew((ksr) => {
        if (first) ksr.tm.t_set_auto_inv_100(0);
        first = false;
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual([]);
    await at.alice.sends('INVITE', { callId: 'call-2', branch: 'b2' });
    expect(at.alice.got()).toEqual(['100 INVITE']);
  });

  it('do not make one', async () => {
    const at = await scene({
      requestRoute: ({ tm }) => {
        tm.t_set_fr(1000, 1000);
        tm.t_set_retr(100, 100);
        tm.t_set_max_lifetime(1000, 1000);
        tm.t_set_auto_inv_100(1);
        tm.t_on_reply('');
      },
    });
    await at.alice.sends('INVITE');
    expect(at.isEmpty).toBe(true);
  });
});

describe('arguments of the wrong type', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, unknown]>([
    ['a status as text', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply('486' as never, 'Busy')], [1, 1]],
    ['no status', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(undefined as never, 'Busy')], [1, -1]],
    ['no reason', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(486, undefined as never)], [1, 1]],
    ['a reason that is an object', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(486, {} as never)], [1, 1]],
    ['timers as text', (ksr) => ksr.tm.t_set_fr('1000' as never, null as never), 1],
    ['timers as objects', (ksr) => ksr.tm.t_set_retr({} as never, [] as never), 1],
    ['flags as text', (ksr) => ksr.tm.t_relay_to_flags('x' as never), 1],
  ])('%s never throw', async (_name, call, result) => {
    const results: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => results.push(call(ksr)) });
    await at.alice.sends('INVITE');
    expect(results).toEqual([result]);
    expect(at.errors).toEqual([]);
  });

  it.each(['Busy\r\nX-Injected: 1', 'Busy\nX', 'Busy\rX', 'Busy\0'])(
    'a reason that would break the status line is refused: %j',
    async (reason) => {
      const results: unknown[] = [];
      const at = await scene({
        requestRoute: (ksr) =>
          results.push(
            ksr.tm.t_send_reply(486, reason),
            ksr.tm.t_reply(486, reason),
            ksr.sl.sl_send_reply(486, reason),
            ksr.sl.send_reply(486, reason),
          ),
      });
      await at.alice.sends('INVITE');
      expect([results, at.alice.all()]).toEqual([[-1, -1, -1, -1], []]);
      expect(at.errors[0]).toBe('a reason must hold no CR, LF or NUL: the reply was not sent');
    },
  );
});

it('a call from end to end, with Record-Route and a re-INVITE, leaves no transaction', async () => {
  const at = await scene({
    routes: {
      requestRoute: (ksr) => {
        if (ksr.is_ACK() && ksr.tm.t_check_trans() === 0) return;
        if (!ksr.is_ACK() && !ksr.is_CANCEL() && ksr.tm.t_check_trans() === 0) return;
        if (!(ksr.rr.loose_route() > 0)) ksr.rr.record_route();
        ksr.tm.t_relay();
      },
    },
    modules: { rr: {} },
  });
  await at.alice.sends('INVITE');
  await at.bob.replies('INVITE', 180, { headers: [`Contact: <${URIS.bob}>`] });
  await at.bob.replies('INVITE', 200, {
    headers: [`Contact: <${URIS.bob}>`, `Record-Route: ${header(at.bob.last('INVITE'), 'Record-Route')}`],
  });
  const route = `Route: ${header(at.alice.last('200 INVITE'), 'Record-Route')}`;
  const within = { toTag: 'b1', headers: [route] };
  await at.alice.sends('ACK', { ...within, branch: 'ack1' });
  await at.alice.sends('INVITE', { ...within, cseq: 2, branch: 're' });
  await at.bob.replies('INVITE', 200);
  await at.alice.sends('ACK', { ...within, cseq: 2, branch: 'ack2' });
  await at.alice.sends('BYE', { ...within, cseq: 3 });
  await at.bob.replies('BYE', 200);
  expect(at.got()).toEqual({
    alice: ['100 INVITE', '180 INVITE', '200 INVITE', '100 INVITE', '200 INVITE', '200 BYE'],
    bob: ['INVITE', 'ACK', 'INVITE', 'ACK', 'BYE'],
  });
  await at.settle('40s');
  expect(at.isEmpty).toBe(true);
});
