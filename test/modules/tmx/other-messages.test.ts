import { describe, expect, it } from 'vitest';
import { fork, forNew, scene, type AnyKSR } from '../../runtime/routing/scene.ts';

const TEXTS = [
  '$T_req($ru)',
  '$T_req($hdr(X))',
  '$T_rpl($rs)',
  '$(T_rpl($hdr(Y)){s.len})',
  '$T_inv($hdr(X))',
  '$T_branch(uri)',
  '$T_branch(flags)',
  '$T_branch(else)',
  '$T_reply_last',
  '$T(reply_type)',
  '$T(reply_code)',
  '$T(reply_reason)',
] as const;

/** What the variables give in each kind of route of one call, by kind; what gives null is left out. */
async function everywhere(): Promise<Record<string, Record<string, unknown>>> {
  const seen: Record<string, Record<string, unknown>> = {};
  const note = (kind: string) => (ksr: AnyKSR) => {
    const values = TEXTS.map((text) => [text, ksr.pv.get(text)] as const);
    seen[kind] = Object.fromEntries(values.filter(([, value]) => value !== null));
  };
  const at = await scene({
    requestRoute: (ksr) => {
      if (ksr.is_CANCEL()) note('cancel')(ksr);
      forNew((request) => {
        note('before')(request);
        request.setbflag(2);
        request.tm.t_on_branch('each');
        request.tm.t_on_reply('reply');
        request.tm.t_on_failure('failed');
        request.tm.t_relay();
      })(ksr);
    },
    onReplyRoute: note('core reply'),
    each: note('branch'),
    reply: note('reply'),
    failed: note('failure'),
  });
  await at.alice.sends('INVITE', { headers: ['X: from alice'] });
  await at.bob.replies('INVITE', 180);
  await at.alice.sends('CANCEL');
  await at.bob.replies('INVITE', 486, { reason: 'Busy', headers: ['Y: from bob'] });
  return seen;
}

describe('$T(...), $T_branch(...), $T_req(...), $T_rpl(...), $T_inv(...)', () => {
  const uri = 'sip:bob@203.0.113.31:5080';
  it('have a value where there is such a message', async () => {
    const seen = await everywhere();
    const ofReply = { '$T_req($ru)': uri, '$T_req($hdr(X))': 'from alice', '$T_branch(uri)': uri, '$T_branch(flags)': 4 };
    expect(seen['before']).toEqual({ '$T(reply_type)': 0, '$T(reply_code)': 0 });
    expect(seen['cancel']).toMatchObject({ '$T_inv($hdr(X))': 'from alice' });
    expect(seen['reply']).toMatchObject({ ...ofReply, $T_reply_last: 486, '$T(reply_reason)': 'Busy' });
    expect(seen['core reply']).toMatchObject(ofReply);
    expect(seen['failure']).toEqual({
      '$T_rpl($rs)': 486,
      '$(T_rpl($hdr(Y)){s.len})': 8,
      '$T_branch(uri)': uri,
      '$T_branch(flags)': 4,
      $T_reply_last: 486,
      '$T(reply_type)': 0,
      '$T(reply_code)': 486,
      '$T(reply_reason)': 'Busy',
    });
  });

  it('tell a reply that was made here', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      tm: { fr_timer: 1000 },
      routes: {
        requestRoute: forNew((ksr) => {
          fork(ksr, 'carol');
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: (ksr) => seen.push(ksr.pv.get('$T(reply_type)'), ksr.pv.get('$T_rpl($rs)'), ksr.pv.get('$T_reply_last')),
      },
    });
    await at.alice.sends('INVITE');
    await at.settle('2s');
    expect(seen).toEqual([1, null, 408]);
  });

  it('are the same id before and in the transaction, and in all its callbacks', async () => {
    const seen: unknown[] = [];
    const note = (ksr: AnyKSR): void => void seen.push(['index', 'label'].map((name) => ksr.pv.get(`$T(id_${name})`)));
    const at = await scene({
      requestRoute: forNew((ksr) => {
        note(ksr);
        seen.push(['index', 'label'].map((name) => ksr.pv.get(`$T(id_${name}_n)`)));
        ksr.tm.t_on_branch('note');
        ksr.tm.t_on_reply('note');
        ksr.tm.t_on_failure('note');
        ksr.tm.t_relay();
        note(ksr);
      }),
      onReplyRoute: note,
      note,
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 486);
    expect(seen[0]).toEqual([null, null]);
    expect(new Set(seen.slice(1).map(String)).size).toBe(1);
    expect(seen).toHaveLength(9);
  });

  it.each(['$T()', '$T_req()', '$T(nothing)', '$T_req($nothing)', '$T_req(x)'])('%s gives nothing', async (text) => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => ksr.tm.t_relay()),
      onReplyRoute: (ksr) => seen.push(ksr.pv.get(text)),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 200);
    expect(seen).toEqual([null]);
  });
});
