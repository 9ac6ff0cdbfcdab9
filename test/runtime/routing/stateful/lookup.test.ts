import { describe, expect, it } from 'vitest';
import { header, reasonOf, RELAY, scene, type AnyKSR, type RequestText } from '../scene.ts';

describe('t_newtran', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, string, RequestText, unknown]>([
    ['creates the transaction', () => {}, 'INVITE', {}, 1],
    ['once in a run', (ksr) => ksr.tm.t_newtran(), 'INVITE', {}, -10],
    ['none for an ACK', () => {}, 'ACK', {}, -1],
    ['one for a CANCEL', () => {}, 'CANCEL', {}, 1],
  ])('%s', async (_name, before, method, of, result) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        before(ksr);
        results.push(ksr.tm.t_newtran());
      },
    });
    await at.alice.sends(method, of);
    expect([results, at.got()]).toEqual([[result], {}]);
  });

  it('absorbs the retransmission, with the last reply when there is one', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        const made = ksr.tm.t_newtran();
        results.push(made);
        if (made === 1) ksr.tm.t_reply(183, 'Wait');
      },
    });
    for (let i = 0; i < 3; i++) await at.alice.sends('INVITE');
    expect([results, at.alice.got()]).toEqual([
      [1, 0, 0],
      ['183 INVITE', '183 INVITE', '183 INVITE'],
    ]);
  });

  it('answers a retransmission once, however often it is asked', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        results.push(ksr.tm.t_newtran(), ksr.tm.t_newtran());
        if (results.length === 2) ksr.tm.t_reply(183, 'Wait');
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    expect([results, at.alice.got()]).toEqual([
      [1, -10, 0, 0],
      ['183 INVITE', '183 INVITE'],
    ]);
  });

  it('ends by itself when nothing follows', async () => {
    const at = await scene({ requestRoute: (ksr) => ksr.tm.t_newtran() });
    await at.alice.sends('INVITE');
    await at.alice.sends('MESSAGE');
    expect(at.transactions.servers.size).toBe(2);
    await at.settle('4s');
    expect(at.transactions.servers.size).toBe(2);
    await at.settle('2s');
    expect([at.isEmpty, at.got()]).toEqual([true, {}]);
  });

  it('does not work in callbacks', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      },
      reply: (ksr) => results.push(ksr.tm.t_newtran()),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(results).toEqual([-1]);
  });
});

