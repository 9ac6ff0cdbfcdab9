import { describe, expect, it } from 'vitest';
import { RouteContext } from '../../../../runtime/routing/context.ts';
import { reply, replyCreating, replyStateful, replyStateless } from '../../../../runtime/routing/stateful/reply.ts';
import { arrived, bareServer } from '../messages.ts';
import { fork, forNew, header, headers, kindOf, reasonOf, scene, type AnyKSR, type RequestText } from '../scene.ts';

/** Runs this for each request and keeps the results. */
async function answering(run: (ksr: AnyKSR) => unknown[]) {
  const results: unknown[] = [];
  const at = await scene({ requestRoute: (ksr) => results.push(...run(ksr)) });
  return { at, results };
}

describe('t_reply and t_send_reply', () => {
  it.each<[string, (ksr: AnyKSR) => unknown[], string, unknown[], string[]]>([
    ['t_reply needs a transaction', (ksr) => [ksr.tm.t_reply(404, 'No')], 'OPTIONS', [-1], []],
    ['t_reply answers', (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(404, 'No')], 'OPTIONS', [1, 1], ['404 OPTIONS']],
    [
      'one final reply',
      (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(404, 'No'), ksr.tm.t_reply(200, 'OK')],
      'OPTIONS',
      [1, 1, -1],
      ['404 OPTIONS'],
    ],
    [
      'any number of provisional ones',
      (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(180, 'R'), ksr.tm.t_reply(183, 'P'), ksr.tm.t_reply(200, 'OK')],
      'INVITE',
      [1, 1, 1, 1],
      ['180 INVITE', '183 INVITE', '200 INVITE'],
    ],
    ['t_send_reply creates the transaction', (ksr) => [ksr.tm.t_send_reply(404, 'No')], 'OPTIONS', [1], ['404 OPTIONS']],
    [
      't_send_reply after t_newtran',
      (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_send_reply(404, 'No')],
      'OPTIONS',
      [1, 1],
      ['404 OPTIONS'],
    ],
    [
      'an ACK is not answered',
      (ksr) => [ksr.tm.t_send_reply(404, 'No'), ksr.tm.t_reply(404, 'No'), ksr.sl.send_reply(404, 'No')],
      'ACK',
      [-1, -1, -1],
      [],
    ],
    [
      'a status that is none',
      (ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(99, 'x'), ksr.tm.t_reply(700, 'x'), ksr.tm.t_reply(0, 'x')],
      'OPTIONS',
      [1, -1, -1, -1],
      [],
    ],
  ])('%s', async (_name, run, method, results, got) => {
    const made = await answering(run);
    await made.at.alice.sends(method);
    expect([made.results, made.at.alice.got()]).toEqual([results, got]);
  });

  it('t_send_reply answers a retransmission with the last reply: -1', async () => {
    const { at, results } = await answering((ksr) => [ksr.tm.t_send_reply(404, 'No')]);
    await at.alice.sends('OPTIONS');
    await at.alice.sends('OPTIONS');
    expect([results, at.alice.got()]).toEqual([
      [1, -1],
      ['404 OPTIONS', '404 OPTIONS'],
    ]);
    expect(at.alice.all()[0]).toBe(at.alice.all()[1]);
  });

  it('t_reply is not for the retransmission of somebody else`s run', async () => {
    const { at, results } = await answering((ksr) => [ksr.tm.t_newtran(), ksr.tm.t_reply(404, 'No')]);
    await at.alice.sends('OPTIONS');
    await at.alice.sends('OPTIONS');
    expect(results).toEqual([1, 1, 0, -1]);
    expect(at.alice.got()).toEqual(['404 OPTIONS', '404 OPTIONS']);
  });

  it('a negative one to an INVITE is repeated until its ACK, a 2xx of ours too', async () => {
    for (const status of [486, 200]) {
      const { at } = await answering((ksr) => (ksr.is_ACK() ? [ksr.tm.t_check_trans()] : [ksr.tm.t_send_reply(status, 'Said')]));
      await at.alice.sends('INVITE');
      await at.settle('1600ms');
      expect(at.alice.got()).toHaveLength(3);
      await at.alice.acknowledges(status === 200 ? { branch: 'ack1' } : {});
      await at.settle('10s');
      expect(at.alice.got()).toEqual([]);
      expect(at.isEmpty).toBe(true);
    }
  });

  it.each([
    [200, 'SIP;cause=200'],
    [480, 'SIP;cause=480'],
    [600, 'SIP;cause=600'],
  ])('a %d ends branches that are still open', async (status, reason) => {
    const { at } = await answering((ksr) => {
      if (ksr.is_ACK()) return [ksr.tm.t_check_trans()];
      fork(ksr, 'carol');
      return [ksr.tm.t_relay(), ksr.tm.t_reply(status, 'Changed My Mind')];
    });
    await at.alice.sends('INVITE');
    expect(at.alice.got()).toEqual(['100 INVITE', `${status} INVITE`]);
    await at.bob.replies('INVITE', 180);
    expect(at.bob.got()).toEqual(['INVITE', 'CANCEL']);
    expect(header(at.bob.last('CANCEL'), 'Reason')).toBe(reason);
  });

  it('ends the timers of a branch that rings on', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => ksr.tm.t_reply(480, 'Enough'),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    expect(at.got()).toEqual({ alice: ['100 INVITE', '480 INVITE'], bob: ['INVITE', 'CANCEL'] });
    await at.alice.acknowledges();
    await at.settle('6s');
    expect(at.isEmpty).toBe(true);
  });

  it('has what the script added, and the tag of the transaction', async () => {
    const { at } = await answering((ksr) => {
      ksr.hdr.append_to_reply('X-One: 1\r\n');
      ksr.tm.t_newtran();
      ksr.tm.t_reply(183, 'Wait');
      ksr.hdr.append_to_reply('X-Two: 2\r\n');
      return [ksr.tm.t_reply(486, 'Busy')];
    });
    await at.alice.sends('INVITE');
    const [one, two] = [at.alice.last('183 INVITE'), at.alice.last('486 INVITE')];
    expect([header(one, 'X-One'), header(one, 'X-Two'), header(two, 'X-One'), header(two, 'X-Two')]).toEqual(['1', '', '1', '2']);
    expect(header(one, 'To')).toMatch(/;tag=t[0-9a-f]{16}$/);
    expect(header(one, 'To')).toBe(header(two, 'To'));
  });

  it('names the destination set in a 3xx', async () => {
    const { at } = await answering((ksr) => {
      fork(ksr, 'carol');
      return [ksr.tm.t_send_reply(302, 'Elsewhere')];
    });
    await at.alice.sends('OPTIONS');
    expect(header(at.alice.last('302 OPTIONS'), 'Contact')).toBe('<sip:carol@203.0.113.32:5080>');
  });
});

