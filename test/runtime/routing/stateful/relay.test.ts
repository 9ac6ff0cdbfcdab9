import { describe, expect, it } from 'vitest';
import {
  bodyOf,
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
  type Scene,
} from '../scene.ts';

/** Relays what is new and notes the result. */
async function relaying(
  before: (ksr: AnyKSR) => unknown,
  behind: (ksr: AnyKSR) => unknown = () => {},
  tm: Record<string, unknown> = {},
) {
  const results: unknown[] = [];
  const routes = {
    requestRoute: forNew((ksr) => {
      before(ksr);
      results.push(ksr.tm.t_relay());
      behind(ksr);
    }),
    drop: (ksr: AnyKSR) => ksr.x.drop(),
  };
  return { at: await scene({ routes, tm }), results };
}

describe('what leaves (RFC 3261 16.6)', () => {
  it('is the request with our Via on top, its own marked', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE', { body: 'v=0\r\n', headers: ['Content-Type: application/sdp', 'X-Odd:  kept  as is '] });
    const sent = at.bob.last('INVITE').split('\r\n');
    expect(sent[0]).toBe('INVITE sip:bob@203.0.113.31:5080 SIP/2.0');
    expect(sent[1]).toMatch(/^Via: SIP\/2\.0\/UDP 192\.0\.2\.10;branch=z9hG4bK[0-9a-f]{16}\.0$/);
    expect(sent.slice(2)).toEqual([
      'Via: SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bK-INVITE1',
      'Max-Forwards: 70',
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>',
      'Call-ID: call-1',
      'CSeq: 1 INVITE',
      'Content-Type: application/sdp',
      'X-Odd:  kept  as is ',
      'Content-Length: 5',
      '',
      'v=0',
      '',
    ]);
  });

  it('is answered with 100 when it is an INVITE, at once', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('INVITE');
    await at.alice.sends('OPTIONS');
    expect(at.alice.got()).toEqual(['100 INVITE']);
    expect(reasonOf(at.alice.last('100 INVITE'))).toBe('trying -- your call is important to us');
    expect(header(at.alice.last('100 INVITE'), 'To')).toBe('<sip:bob@example.org>');
  });

  it.each<[string, Record<string, unknown>, (ksr: AnyKSR) => unknown]>([
    ['auto_inv_100 0', { auto_inv_100: 0 }, () => {}],
    ['t_set_auto_inv_100(0)', {}, (ksr) => ksr.tm.t_set_auto_inv_100(0)],
    ['a provisional of the script before', {}, (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(183, 'Wait')]],
  ])('is not answered with 100: %s', async (_name, tm, before) => {
    const { at } = await relaying(before, () => {}, tm);
    await at.alice.sends('INVITE');
    expect(at.alice.got()).not.toContain('100 INVITE');
    expect(at.bob.got()).toEqual(['INVITE']);
  });

  it('has a reason of its own for the 100', async () => {
    const { at } = await relaying(
      () => {},
      () => {},
      { auto_inv_100_reason: 'Trying' },
    );
    await at.alice.sends('INVITE');
    expect(reasonOf(at.alice.last('100 INVITE'))).toBe('Trying');
  });

  it('goes to each member of the destination set, with its Request-URI and a branch value of its own', async () => {
    const { at, results } = await relaying((ksr) => fork(ksr, 'carol', 'dave'));
    await at.alice.sends('INVITE');
    expect(results).toEqual([1]);
    const sent = [at.bob, at.carol, at.dave].map((phone) => phone.last('INVITE'));
    expect(sent.map(uriOf)).toEqual([URIS.bob, URIS.carol, URIS.dave]);
    const branches = sent.map((text) => /branch=(\S+)/.exec(header(text, 'Via'))![1]!);
    expect(branches.map((branch) => branch.slice(-2))).toEqual(['.0', '.1', '.2']);
    expect(new Set(branches.map((branch) => branch.slice(0, -2))).size).toBe(1);
  });

  it('has an unguessable branch, the same when the same request comes again after all', async () => {
    const at = await scene(RELAY);
    const branch = (): string => header(at.bob.last('INVITE'), 'Via');
    await at.alice.sends('INVITE');
    const first = branch();
    await at.bob.replies('INVITE', 486);
    await at.settle('40s');
    await at.alice.sends('INVITE');
    expect(branch()).toBe(first);
    await at.alice.sends('INVITE', { callId: 'call-2' });
    expect(branch()).not.toBe(first);
  });

  it('goes to the dst-URI, and says the Request-URI', async () => {
    const { at } = await relaying((ksr) => ksr.setdsturi(URIS.carol));
    await at.alice.sends('INVITE');
    expect(at.bob.got()).toEqual([]);
    expect(uriOf(at.carol.last('INVITE'))).toBe(URIS.bob);
  });

  it('carries edits made before, none made behind', async () => {
    const { at } = await relaying(
      (ksr) => ksr.hdr.append('X-Before: 1\r\n'),
      (ksr) => ksr.hdr.append('X-Behind: 1\r\n'),
    );
    await at.alice.sends('INVITE');
    const sent = at.bob.last('INVITE');
    expect([header(sent, 'X-Before'), header(sent, 'X-Behind')]).toEqual(['1', '']);
  });

  it('keeps a body of any octets', async () => {
    const at = await scene(RELAY);
    const body = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
    await at.alice.sends('MESSAGE', { body });
    expect(bodyOf(at.bob.last('MESSAGE'))).toBe(body);
  });
});

