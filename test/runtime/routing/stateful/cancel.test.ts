import { describe, expect, it } from 'vitest';
import {
  fork,
  forNew,
  header,
  headers,
  kindOf,
  reasonOf,
  RELAY,
  scene,
  uriOf,
  URIS,
  type AnyKSR,
  type Routes,
  type Scene,
} from '../scene.ts';

async function ringing(tm: Record<string, unknown> = {}, routes: Routes = RELAY): Promise<Scene> {
  const at = await scene({ routes, tm });
  await at.alice.sends('INVITE');
  await at.bob.replies('INVITE', 180);
  at.got();
  return at;
}

describe('CANCEL of a call that rings (RFC 3261 16.10)', () => {
  it('is answered at once, and cancels the branch with the Via of its INVITE (9.1)', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
    expect(reasonOf(at.alice.last('200 CANCEL'))).toBe('canceling');
    const [invite, cancel] = [at.bob.last('INVITE'), at.bob.last('CANCEL')];
    expect(headers(cancel, 'Via')).toEqual([headers(invite, 'Via')[0]]);
    expect([uriOf(cancel), header(cancel, 'CSeq')]).toEqual([uriOf(invite), '1 CANCEL']);
  });

  it('brings the 487 of the callee to the caller', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 487, { toTag: 'bobs' });
    expect(at.got()).toEqual({ alice: ['200 CANCEL', '487 INVITE'], bob: ['CANCEL', 'ACK'] });
    expect(header(at.alice.last('487 INVITE'), 'To')).toContain('tag=bobs');
  });

  it('has the To tag that the INVITE would get (9.2)', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    const tag = /tag=\w+/.exec(header(at.alice.last('200 CANCEL'), 'To'))![0];
    const other = await ringing({ fr_inv_timer: 1000 });
    await other.alice.sends('CANCEL');
    await other.settle('2s');
    expect(header(other.alice.last('487 INVITE'), 'To')).toContain(tag);
  });

  it('that crossed a 200 changes nothing: the call is made', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 200);
    expect(at.alice.got()).toEqual(['200 CANCEL', '200 INVITE']);
  });

  it('that crossed a 486 leaves that as the answer', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['200 CANCEL', '486 INVITE']);
  });

  it('is repeated until it is answered', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.settle('1600ms');
    expect(at.bob.got()).toEqual(['CANCEL', 'CANCEL', 'CANCEL']);
    await at.bob.replies('CANCEL', 200);
    await at.settle('5s');
    expect(at.bob.got()).toEqual([]);
  });

  it('keeps what rings on from the caller', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('INVITE', 183);
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
  });

  it('is answered again when it comes again, and cancels nothing twice', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL', '200 CANCEL'], bob: ['CANCEL'] });
  });

  it('ends in 487 of our own when the callee answers neither', async () => {
    const at = await ringing({ fr_inv_timer: 3000 });
    await at.alice.sends('CANCEL');
    await at.settle('3100ms');
    expect(at.alice.got()).toEqual(['200 CANCEL', '487 INVITE']);
    expect(reasonOf(at.alice.last('487 INVITE'))).toBe('Request Terminated');
  });

  it('carries the Reason of the one that arrived, and that of nobody else', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL', { headers: ['Reason: SIP;cause=26', 'Reason: Q.850;cause=16', 'X-Other: 1'] });
    expect(headers(at.bob.last('CANCEL'), 'Reason')).toEqual(['SIP;cause=26', 'Q.850;cause=16']);
    expect(header(at.bob.last('CANCEL'), 'X-Other')).toBe('');
    const silent = await ringing({ e2e_cancel_reason: 0 });
    await silent.alice.sends('CANCEL', { headers: ['Reason: SIP;cause=26'] });
    expect(headers(silent.bob.last('CANCEL'), 'Reason')).toEqual([]);
  });

  it('reaches every branch that rings', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol', 'dave');
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('INVITE');
    for (const phone of [at.bob, at.carol]) await phone.replies('INVITE', 180);
    await at.dave.replies('INVITE', 486);
    at.got();
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'], carol: ['CANCEL'] });
    await at.bob.replies('INVITE', 487);
    await at.carol.replies('INVITE', 487);
    expect(at.alice.got()).toEqual(['486 INVITE']);
  });

  it('leaves nothing behind', async () => {
    const at = await ringing();
    await at.alice.sends('CANCEL');
    await at.bob.replies('CANCEL', 200);
    await at.bob.replies('INVITE', 487);
    await at.alice.acknowledges();
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });
});

