import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priority } from '../../../../runtime/routing/stateful/best.ts';
import { fork, forNew, header, headers, kindOf, reasonOf, scene, type Scene, type SceneOptions } from '../scene.ts';

/** Forks to bob, carol and dave, who answer with these. @returns the scene, once all have */
async function answered(statuses: readonly (number | null)[], more: Partial<SceneOptions> = {}): Promise<Scene> {
  const routes = {
    requestRoute: forNew((ksr) => {
      fork(ksr, ...(['carol', 'dave'] as const).slice(0, statuses.length - 1));
      ksr.tm.t_relay();
    }),
  };
  const at = await scene({ routes, ...more });
  await at.alice.sends('INVITE');
  const phones = [at.bob, at.carol, at.dave];
  for (const [i, status] of statuses.entries()) {
    if (status === null) continue;
    const challenge =
      status === 401
        ? [`WWW-Authenticate: Digest realm="r${i}", nonce="n"`]
        : status === 407
          ? [`Proxy-Authenticate: Digest realm="r${i}", nonce="n"`]
          : [];
    await phones[i]!.replies('INVITE', status, { toTag: `tag${i}`, headers: [...challenge, `X-From: ${i}`] });
  }
  return at;
}

const final = (at: Scene): string => at.alice.all().findLast((text) => !kindOf(text).startsWith('1'))!;

describe('priority of final replies (RFC 3261 16.7 step 6, spec 9.7)', () => {
  // each is better than the next
  const ORDER = [
    200, 202, 600, 603, 699, 300, 302, 380, 401, 407, 415, 420, 484, 400, 402, 403, 404, 408, 480, 486, 487, 488, 491, 499, 500,
    501, 503, 599, 700, 799,
  ];

  it.each(ORDER.slice(1).map((status, i) => [ORDER[i]!, status] as const))('%d before %d', (better, worse) => {
    if (better < 300 && worse < 300) expect(priority(better, 0)).toBe(priority(worse, 0));
    else expect(priority(better, 0)).toBeLessThan(priority(worse, 0));
  });

  it('is never below that of any success, whatever the status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 999 }), (status) => {
        expect(priority(status, 0)).toBeGreaterThan(priority(200, 0));
      }),
    );
  });

  it('of a reply made here is worse by its penalty', () => {
    expect(priority(408, 2000)).toBe(priority(408, 0) + 2000);
    expect(priority(408, 2000)).toBeGreaterThan(priority(500, 0));
  });
});

describe('best reply of several branches', () => {
  it.each<[readonly number[], number]>([
    [[486, 404], 404],
    [[404, 486], 404],
    [[486, 302], 302],
    [[500, 486], 486],
    [[486, 484], 484],
    [[415, 420], 415],
    [[500, 503], 500],
    [[480, 404, 486], 404],
    [[408, 500, 302], 302],
  ])('of %j is %d', async (statuses, best) => {
    const at = await answered(statuses);
    expect(at.alice.got()).toEqual(['100 INVITE', `${best} INVITE`]);
    expect(header(final(at), 'X-From')).toBe(String(statuses.indexOf(best)));
  });

  it('is the first of equal ones', async () => {
    const at = await answered([486, 486]);
    expect(header(final(at), 'X-From')).toBe('0');
  });

  it('is not sent before all branches have answered', async () => {
    const at = await answered([404, null]);
    expect(at.alice.got()).toEqual(['100 INVITE']);
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['404 INVITE']);
  });

  it('with a penalty may be one from the network instead of our own', async () => {
    for (const [penalty, best] of [
      [0, 408],
      [200, 480],
    ] as const) {
      const at = await answered([null, 480], { tm: { fr_timer: 1000, faked_reply_prio: penalty } });
      await at.settle('1100ms');
      expect(at.alice.got()).toEqual(['100 INVITE', `${best} INVITE`]);
    }
  });
});

describe('challenges of several branches (16.7 step 7)', () => {
  it('are merged into one 401 of our own', async () => {
    const at = await answered([401, 407, 404]);
    const reply = final(at);
    expect([kindOf(reply), reasonOf(reply)]).toEqual(['401 INVITE', 'Unauthorized']);
    expect(headers(reply, 'WWW-Authenticate')).toEqual(['Digest realm="r0", nonce="n"']);
    expect(headers(reply, 'Proxy-Authenticate')).toEqual(['Digest realm="r1", nonce="n"']);
    expect(header(reply, 'X-From')).toBe('');
    expect(header(reply, 'To')).not.toContain('tag=tag');
  });

  it('of one branch only go as they came', async () => {
    const at = await answered([401, 404]);
    expect([kindOf(final(at)), header(final(at), 'X-From')]).toEqual(['401 INVITE', '0']);
  });

  it('are not merged when a reply that is better wins', async () => {
    const at = await answered([401, 302, 407]);
    expect(kindOf(final(at))).toBe('302 INVITE');
    expect(headers(final(at), 'WWW-Authenticate')).toEqual([]);
  });

  it('are not merged with aggregate_challenges 0', async () => {
    const at = await answered([401, 407], { tm: { aggregate_challenges: 0 } });
    expect([kindOf(final(at)), header(final(at), 'X-From')]).toEqual(['401 INVITE', '0']);
    expect(headers(final(at), 'Proxy-Authenticate')).toEqual([]);
  });
});

describe('a 503 that wins (16.7 step 6)', () => {
  it('becomes a 500 of our own', async () => {
    const at = await answered([503]);
    expect([kindOf(final(at)), reasonOf(final(at)), header(final(at), 'X-From')]).toEqual([
      '500 INVITE',
      'Service Unavailable',
      '',
    ]);
  });

  it('goes as it came with remap_503_500 0', async () => {
    const at = await answered([503], { tm: { remap_503_500: 0 } });
    expect([kindOf(final(at)), header(final(at), 'X-From')]).toEqual(['503 INVITE', '0']);
  });

  it('loses against any other 5xx', async () => {
    expect(kindOf(final(await answered([503, 500])))).toBe('500 INVITE');
    expect(header(final(await answered([503, 504])), 'X-From')).toBe('');
  });
});

describe('a 6xx (16.7 step 5)', () => {
  it('cancels the others at once and wins', async () => {
    const at = await answered([null, null, null]);
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.bob.replies('INVITE', 603);
    expect(at.got()).toEqual({ bob: ['ACK'], carol: ['CANCEL'] });
    expect(header(at.carol.last('CANCEL'), 'Reason')).toBe('SIP;cause=603');
    await at.carol.replies('CANCEL', 200);
    await at.carol.replies('INVITE', 487);
    await at.dave.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['603 INVITE']);
  });

  it('still loses against a 2xx that comes before the others have ended', async () => {
    const at = await answered([null, null]);
    await at.carol.replies('INVITE', 180);
    await at.bob.replies('INVITE', 603);
    await at.carol.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '200 INVITE']);
  });

  it('cancels nothing with disable_6xx_block, and is still the best of the negative ones', async () => {
    const at = await answered([603, null], { tm: { disable_6xx_block: 1 } });
    await at.carol.replies('INVITE', 180);
    expect(at.carol.got()).toEqual(['INVITE']);
    await at.carol.replies('INVITE', 404);
    expect(at.alice.got()).toEqual(['100 INVITE', '180 INVITE', '603 INVITE']);
  });
});
