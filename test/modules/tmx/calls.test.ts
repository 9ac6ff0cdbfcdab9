import { describe, expect, it } from 'vitest';
import { fork, forNew, header, scene, type AnyKSR, type Routes, type Scene } from '../../runtime/routing/scene.ts';

/** Relays what is new; an OPTIONS runs `run`. */
async function beside(run: (ksr: AnyKSR) => unknown, routes: Routes = {}): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const relay = forNew((ksr) => {
    fork(ksr, 'carol');
    ksr.tm.t_on_failure('failed');
    ksr.tm.t_relay();
  });
  const at = await scene({
    requestRoute: (ksr) => (ksr.is_OPTIONS() ? results.push(run(ksr)) : relay(ksr)),
    failed: () => {},
    ...routes,
  });
  return { at, results };
}

const OTHER = { callId: 'other', branch: 'other' };
const CALL = { callId: 'call@x', cseq: 7 };

describe('t_cancel_callid', () => {
  it('cancels the branches of the call, and sets a flag on it', async () => {
    const flags: unknown[] = [];
    const { at, results } = await beside((ksr) => ksr.tmx.t_cancel_callid('call@x', '7', 3), {
      failed: (ksr) => flags.push(ksr.isflagset(3), ksr.isflagset(4), ksr.tm.t_is_canceled()),
    });
    await at.alice.sends('INVITE', CALL);
    await at.bob.replies('INVITE', 180);
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.alice.sends('OPTIONS', OTHER);
    expect([results, at.got()]).toEqual([[1], { bob: ['CANCEL'], carol: ['CANCEL'] }]);
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe('');
    await at.bob.replies('INVITE', 487);
    await at.carol.replies('INVITE', 487);
    expect([at.alice.got(), flags]).toEqual([['487 INVITE'], [true, false, -1]]);
  });

  it('writes a Reason when it is given one', async () => {
    const { at } = await beside((ksr) => ksr.tmx.t_cancel_callid_reason('call@x', '7', 0, 486));
    await at.alice.sends('INVITE', CALL);
    await at.bob.replies('INVITE', 180);
    await at.alice.sends('OPTIONS', OTHER);
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe('SIP;cause=486');
  });

  it.each<[string, string, string]>([
    ['another call', 'call@y', '7'],
    ['another CSeq', 'call@x', '8'],
    ['no CSeq', 'call@x', ''],
    ['a CSeq that is no number', 'call@x', '7x'],
    ['no call', '', '7'],
  ])('-1 for %s', async (_name, callId, cseq) => {
    const { at, results } = await beside((ksr) => [
      ksr.tmx.t_cancel_callid(callId, cseq, 0),
      ksr.tmx.t_cancel_callid_reason(callId, cseq, 0, 200),
      ksr.tmx.t_reply_callid(callId, cseq, 404, 'No'),
    ]);
    await at.alice.sends('INVITE', CALL);
    at.got();
    await at.alice.sends('OPTIONS', OTHER);
    expect([results, at.got()]).toEqual([[[-1, -1, -1]], {}]);
  });

  it.each(['MESSAGE', 'answered'])('-1 for a request that is no INVITE, or is answered: %s', async (kind) => {
    const { at, results } = await beside((ksr) => ksr.tmx.t_cancel_callid('call@x', '7', 0));
    await at.alice.sends(kind === 'MESSAGE' ? 'MESSAGE' : 'INVITE', CALL);
    if (kind === 'answered') await at.bob.replies('INVITE', 200);
    await at.alice.sends('OPTIONS', OTHER);
    expect(results).toEqual([-1]);
  });
});

describe('t_reply_callid', () => {
  it.each(['INVITE', 'MESSAGE'])('answers the %s and cancels what is open', async (method) => {
    const { at, results } = await beside((ksr) => [
      ksr.tmx.t_reply_callid('call@x', '7', 480, 'Gone'),
      ksr.tmx.t_reply_callid('call@x', '7', 480, 'Gone'),
    ]);
    await at.alice.sends(method, CALL);
    await at.bob.replies(method, 180);
    at.got();
    await at.alice.sends('OPTIONS', OTHER);
    expect(results).toEqual([[1, -1]]);
    expect(at.got()).toEqual({ alice: [`480 ${method}`], ...(method === 'INVITE' && { bob: ['CANCEL'] }) });
  });

  it.each([
    [99, 'No'],
    [700, 'No'],
    [404, 'No\r\nEvil: 1'],
  ])('refuses %d %j', async (code, reason) => {
    const { at, results } = await beside((ksr) => ksr.tmx.t_reply_callid('call@x', '7', code, reason));
    await at.alice.sends('MESSAGE', CALL);
    await at.alice.sends('OPTIONS', OTHER);
    expect([results, at.alice.got()]).toEqual([[-1], []]);
  });
});

describe('t_drop, t_drop_rcode', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, number]>([
    ['t_drop', (ksr) => ksr.tmx.t_drop(), 500],
    ['t_drop_rcode', (ksr) => ksr.tmx.t_drop_rcode(404), 404],
    ['t_drop_rcode with no status', (ksr) => ksr.tmx.t_drop_rcode(7), 500],
  ])('%s: nothing is answered, what comes again is absorbed', async (_name, drop, status) => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_newtran();
        seen.push(drop(ksr), ksr.tm.t_get_status_code(), ksr.tm.t_reply(200, 'OK'), ksr.tm.t_relay());
      }),
    });
    for (const method of ['INVITE', 'INVITE', 'MESSAGE', 'MESSAGE'])
      await at.alice.sends(method, { branch: method, callId: method });
    expect(seen).toEqual([0, status, -1, -1, 0, status, -1, -1]);
    expect(at.got()).toEqual({});
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('in a failure callback: the caller hears no more', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      failed: (ksr) => ksr.tmx.t_drop(),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 486);
    await at.alice.sends('MESSAGE');
    expect(at.alice.got()).toEqual([]);
  });

  it('needs a transaction', async () => {
    const seen: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => seen.push(ksr.tmx.t_drop()) });
    await at.alice.sends('MESSAGE');
    expect(seen).toEqual([-1]);
  });
});

describe('t_reuse_branch', () => {
  it('sends the request once more to where it failed', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        seen.push(ksr.tmx.t_reuse_branch());
        ksr.seturi('sip:else@203.0.113.31:5080');
        ksr.tm.t_on_branch_failure('again');
        ksr.tm.t_relay();
      }),
      again: (ksr) => seen.push(ksr.tmx.t_reuse_branch(), ksr.tm.t_relay()),
    });
    await at.alice.sends('MESSAGE');
    await at.bob.replies('MESSAGE', 503);
    expect([seen, at.bob.got()]).toEqual([
      [-1, 1, 1],
      ['MESSAGE', 'MESSAGE'],
    ]);
    const [first, second] = at.bob.all();
    expect([second!.split('\r\n')[0], header(second!, 'Via') === header(first!, 'Via')]).toEqual([
      first!.split('\r\n')[0],
      false,
    ]);
    await at.bob.replies('MESSAGE', 200);
    expect(at.alice.got()).toEqual(['200 MESSAGE']);
  });
});