describe('CANCEL of a branch that got no reply yet (cancel_b_method)', () => {
  async function silent(method: 0 | 1 | 2): Promise<Scene> {
    const at = await scene({ routes: RELAY, tm: { cancel_b_method: method, fr_timer: 10_000 } });
    await at.alice.sends('INVITE');
    at.got();
    await at.alice.sends('CANCEL');
    return at;
  }

  it('0: the caller gets 487 at once, the CANCEL waits for a provisional', async () => {
    const at = await silent(0);
    expect(at.got()).toEqual({ alice: ['487 INVITE', '200 CANCEL'] });
    await at.alice.acknowledges();
    await at.settle('2s');
    expect(at.got()).toEqual({});
    await at.bob.replies('INVITE', 180);
    expect(at.got()).toEqual({ bob: ['CANCEL'] });
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('1: the INVITE is repeated, the CANCEL waits for a provisional', async () => {
    const at = await silent(1);
    expect(at.got()).toEqual({ alice: ['200 CANCEL'] });
    await at.settle('600ms');
    expect(at.got()).toEqual({ bob: ['INVITE'] });
    await at.bob.replies('INVITE', 180);
    expect(at.got()).toEqual({ bob: ['CANCEL'] });
    await at.bob.replies('INVITE', 487);
    expect(at.alice.got()).toEqual(['487 INVITE']);
  });

  it('1: a callee who stays silent ends in 487 by timer B', async () => {
    const at = await silent(1);
    await at.settle('10100ms');
    expect(at.alice.got()).toEqual(['200 CANCEL', '487 INVITE']);
    expect(at.bob.got().filter((kind) => kind === 'CANCEL')).toEqual([]);
  });

  it('1: a final reply is what it is', async () => {
    const at = await silent(1);
    await at.bob.replies('INVITE', 404);
    expect(at.got()).toEqual({ alice: ['200 CANCEL', '404 INVITE'], bob: ['ACK'] });
  });

  it('2: the CANCEL goes out at once, and the INVITE no more', async () => {
    const at = await silent(2);
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
    await at.bob.replies('CANCEL', 481);
    await at.settle('2s');
    expect(at.bob.got()).toEqual([]);
  });

  it('shows the provisional to nobody, unless pass_provisional_replies', async () => {
    for (const [pass, alice] of [
      [0, ['200 CANCEL']],
      [1, ['200 CANCEL', '180 INVITE']],
    ] as const) {
      const replies: unknown[] = [];
      const at = await scene({
        routes: {
          requestRoute: (ksr) => {
            ksr.tm.t_on_reply('reply');
            ksr.tm.t_relay();
          },
          reply: (ksr) => replies.push(ksr.tm.t_get_status_code()),
        },
        tm: { pass_provisional_replies: pass },
      });
      await at.alice.sends('INVITE');
      at.got();
      await at.alice.sends('CANCEL');
      await at.bob.replies('INVITE', 180);
      expect([at.alice.got(), replies]).toEqual([alice, pass === 1 ? [180] : []]);
    }
  });
});

describe('CANCEL without a call', () => {
  it('is relayed as any other request (unmatched_cancel 0)', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ bob: ['CANCEL'] });
    await at.bob.replies('CANCEL', 481);
    expect(at.alice.got()).toEqual(['481 CANCEL']);
  });

  it('is forwarded statelessly (1), with the branch that its INVITE would get', async () => {
    const results: unknown[] = [];
    const at = await scene({
      routes: { requestRoute: (ksr) => results.push(ksr.is_CANCEL() ? ksr.tm.t_relay() : ksr.forward()) },
      tm: { unmatched_cancel: 1 },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect([results, at.got()]).toEqual([[1, 0], { bob: ['INVITE', 'CANCEL'] }]);
    expect(header(at.bob.last('CANCEL'), 'Via')).toBe(header(at.bob.last('INVITE'), 'Via'));
    expect(at.transactions.servers.size).toBe(0);
    await at.bob.replies('CANCEL', 200);
    expect(at.alice.got()).toEqual(['200 CANCEL']);
  });

  it('is forwarded nowhere when that fails (1)', async () => {
    const results: unknown[] = [];
    const at = await scene({ routes: { requestRoute: (ksr) => results.push(ksr.tm.t_relay()) }, tm: { unmatched_cancel: 1 } });
    await at.alice.sends('CANCEL', { uri: 'sip:x@nobody.invalid' });
    expect([results, at.got()]).toEqual([[-1], {}]);
  });

  it('is dropped (2)', async () => {
    const results: unknown[] = [];
    const at = await scene({ routes: { requestRoute: (ksr) => results.push(ksr.tm.t_relay()) }, tm: { unmatched_cancel: 2 } });
    await at.alice.sends('CANCEL');
    expect([results, at.got()]).toEqual([[1], {}]);
  });

  it.each([
    ['another sent-by', { via: 'SIP/2.0/UDP 198.51.100.66:5070;branch=z9hG4bK-INVITE1' }],
    ['another branch', { branch: 'other' }],
    ['another Call-ID', { callId: 'call-2' }],
    ['another CSeq number', { cseq: 2 }],
  ])('is none of ours: %s', async (_name, of) => {
    const at = await ringing({ unmatched_cancel: 2 });
    await at.alice.sends('CANCEL', of);
    expect(at.got()).toEqual({});
    await at.alice.sends('CANCEL');
    expect(at.bob.got()).toEqual(['CANCEL']);
  });
});

describe('CANCEL of a call that is over, or has no branch', () => {
  it('is answered, and nothing else', async () => {
    const at = await ringing();
    await at.bob.replies('INVITE', 486);
    at.got();
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'] });
    expect(reasonOf(at.alice.last('200 CANCEL'))).toBe('ok -- no more pending branches');
  });

  it('made no branch yet: 487 before the 200', async () => {
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.is_CANCEL()) ksr.tm.t_relay();
        else ksr.tm.t_newtran();
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(at.alice.got()).toEqual(['487 INVITE', '200 CANCEL']);
    expect(reasonOf(at.alice.last('487 INVITE'))).toBe('Request canceled');
  });

  it('keeps the script from relaying it later', async () => {
    const results: unknown[] = [];
    let open = (): void => {};
    const at = await scene({
      requestRoute: async (ksr) => {
        if (ksr.is_CANCEL()) return void ksr.tm.t_relay();
        await new Promise<void>((resolve) => (open = resolve));
        results.push(ksr.tm.t_relay());
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    open();
    await at.settle();
    expect([results, at.bob.got()]).toEqual([[-1], []]);
  });

  it('is looked up with t_lookup_cancel, which may take over the flags', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.is_CANCEL())
          seen.push(
            ksr.tm.t_lookup_cancel(),
            ksr.tm.t_lookup_cancel_flags(0),
            ksr.isflagset(3),
            ksr.tm.t_lookup_cancel_flags(1),
            ksr.isflagset(3),
          );
        else {
          ksr.setflag(3);
          ksr.tm.t_relay();
        }
      },
    });
    await at.alice.sends('CANCEL', { callId: 'call-9' });
    expect(seen.splice(0)).toEqual([-1, -1, false, -1, false]);
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(seen).toEqual([1, 1, false, 1, true]);
  });
});

