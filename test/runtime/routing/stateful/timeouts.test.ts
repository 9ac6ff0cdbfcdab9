import { describe, expect, it } from 'vitest';
import { fork, forNew, header, RELAY, scene, type AnyKSR, type Scene } from '../scene.ts';

async function relayed(
  method: string,
  tm: Record<string, unknown>,
  change: (ksr: AnyKSR) => unknown = () => {},
  behind: (ksr: AnyKSR) => unknown = () => {},
): Promise<Scene> {
  const at = await scene({
    routes: {
      requestRoute: forNew((ksr) => {
        change(ksr);
        ksr.tm.t_relay();
        behind(ksr);
      }),
    },
    tm,
  });
  await at.alice.sends(method);
  return at;
}

/** When something first arrived at the caller, rounded to tenths of a second; the wheel looks every 8 ms. */
function whenAt(at: Scene, kind: string): number | null {
  const found = at.alice.gotAt().find((line) => line.endsWith(` ${kind}`));
  return found === undefined ? null : Math.round(Number(found.split(' ')[0]) / 100) / 10;
}

describe('nobody answers: timers B and F (RFC 3261 17.1)', () => {
  it.each<[string, string, Record<string, unknown>, number]>([
    ['an INVITE', 'INVITE', {}, 30],
    ['another request', 'MESSAGE', {}, 30],
    ['fr_timer', 'INVITE', { fr_timer: 5000 }, 5],
    ['max_inv_lifetime bounds it', 'INVITE', { max_inv_lifetime: 8000 }, 8],
    ['max_noninv_lifetime bounds it', 'MESSAGE', { max_noninv_lifetime: 3000 }, 3],
  ])('%s', async (_name, method, tm, seconds) => {
    const at = await relayed(method, tm);
    await at.settle('35s');
    expect(whenAt(at, `408 ${method}`)).toBe(seconds);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('has status and reason of its own', async () => {
    const at = await relayed('MESSAGE', { fr_timer: 1000, reply_408_code: 504, reply_408_reason: 'Gone' });
    await at.settle('2s');
    expect(at.alice.last('504 MESSAGE')).toMatch(/^SIP\/2\.0 504 Gone\r\n/);
  });

  it.each<[string, Record<string, unknown>, string, (ksr: AnyKSR) => unknown, number | null]>([
    ['noisy_ctimer 0 is silent for a single branch', { noisy_ctimer: 0 }, 'INVITE', () => {}, null],
    ['but not for two', { noisy_ctimer: 0 }, 'INVITE', (ksr) => fork(ksr, 'carol'), 1],
    ['not with a failure callback', { noisy_ctimer: 0 }, 'INVITE', (ksr) => ksr.tm.t_on_failure('requestRoute'), 1],
    ['not for another request', { noisy_ctimer: 0 }, 'MESSAGE', () => {}, 1],
  ])('%s', async (_name, tm, method, change, seconds) => {
    const at = await relayed(method, { fr_timer: 1000, ...tm }, change);
    await at.settle('2s');
    expect(whenAt(at, `408 ${method}`)).toBe(seconds);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('repeats the INVITE with doubling intervals, another request up to T2', async () => {
    for (const [method, times] of [
      ['INVITE', [0, 500, 1500, 3500, 7500]],
      ['MESSAGE', [0, 500, 1500, 3500, 7500]],
    ] as const) {
      const at = await relayed(method, { fr_timer: 10_000 });
      await at.settle('9s');
      const got = at.bob.gotAt().map((line) => Math.round(Number(line.split(' ')[0]) / 100) * 100);
      expect(got).toEqual(times);
    }
  });
});

describe('somebody rings: timer C (RFC 3261 16.8)', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['by default', {}, 120],
    ['fr_inv_timer', { fr_inv_timer: 10_000 }, 10],
    ['max_inv_lifetime bounds it', { max_inv_lifetime: 20_000 }, 20],
  ])('%s: 408 to the caller, CANCEL to the callee', async (_name, tm, seconds) => {
    const at = await relayed('INVITE', tm);
    await at.bob.replies('INVITE', 180);
    await at.settle('121s');
    expect(whenAt(at, '408 INVITE')).toBe(seconds);
    expect(at.bob.got()).toContain('CANCEL');
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe('');
    await at.settle('100s');
    expect(at.isEmpty).toBe(true);
  });

  it('begins with a 100 too', async () => {
    const at = await relayed('INVITE', { fr_timer: 1000, fr_inv_timer: 5000 });
    await at.bob.replies('INVITE', 100);
    await at.settle('6s');
    expect(whenAt(at, '408 INVITE')).toBe(5);
  });

  /** Says 183, 183 and 180 a second apart. */
  async function keepsRinging(tm: Record<string, unknown>, statuses: readonly number[]): Promise<number | null> {
    const at = await relayed('INVITE', { fr_inv_timer: 5000, ...tm });
    for (const status of statuses) {
      await at.bob.replies('INVITE', status);
      await at.settle('1s');
    }
    await at.settle('10s');
    return whenAt(at, '408 INVITE');
  }

  it.each<[number, readonly number[], number]>([
    [1, [180], 5],
    [1, [183, 183, 180], 7],
    // only the first, and those that rise from 180 on
    [0, [183, 183, 180], 5],
    [0, [180, 183, 183], 6],
    [0, [100, 100, 180], 7],
  ])('restart_fr_on_each_reply %d: %j', async (restart, statuses, seconds) => {
    expect(await keepsRinging({ restart_fr_on_each_reply: restart }, statuses)).toBe(seconds);
  });

  it('leaves another request under timer F', async () => {
    const at = await relayed('MESSAGE', { fr_timer: 3000 });
    await at.bob.replies('MESSAGE', 183);
    await at.settle('4s');
    expect(whenAt(at, '408 MESSAGE')).toBe(3);
  });

  it('goes on to a failure callback without waiting for the answer to the CANCEL', async () => {
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: (ksr) => {
          fork(ksr, 'carol');
          ksr.tm.t_relay();
        },
      },
      tm: { fr_inv_timer: 2000 },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.settle('2100ms');
    expect(at.got()).toEqual({ alice: ['100 INVITE', '180 INVITE'], bob: ['INVITE', 'CANCEL'], carol: ['INVITE'] });
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 487);
    await at.carol.replies('INVITE', 200);
    expect(at.got()).toEqual({ alice: ['200 INVITE'], bob: ['ACK'] });
  });
});