describe('t_release', () => {
  it('ends the transaction behind the wait', async () => {
    const { at, results } = await answering((ksr) => [ksr.tm.t_release(), ksr.tm.t_newtran(), ksr.tm.t_release()]);
    await at.alice.sends('INVITE');
    expect([results, at.transactions.servers.size]).toEqual([[-1, 1, 1], 1]);
    await at.settle('6s');
    expect(at.isEmpty).toBe(true);
  });
});

/** The same request again, its transaction looked up. */
function again(cx: ReturnType<typeof arrived>): ReturnType<typeof arrived> {
  const repeated = new RouteContext(cx.core, cx.kind, cx.routes, cx.routeName, cx.message, cx.source);
  repeated.proxy = cx.proxy;
  return repeated;
}

describe('answers of modules', () => {
  const statuses = async (of: RequestText & { method?: string }, answer: (cx: ReturnType<typeof arrived>) => unknown) => {
    const server = await bareServer();
    const cx = arrived(server, of);
    return [answer(cx), server.sent.map(({ text }) => kindOf(text)), server.core.transactions.servers.size];
  };

  it.each<[string, string, (cx: ReturnType<typeof arrived>) => unknown, unknown[]]>([
    ['stateless without a transaction', 'OPTIONS', (cx) => reply(cx, 200, 'OK'), [1, ['200 OPTIONS'], 0]],
    [
      'stateful with one',
      'OPTIONS',
      (cx) => [replyCreating(cx, 100, 'Trying'), reply(cx, 200, 'OK')],
      [[1, 1], ['100 OPTIONS', '200 OPTIONS'], 1],
    ],
    ['not stateful without one', 'OPTIONS', (cx) => replyStateful(cx, 200, 'OK'), [-1, [], 0]],
    [
      'stateless though there is one',
      'OPTIONS',
      (cx) => [replyCreating(cx, 200, 'OK'), replyStateless(cx, 200, 'OK')],
      [[1, 1], ['200 OPTIONS', '200 OPTIONS'], 1],
    ],
    [
      'stateless for a retransmission',
      'OPTIONS',
      (cx) => [replyCreating(cx, 200, 'OK'), reply(again(cx), 404, 'No')],
      [[1, 1], ['200 OPTIONS', '404 OPTIONS'], 1],
    ],
    [
      'none for a retransmission that asks for its transaction',
      'OPTIONS',
      (cx) => [replyCreating(cx, 200, 'OK'), replyCreating(again(cx), 404, 'No')],
      [[1, -1], ['200 OPTIONS'], 1],
    ],
    ['none to an ACK', 'ACK', (cx) => reply(cx, 200, 'OK'), [-1, [], 0]],
  ])('%s', async (_name, method, answer, expected) => {
    expect(await statuses({ method }, answer)).toEqual(expected);
  });

  it('put their own lines in front of those of the script', async () => {
    const server = await bareServer();
    for (const answer of [replyStateless, reply]) {
      const cx = arrived(server, { method: 'OPTIONS' });
      cx.replyHeaders = 'X-Script: 1\r\n';
      answer(cx, 200, 'OK', 'X-Module: 1\r\n');
      const text = server.sent.at(-1)!.text;
      expect(text.indexOf('X-Module')).toBeGreaterThan(0);
      expect(text.indexOf('X-Module')).toBeLessThan(text.indexOf('X-Script'));
    }
  });

  it.each([
    [100, ''],
    [101, ''],
    [179, ''],
    [180, ';tag='],
    [200, ';tag='],
    [486, ';tag='],
  ])('a stateless %d has To%s', async (status, tag) => {
    const server = await bareServer();
    replyStateless(arrived(server, { method: 'OPTIONS' }), status, 'Said');
    const to = headers(server.sent[0]!.text, 'To')[0]!;
    expect(to.includes(';tag=')).toBe(tag !== '');
    expect(reasonOf(server.sent[0]!.text)).toBe('Said');
  });
});

describe('the record-route set', () => {
  it('comes back in provisional and 2xx replies of ours only', async () => {
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_newtran();
        ksr.tm.t_reply(183, 'Wait');
        ksr.tm.t_reply(486, 'Busy');
      }),
    });
    await at.alice.sends('INVITE', { headers: ['Record-Route: <sip:p1;lr>'] });
    expect([header(at.alice.last('183 INVITE'), 'Record-Route'), header(at.alice.last('486 INVITE'), 'Record-Route')]).toEqual([
      '<sip:p1;lr>',
      '',
    ]);
  });
});