describe('the limit of transactions (spec/security.md 9)', () => {
  const limited = (max: number, routes = RELAY) => scene({ routes, config: { limits: { maxTransactions: max } } });

  it('is answered 503, statelessly, and counted', async () => {
    const at = await limited(2);
    for (let i = 0; i < 4; i++) await at.alice.sends('MESSAGE', { callId: `call-${i}`, branch: `b${i}` });
    expect(at.got()).toEqual({ alice: ['503 MESSAGE', '503 MESSAGE'], bob: ['MESSAGE', 'MESSAGE'] });
    expect(reasonOf(at.alice.last('503 MESSAGE'))).toBe('Server Full');
    expect(header(at.alice.last('503 MESSAGE'), 'To')).toMatch(/;tag=\w+$/);
    expect([at.transactions.servers.size, at.transactions.counters.refused]).toEqual([2, 2]);
  });

  it('still lets retransmissions, ACK and in-dialog ACK through', async () => {
    const at = await limited(1);
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.alice.acknowledges();
    await at.alice.sends('ACK', { branch: 'other', callId: 'call-9', toTag: 'x' });
    expect(at.got()).toEqual({ alice: ['100 INVITE', '100 INVITE', '486 INVITE'], bob: ['INVITE', 'ACK', 'ACK'] });
  });

  it('lets the CANCEL of a call through, but none that belongs to nothing', async () => {
    const at = await limited(1);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    at.got();
    await at.alice.sends('CANCEL', { callId: 'call-9' });
    expect(at.got()).toEqual({ alice: ['503 CANCEL'] });
    await at.alice.sends('CANCEL');
    expect(at.got()).toEqual({ alice: ['200 CANCEL'], bob: ['CANCEL'] });
    expect([at.transactions.servers.size, at.serverCount]).toEqual([1, 2]);
  });

  it('is left again when transactions end', async () => {
    const at = await limited(1);
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    expect(at.alice.got()).toEqual(['100 INVITE', '486 INVITE', '503 MESSAGE']);
    await at.settle('6s');
    await at.alice.sends('MESSAGE', { callId: 'call-3', branch: 'b3' });
    expect(at.bob.got()).toEqual(['INVITE', 'ACK', 'MESSAGE']);
  });

  it('is left again when transactions are answered and only absorb: those have a limit of their own', async () => {
    const at = await limited(1);
    await at.alice.sends('MESSAGE');
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    expect(at.got()).toEqual({ alice: ['503 MESSAGE'], bob: ['MESSAGE'] });
    await at.bob.replies('MESSAGE', 200);
    await at.alice.sends('MESSAGE', { callId: 'call-3', branch: 'b3' });
    expect(at.got()).toEqual({ alice: ['200 MESSAGE'], bob: ['MESSAGE'] });
    await at.alice.sends('MESSAGE', { callId: 'call-4', branch: 'b4' });
    expect(at.got()).toEqual({ alice: ['503 MESSAGE'] });
    expect([at.transactions.servers.size, at.transactions.stored.finished.size, at.transactions.counters.refused]).toEqual([
      1, 1, 2,
    ]);
  });

  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['t_relay', (ksr) => ksr.tm.t_relay()],
    ['t_newtran', (ksr) => ksr.tm.t_newtran()],
    ['t_send_reply', (ksr) => ksr.tm.t_send_reply(200, 'OK')],
  ])('is -1 for %s', async (_name, call) => {
    const results: unknown[] = [];
    const at = await limited(1, { requestRoute: (ksr) => results.push(results.length === 0 ? ksr.tm.t_newtran() : call(ksr)) });
    await at.alice.sends('MESSAGE');
    await at.alice.sends('MESSAGE', { callId: 'call-2', branch: 'b2' });
    expect(results).toEqual([1, -1]);
    expect(at.alice.got().at(-1)).toBe('503 MESSAGE');
  });
});

describe('t_check_trans (spec 9.2)', () => {
  /** Calls it for each request, and relays what is new. */
  async function checking(then: (ksr: AnyKSR) => unknown = (ksr) => ksr.tm.t_relay()) {
    const results: [string, number][] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        const result = ksr.tm.t_check_trans();
        results.push([String(ksr.pv.get('$rm')), result]);
        if (result !== 0) then(ksr);
      },
    });
    return { at, results };
  }

  it('new: -1; again: 0, with the last reply', async () => {
    const { at, results } = await checking();
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    expect(results).toEqual([
      ['INVITE', -1],
      ['INVITE', 0],
    ]);
    expect(at.got()).toEqual({ alice: ['100 INVITE', '100 INVITE'], bob: ['INVITE'] });
  });

  it.each([300, 486, 699])('ACK of a %d: 0, and the reply is repeated no more', async (status) => {
    const { at, results } = await checking();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', status);
    await at.alice.acknowledges();
    await at.settle('3s');
    expect(results.at(-1)).toEqual(['ACK', 0]);
    expect(at.alice.got()).toEqual(['100 INVITE', `${status} INVITE`]);
  });

  it('ACK of a callee`s 2xx: -1', async () => {
    const { at, results } = await checking();
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 200);
    await at.alice.acknowledges({ branch: 'ack1' });
    await at.alice.acknowledges();
    expect(results.slice(1)).toEqual([
      ['ACK', -1],
      ['ACK', -1],
    ]);
    expect(at.bob.got()).toEqual(['INVITE', 'ACK', 'ACK']);
  });

  it.each([
    ['its own branch', { branch: 'ack1' }],
    ['the branch of the INVITE', {}],
  ])('ACK of a 2xx of ours with %s: 0, and the 2xx is repeated no more', async (_name, of) => {
    const { at, results } = await checking((ksr) => ksr.tm.t_send_reply(200, 'OK'));
    await at.alice.sends('INVITE');
    await at.alice.acknowledges(of);
    await at.settle('3s');
    expect(results.at(-1)).toEqual(['ACK', 0]);
    expect(at.alice.got()).toEqual(['200 INVITE']);
  });

  it.each([
    ['another From tag', { fromTag: 'a2' }],
    ['another To tag', { toTag: 'x' }],
    ['another CSeq', { cseq: 2 }],
    ['another Call-ID', { callId: 'call-2' }],
  ])('ACK of a 2xx of ours, but %s: -1', async (_name, of) => {
    const { at, results } = await checking((ksr) => !ksr.is_ACK() && ksr.tm.t_send_reply(200, 'OK'));
    await at.alice.sends('INVITE');
    await at.alice.acknowledges({ branch: 'ack1', ...of });
    expect(results.at(-1)).toEqual(['ACK', -1]);
  });

  it('ACK of nothing: -1', async () => {
    const { at, results } = await checking();
    await at.alice.sends('ACK', { toTag: 'x' });
    expect(results).toEqual([['ACK', -1]]);
  });

  it('CANCEL: 1 when its INVITE is known', async () => {
    const { at, results } = await checking();
    await at.alice.sends('CANCEL', { callId: 'call-9' });
    await at.alice.sends('INVITE');
    await at.alice.sends('CANCEL');
    expect(results).toEqual([
      ['CANCEL', -1],
      ['INVITE', -1],
      ['CANCEL', 1],
    ]);
  });

  it('in the run that created it: 1', async () => {
    const results: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => results.push(ksr.tm.t_newtran(), ksr.tm.t_check_trans()) });
    await at.alice.sends('INVITE');
    expect(results).toEqual([1, 1]);
  });

  it('of a peer of RFC 2543: an INVITE, its repetition and the ACK of its negative reply', async () => {
    const { at, results } = await checking();
    const of = { branch: '' };
    await at.alice.sends('INVITE', of);
    await at.alice.sends('INVITE', of);
    await at.bob.replies('INVITE', 486);
    await at.alice.acknowledges(of);
    expect(results).toEqual([
      ['INVITE', -1],
      ['INVITE', 0],
      ['ACK', 0],
    ]);
  });
});