describe('CANCELs of our own making', () => {
  async function forked(tm: Record<string, unknown> = {}): Promise<Scene> {
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          fork(ksr, 'carol');
          ksr.tm.t_relay();
        }),
      },
      tm,
    });
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 180);
    at.got();
    return at;
  }

  it('end the other branches when one answers, and say why (RFC 3326)', async () => {
    const at = await forked();
    await at.bob.replies('INVITE', 200);
    expect(at.got()).toEqual({ alice: ['200 INVITE'], carol: ['CANCEL'] });
    expect(header(at.carol.last('CANCEL'), 'Reason')).toBe('SIP;cause=200;text="Call completed elsewhere"');
  });

  it('wait for the provisional of a branch that was silent', async () => {
    const at = await forked();
    await at.carol.replies('INVITE', 200);
    expect(at.got()).toEqual({ alice: ['200 INVITE'] });
    await at.bob.replies('INVITE', 183);
    expect(at.got()).toEqual({ bob: ['CANCEL'] });
    expect(header(at.bob.last('CANCEL'), 'Reason')).toContain('cause=200');
    await at.bob.replies('INVITE', 487);
    expect(at.got()).toEqual({ bob: ['ACK'] });
  });

  it('say nothing with local_cancel_reason 0', async () => {
    const at = await forked({ local_cancel_reason: 0 });
    await at.bob.replies('INVITE', 200);
    expect(header(at.carol.last('CANCEL'), 'Reason')).toBe('');
  });

  it.each<[string, (ksr: AnyKSR) => unknown, readonly string[]]>([
    ['all', (ksr) => ksr.tmx.t_cancel_branches('all'), ['bob', 'carol']],
    ['others', (ksr) => ksr.tmx.t_cancel_branches('others'), ['bob']],
    ['this', (ksr) => ksr.tmx.t_cancel_branches('this'), ['carol']],
    ['some', (ksr) => ksr.tmx.t_cancel_branches('some'), []],
  ])('go out for a script: %s', async (word, cancel, phones) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => {
        if (ksr.pv.get('$rs') === '183' || ksr.tm.t_get_status_code() === 183) results.push(cancel(ksr));
      },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.carol.replies('INVITE', 180);
    at.got();
    await at.carol.replies('INVITE', 183);
    const got = at.got();
    expect(Object.keys(got).filter((name) => got[name]!.includes('CANCEL'))).toEqual(phones);
    expect(results).toEqual([word === 'some' ? -1 : 1]);
  });

  it('do not take a non-INVITE along (9.1)', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol');
        ksr.tm.t_relay();
      }),
    });
    await at.alice.sends('OPTIONS');
    await at.carol.replies('OPTIONS', 183);
    await at.bob.replies('OPTIONS', 200);
    await at.settle('1s');
    expect(at.carol.all().map(kindOf)).not.toContain('CANCEL');
    expect(at.alice.all().map(kindOf)).toContain('200 OPTIONS');
  });

  it('go to the next hop of their INVITE, with its Route fields', async () => {
    const at = await scene({
      requestRoute: (ksr) => {
        if (!ksr.is_CANCEL()) {
          ksr.setdsturi(URIS.dave);
          ksr.hdr.append('Route: <sip:203.0.113.33;lr>\r\n');
        }
        ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    await at.dave.replies('INVITE', 180);
    await at.alice.sends('CANCEL');
    expect([uriOf(at.dave.last('CANCEL')), header(at.dave.last('CANCEL'), 'Route')]).toEqual([URIS.bob, '<sip:203.0.113.33;lr>']);
  });
});

describe('Reason of the CANCELs behind a 2xx (RFC 3326)', () => {
  it.each([
    ['bob', 'carol'],
    ['carol', 'bob'],
  ] as const)(
    'says in words that somebody answered where it rings (%s), not where the CANCEL had to wait (%s)',
    async (rings, waits) => {
      const at = await scene({
        requestRoute: forNew((ksr) => {
          fork(ksr, 'carol', 'dave');
          ksr.tm.t_relay();
        }),
      });
      await at.alice.sends('INVITE');
      await at[rings].replies('INVITE', 180);
      await at.dave.replies('INVITE', 200);
      await at[waits].replies('INVITE', 180);
      expect(header(at[rings].last('CANCEL'), 'Reason')).toBe('SIP;cause=200;text="Call completed elsewhere"');
      expect(header(at[waits].last('CANCEL'), 'Reason')).toBe('SIP;cause=200');
    },
  );
});