describe('results of t_relay', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, number, string | null]>([
    ['relayed', () => {}, 1, null],
    [
      'nobody at that address',
      (ksr) => ksr.seturi('sip:x@203.0.113.99'),
      -1,
      '477 Unfortunately error on sending to next hop occurred (477/TM)',
    ],
    ['a name that does not resolve', (ksr) => ksr.seturi('sip:x@nobody.invalid'), -478, '478 Unresolvable destination (478/TM)'],
    ['a URI without a host', (ksr) => ksr.seturi('tel:+4912345'), -478, '478 Unresolvable destination (478/TM)'],
    [
      'a protocol that is not served',
      (ksr) => ksr.seturi('sip:x@203.0.113.31;transport=sctp'),
      -7,
      "500 I'm terribly sorry, server error occurred (7/TM)",
    ],
    [
      'secure SIP that is not served',
      (ksr) => ksr.seturi('sips:x@203.0.113.31'),
      -7,
      "500 I'm terribly sorry, server error occurred (7/TM)",
    ],
    [
      'a dst-URI that does not resolve',
      (ksr) => ksr.setdsturi('sip:nobody.invalid'),
      -478,
      '478 Unresolvable destination (478/TM)',
    ],
    ['all branches dropped', (ksr) => ksr.tm.t_on_branch('drop'), -6, "500 I'm terribly sorry, server error occurred (6/TM)"],
    // no transaction was made and nothing is promised
    ['a Request-URI that nobody can read', (ksr) => ksr.seturi('sip:'), -400, null],
    ['a Request-URI of another scheme', (ksr) => ksr.seturi('http://x'), -400, null],
    ['a dst-URI that nobody can read', (ksr) => ksr.setdsturi('sip:'), -400, null],
  ])('%s', async (_name, before, result, reply) => {
    const { at, results } = await relaying(before);
    await at.alice.sends('MESSAGE');
    expect(results).toEqual([result]);
    const got = at.alice.all().map((text) => `${text.slice(8, 11)} ${reasonOf(text)}`);
    expect(got).toEqual(reply === null ? [] : [reply]);
    expect(at.errors).toEqual([]);
  });

  it('relayed already in this run', async () => {
    const { at, results } = await relaying(
      () => {},
      (ksr) => results.push(ksr.tm.t_relay()),
    );
    await at.alice.sends('INVITE');
    expect(results).toEqual([1, -1]);
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'] });
  });

  it('a retransmission: answered again, nothing else', async () => {
    const results: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => results.push(ksr.tm.t_relay()) });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    at.got();
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[1, 1], { alice: ['180 INVITE'] }]);
  });

  it('answered already', async () => {
    const { at, results } = await relaying((ksr) => ksr.tm.t_send_reply(404, 'No'));
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[-1], { alice: ['404 INVITE'] }]);
  });

  it('not in a reply or branch callback', async () => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_on_branch('branch');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => results.push(ksr.tm.t_relay()),
      branch: (ksr) => results.push(ksr.tm.t_relay()),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect(results).toEqual([0, 0]);
    expect(at.log.texts('warn')).toEqual([
      'tm.t_relay does not work in branch, a branch route: it returned -1',
      'tm.t_relay does not work in reply, a tm_reply route: it returned -1',
    ]);
  });
});