describe('looking without touching', () => {
  it('t_lookup_request, t_exists and t_retransmit_reply', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        results.push([ksr.tm.t_exists(), ksr.tm.t_lookup_request(), ksr.tm.t_retransmit_reply()]);
        if (results.length === 1) ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    expect(results).toEqual([
      [-1, -1, -1],
      [1, 1, 1],
    ]);
    expect(at.alice.got()).toEqual(['100 INVITE', '100 INVITE']);
  });

  it('nothing is sent again but for t_retransmit_reply', async () => {
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.tm.t_lookup_request() < 0 && ksr.tm.t_exists() < 0) ksr.tm.t_relay();
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual(['100 INVITE']);
  });

  it('an ACK retransmits nothing', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.is_ACK()) results.push(ksr.tm.t_lookup_request(), ksr.tm.t_retransmit_reply());
        else ksr.tm.t_send_reply(486, 'Busy');
      },
    });
    await at.alice.sends('INVITE');
    await at.alice.acknowledges();
    expect([results, at.alice.got()]).toEqual([[1, -1], ['486 INVITE']]);
  });
});

describe('one branch value, two senders (RFC 3261 17.2.3)', () => {
  it('are two transactions when the sent-by differs', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', { via: 'SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bKsame' });
    await at.carol.sends('INVITE', { via: 'SIP/2.0/UDP 203.0.113.32:5080;branch=z9hG4bKsame' });
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE', 'INVITE'], carol: ['100 INVITE'] });
  });

  it('a CANCEL with another sent-by cancels nothing', async () => {
    const at = await scene({ routes: RELAY, tm: { unmatched_cancel: 2 } });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    at.got();
    await at.carol.sends('CANCEL', { via: 'SIP/2.0/UDP 203.0.113.32:5080;branch=z9hG4bK-INVITE1' });
    expect(at.got()).toEqual({});
  });

  it('two methods with one branch, which no client would send, are two transactions; nothing is left of either', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('OPTIONS', { branch: 'same' });
    await at.alice.sends('MESSAGE', { branch: 'same' });
    expect(at.transactions.servers.size).toBe(2);
    await at.bob.replies('MESSAGE', 200);
    expect(at.alice.got()).toEqual(['200 MESSAGE']);
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });
});