describe('timers of one transaction', () => {
  it.each<[string, string, (ksr: AnyKSR) => unknown, number]>([
    ['t_set_fr: any reply', 'INVITE', (ksr) => ksr.tm.t_set_fr(0, 2000), 2],
    ['t_set_fr: another request', 'MESSAGE', (ksr) => ksr.tm.t_set_fr(0, 2000), 2],
    ['t_reset_fr', 'INVITE', (ksr) => [ksr.tm.t_set_fr(0, 2000), ksr.tm.t_reset_fr()], 30],
    ['t_set_max_lifetime', 'INVITE', (ksr) => ksr.tm.t_set_max_lifetime(4000, 0), 4],
    ['t_set_max_lifetime of the other kind', 'MESSAGE', (ksr) => ksr.tm.t_set_max_lifetime(4000, 0), 30],
    ['t_reset_max_lifetime', 'INVITE', (ksr) => [ksr.tm.t_set_max_lifetime(4000, 0), ksr.tm.t_reset_max_lifetime()], 30],
    ['behind t_newtran', 'INVITE', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_set_fr(0, 2000)], 2],
    ['lifetime behind t_newtran', 'INVITE', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_set_max_lifetime(4000, 0)], 4],
  ])('%s', async (_name, method, change, seconds) => {
    const at = await relayed(method, {}, change);
    await at.settle('31s');
    expect(whenAt(at, `408 ${method}`)).toBe(seconds);
  });

  it('t_set_fr of one leaves the other', async () => {
    const at = await relayed('INVITE', { fr_inv_timer: 20_000 }, (ksr) => ksr.tm.t_set_fr(0, 2000));
    await at.bob.replies('INVITE', 180);
    await at.settle('25s');
    expect(whenAt(at, '408 INVITE')).toBe(20);
    const other = await relayed('INVITE', { fr_timer: 10_000 }, (ksr) => ksr.tm.t_set_fr(2000, 0));
    await other.settle('11s');
    expect(whenAt(other, '408 INVITE')).toBe(10);
  });

  it('one setting leaves all others as configured', async () => {
    for (const [method, seconds] of [
      ['INVITE', 5],
      ['MESSAGE', 4],
    ] as const) {
      const at = await relayed(method, { fr_timer: 50_000, max_inv_lifetime: 5000, max_noninv_lifetime: 4000 }, (ksr) =>
        ksr.tm.t_set_disable_6xx(1),
      );
      await at.settle('6s');
      expect(whenAt(at, `408 ${method}`)).toBe(seconds);
    }
  });

  it('are not those of the request that a retransmission belongs to', async () => {
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.tm.t_lookup_request() < 0) ksr.tm.t_relay();
        else {
          ksr.tm.t_set_fr(1000, 1000);
          ksr.tm.t_set_max_lifetime(1000, 1000);
        }
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    await at.settle('31s');
    expect(whenAt(at, '408 INVITE')).toBe(30);
  });

  it('t_set_fr before: how long it rings', async () => {
    const at = await relayed('INVITE', {}, (ksr) => ksr.tm.t_set_fr_inv(3000));
    await at.bob.replies('INVITE', 180);
    await at.settle('4s');
    expect(whenAt(at, '408 INVITE')).toBe(3);
  });

  it('t_set_retr: the intervals', async () => {
    const at = await relayed('MESSAGE', {}, (ksr) => ksr.tm.t_set_retr(100, 300));
    await at.settle('1500ms');
    const got = at.bob.gotAt().map((line) => Math.round(Number(line.split(' ')[0]) / 100) * 100);
    expect(got).toEqual([0, 100, 300, 600, 900, 1200, 1500].slice(0, got.length));
    expect(got.length).toBeGreaterThanOrEqual(6);
    const reset = await relayed('MESSAGE', {}, (ksr) => [ksr.tm.t_set_retr(100, 300), ksr.tm.t_reset_retr()]);
    await reset.settle('1200ms');
    expect(reset.bob.got()).toHaveLength(2);
  });

  it.each<[string, string, string | null, (ksr: AnyKSR) => unknown, number]>([
    ['before a reply', 'INVITE', null, (ksr) => ksr.tm.t_set_fr(0, 2000), 2],
    ['of another request', 'MESSAGE', null, (ksr) => ksr.tm.t_set_fr(0, 2000), 2],
    ['while it rings', 'INVITE', '180', (ksr) => ksr.tm.t_set_fr(3000, 0), 3],
    ['that of the other phase leaves it', 'INVITE', '180', (ksr) => ksr.tm.t_set_fr(0, 2000), 20],
  ])('t_set_fr changes branches that run: %s', async (_name, method, status, change, seconds) => {
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          ksr.tm.t_on_reply('reply');
          ksr.tm.t_relay();
          if (status === null) change(ksr);
        }),
        reply: (ksr) => change(ksr),
      },
      tm: { fr_inv_timer: 20_000 },
    });
    await at.alice.sends(method);
    if (status !== null) await at.bob.replies(method, Number(status));
    await at.settle('31s');
    expect(whenAt(at, `408 ${method}`)).toBe(seconds);
  });

  it('refuse negative numbers, and leave what 0 stands for', async () => {
    const results: unknown[] = [];
    const at = await relayed('INVITE', {}, (ksr) =>
      results.push(
        ksr.tm.t_set_fr(-1, 0),
        ksr.tm.t_set_fr(0, -1),
        ksr.tm.t_set_retr(-1, 0),
        ksr.tm.t_set_max_lifetime(0, -1),
        ksr.tm.t_set_fr(0, 0),
        ksr.tm.t_set_retr(0, 0),
        ksr.tm.t_set_max_lifetime(0, 0),
      ),
    );
    expect(results).toEqual([-1, -1, -1, -1, 1, 1, 1]);
    await at.settle('31s');
    expect(whenAt(at, '408 INVITE')).toBe(30);
  });

  it('t_is_expired tells that the life is over', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          seen.push(ksr.tm.t_is_expired());
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: (ksr) => seen.push(ksr.tm.t_is_expired()),
      },
      tm: { max_inv_lifetime: 2000, fr_timer: 5000 },
    });
    await at.alice.sends('INVITE');
    await at.settle('3s');
    expect(seen).toEqual([-1, 1]);
  });
});

describe('the wait behind the final reply (wt_timer)', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['by default', {}, 5],
    ['wt_timer', { wt_timer: 2000 }, 2],
  ])('%s', async (_name, tm, seconds) => {
    const at = await scene({ routes: RELAY, tm });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    await at.settle((seconds - 0.2) * 1000);
    expect(at.serverCount).toBe(1);
    await at.alice.sends('MESSAGE');
    expect(at.serverCount).toBe(1);
    expect(at.got()).toEqual({ alice: ['200 MESSAGE', '200 MESSAGE'], bob: ['MESSAGE'] });
    await at.settle(400);
    expect([at.serverCount, at.isEmpty]).toEqual([0, true]);
  });

  it('ends the repetition of a negative reply without ACK, and that of a CANCEL', async () => {
    const at = await scene({ routes: RELAY, tm: { fr_inv_timer: 1000, wt_timer: 2000 } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.settle('10s');
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '408 INVITE', '408 INVITE', '408 INVITE']);
    expect(at.bob.got()).toEqual(['INVITE', 'CANCEL', 'CANCEL', 'CANCEL']);
    expect(at.isEmpty).toBe(true);
  });
});