describe('the reply that a failed t_relay promises (spec 9.4 step 6)', () => {
  const lost = (ksr: AnyKSR): unknown => ksr.seturi('sip:x@nobody.invalid');

  it('goes out when the route ends', async () => {
    const order: unknown[] = [];
    const { at } = await relaying(lost, () => order.push(at.alice.all().length));
    await at.alice.sends('MESSAGE');
    expect([order, at.alice.got()]).toEqual([[0], ['478 MESSAGE']]);
  });

  it('is not sent when the script answers instead', async () => {
    const { at } = await relaying(lost, (ksr) => ksr.sl.send_reply(404, 'Elsewhere'));
    await at.alice.sends('MESSAGE');
    expect(at.alice.got()).toEqual(['404 MESSAGE']);
  });

  it('is sent once though the script asks for it', async () => {
    const { at, results } = await relaying(lost, (ksr) => results.push(ksr.sl.sl_reply_error(), ksr.sl.send_reply_error()));
    await at.alice.sends('MESSAGE');
    expect([results, at.alice.got()]).toEqual([[-478, -3, -3], ['478 MESSAGE']]);
  });

  it('is what t_reply_error sends at once', async () => {
    const { at, results } = await relaying(lost, (ksr) => results.push(ksr.tm.t_reply_error()));
    await at.alice.sends('MESSAGE');
    expect([results, at.alice.got()]).toEqual([[-478, 1], ['478 MESSAGE']]);
  });

  it('goes out at once with delayed_reply 0', async () => {
    const { at, results } = await relaying(lost, (ksr) => results.push(ksr.sl.sl_reply_error()), { delayed_reply: 0 });
    await at.alice.sends('MESSAGE');
    expect([results, at.alice.got()]).toEqual([[-478, -2], ['478 MESSAGE']]);
  });

  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['t_set_disable_internal_reply(1)', (ksr) => [lost(ksr), ksr.tm.t_set_disable_internal_reply(1)]],
    ['t_relay_to_flags(2)', (ksr) => [lost(ksr), ksr.tm.t_relay_to_flags(2)]],
  ])('is none with %s, and the transaction ends by itself', async (_name, before) => {
    const { at } = await relaying(before);
    await at.alice.sends('MESSAGE');
    expect([at.alice.got(), at.transactions.servers.size]).toEqual([[], 1]);
    await at.settle('6s');
    expect(at.isEmpty).toBe(true);
  });

  it('is none when another branch was sent', async () => {
    const { at, results } = await relaying((ksr) => [lost(ksr), fork(ksr, 'carol')]);
    await at.alice.sends('INVITE');
    expect([results, at.got()]).toEqual([[1], { alice: ['100 INVITE'], carol: ['INVITE'] }]);
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['486 INVITE']);
  });
});

describe('branches that can not be sent', () => {
  it('count as answered with 477 beside those that could', async () => {
    const { at } = await relaying((ksr) => [ksr.seturi('sip:x@203.0.113.99'), fork(ksr, 'carol')]);
    await at.alice.sends('INVITE');
    await at.carol.replies('INVITE', 486);
    expect(at.alice.got()).toEqual(['100 INVITE', '477 INVITE']);
    expect(at.server.engine.counters.sendFailures).toBe(1);
  });

  it('leave no trace when none could, and the last error is answered', async () => {
    const { at, results } = await relaying((ksr) => [
      ksr.seturi('sip:x@203.0.113.99'),
      ksr.corex.append_branch_uri('sip:y@nobody.invalid'),
    ]);
    await at.alice.sends('INVITE');
    expect([results, at.alice.got()]).toEqual([[-478], ['100 INVITE', '478 INVITE']]);
    await at.alice.acknowledges();
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('beyond max_branches are left out', async () => {
    const routes = {
      requestRoute: forNew((ksr) => {
        fork(ksr, 'carol', 'dave');
        ksr.tm.t_relay();
      }),
    };
    const at = await scene({ routes, config: { max_branches: 2 } });
    await at.alice.sends('INVITE');
    expect(Object.keys(at.got())).toEqual(['alice', 'bob', 'carol']);
  });
});

describe('a request that is not relayed again', () => {
  it('keeps the destination set of each run apart', async () => {
    const { at } = await relaying((ksr) => {
      if (ksr.is_method('INVITE')) fork(ksr, 'carol');
    });
    await at.alice.sends('INVITE');
    await at.alice.sends('OPTIONS');
    expect(at.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE', 'OPTIONS'], carol: ['INVITE'] });
  });
});

describe('ACK', () => {
  async function call(at: Scene, status: number): Promise<void> {
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', status);
    at.got();
  }

  it('of a negative reply ends here', async () => {
    const at = await scene(RELAY);
    await call(at, 486);
    await at.alice.acknowledges();
    expect(at.got()).toEqual({});
    await at.settle('3s');
    expect(at.alice.got()).toEqual([]);
  });

  it('of a 2xx travels on, without a transaction', async () => {
    const at = await scene(RELAY);
    await call(at, 200);
    await at.alice.acknowledges({ branch: 'ack1' });
    expect(at.got()).toEqual({ bob: ['ACK'] });
    expect(headers(at.bob.last('ACK'), 'Via')).toHaveLength(2);
  });

  it('of a 2xx with the branch of its INVITE gets that of ours', async () => {
    const at = await scene(RELAY);
    await call(at, 200);
    await at.alice.acknowledges();
    expect(header(at.bob.last('ACK'), 'Via')).toBe(header(at.bob.last('INVITE'), 'Via'));
  });

  it('of nothing known travels on as well', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('ACK', { toTag: 'b1' });
    expect(at.got()).toEqual({ bob: ['ACK'] });
    expect(at.transactions.servers.size).toBe(0);
  });

  it.each([
    ['sip:x@nobody.invalid', -478],
    ['sip:x@203.0.113.99', -1],
    ['sip:', -1],
  ])('to %s: %d, and no answer', async (uri, result) => {
    const results: unknown[] = [];
    const at = await scene({ requestRoute: (ksr) => results.push(ksr.tm.t_relay()) });
    await at.alice.sends('ACK', { uri, toTag: 'b1' });
    if (uri !== 'sip:') expect(results).toEqual([result]);
    expect(at.got()).toEqual({});
  });

  it('of a 2xx that this server made itself ends here, and its repetition', async () => {
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.is_ACK()) ksr.tm.t_relay();
        else ksr.tm.t_send_reply(200, 'OK');
      },
    });
    await at.alice.sends('INVITE');
    await at.settle('600ms');
    expect(at.alice.got()).toEqual(['200 INVITE', '200 INVITE']);
    await at.alice.acknowledges({ branch: 'ack1' });
    await at.settle('3s');
    expect(at.got()).toEqual({});
    expect(at.bob.all().map(kindOf)).toEqual([]);
  });
});
