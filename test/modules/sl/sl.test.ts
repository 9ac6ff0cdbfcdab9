import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AckFilter } from '../../../modules/sl/ack-filter.ts';
import { Sl } from '../../../modules/sl/facade.ts';
import { sl } from '../../../modules/sl/index.ts';
import { params } from '../../../modules/sl/params.ts';
import { statelessTag } from '../../../runtime/routing/stateless.ts';
import { arrived, bareServer } from '../../runtime/routing/messages.ts';
import {
  fork,
  forNew,
  header,
  param,
  reasonOf,
  scene,
  type AnyKSR,
  type Routes,
  type Scene,
} from '../../runtime/routing/scene.ts';

/** Runs this for each request and keeps the results. */
async function answering(
  run: (ksr: AnyKSR) => unknown,
  options: { sl?: Record<string, unknown>; more?: Routes } = {},
): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const at = await scene({
    routes: { requestRoute: (ksr) => results.push(run(ksr)), ...options.more },
    modules: { sl: options.sl ?? {} },
  });
  return { at, results };
}

describe('sl_send_reply', () => {
  it.each<[string, string, unknown, string[]]>([
    ['a request', 'OPTIONS', 1, ['404 OPTIONS']],
    ['an INVITE', 'INVITE', 1, ['404 INVITE']],
    ['a CANCEL', 'CANCEL', 1, ['404 CANCEL']],
    ['never an ACK', 'ACK', -1, []],
  ])('answers %s', async (_name, method, result, got) => {
    const { at, results } = await answering((ksr) => ksr.sl.sl_send_reply(404, 'No'));
    await at.alice.sends(method);
    expect([results, at.alice.got()]).toEqual([[result], got]);
    expect(at.isEmpty).toBe(true);
  });

  it('keeps nothing: the same request is answered the same again', async () => {
    const { at } = await answering((ksr) => ksr.sl.sl_send_reply(404, 'No'));
    await at.alice.sends('INVITE');
    await at.settle('1s');
    await at.alice.sends('INVITE');
    const [one, two] = at.alice.all();
    expect([at.alice.all().length, one]).toEqual([2, two]);
    expect(param(one!, 'To', 'tag')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is stateless though there is a transaction', async () => {
    const { at, results } = await answering((ksr) => [
      ksr.tm.t_newtran(),
      ksr.sl.sl_send_reply(404, 'No'),
      ksr.tm.t_reply(486, 'Busy'),
    ]);
    await at.alice.sends('OPTIONS');
    expect([results, at.alice.got()]).toEqual([[[1, 1, 1]], ['404 OPTIONS', '486 OPTIONS']]);
  });

  it.each<[unknown, unknown, string, string]>([
    [404, 'No', '404', 'No'],
    [100, 'Trying', '100', 'Trying'],
    [699, 'Last', '699', 'Last'],
    ['486', 'Busy', '486', 'Busy'],
    [486, '', '486', ''],
    [486, 7, '486', '7'],
    [486, null, '486', ''],
    // no status: the defaults of the module
    [99, 'x', '500', 'Internal Server Error'],
    [700, 'x', '500', 'Internal Server Error'],
    [0, 'x', '500', 'Internal Server Error'],
    [-1, 'x', '500', 'Internal Server Error'],
    [Number.NaN, 'x', '500', 'Internal Server Error'],
    [undefined, undefined, '500', 'Internal Server Error'],
    ['nothing', 'x', '500', 'Internal Server Error'],
    [{}, {}, '500', 'Internal Server Error'],
  ])('%j, %j is %s %s', async (code, reason, status, text) => {
    const { at } = await answering((ksr) => [ksr.sl.sl_send_reply(code as number, reason as string)]);
    await at.alice.sends('OPTIONS');
    const [sent] = at.alice.all();
    expect([sent!.slice(8, 11), reasonOf(sent!)]).toEqual([status, text]);
    expect(at.errors).toEqual([]);
  });

  it('has defaults of the configuration', async () => {
    const { at } = await answering((ksr) => ksr.sl.sl_send_reply(0, ''), { sl: { default_code: 480, default_reason: 'Later' } });
    await at.alice.sends('OPTIONS');
    expect([at.alice.got(), reasonOf(at.alice.all()[0]!)]).toEqual([['480 OPTIONS'], 'Later']);
  });

  it('has what the script added', async () => {
    const { at } = await answering((ksr) => [ksr.hdr.append_to_reply('X-Added: 1\r\n'), ksr.sl.sl_send_reply(404, 'No')]);
    await at.alice.sends('OPTIONS');
    expect(header(at.alice.all()[0]!, 'X-Added')).toBe('1');
  });

  it('names the destination set in a 3xx', async () => {
    const { at } = await answering((ksr) => [fork(ksr, 'carol'), ksr.sl.sl_send_reply(302, 'Elsewhere')]);
    await at.alice.sends('INVITE');
    expect(header(at.alice.all()[0]!, 'Contact')).toBe('<sip:carol@203.0.113.32:5080>');
  });

  it('goes where the request came from, with force_rport to the very port', async () => {
    const { at } = await answering((ksr) => [ksr.force_rport(), ksr.sl.sl_send_reply(200, 'OK')]);
    await at.alice.sends('OPTIONS', { via: 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1' });
    expect(header(at.alice.last('200 OPTIONS'), 'Via')).toBe(
      'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport=5070;received=198.51.100.21',
    );
  });
});

describe('send_reply', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, unknown, number]>([
    ['stateless without a transaction', (ksr) => ksr.sl.send_reply(404, 'No'), 1, 0],
    [
      'with the transaction when there is one',
      (ksr) => [ksr.tm.t_newtran(), ksr.sl.send_reply(404, 'No'), ksr.sl.send_reply(404, 'No')],
      [1, 1, -1],
      1,
    ],
  ])('is %s', async (_name, run, result, kept) => {
    const { at, results } = await answering(run);
    await at.alice.sends('OPTIONS');
    expect([results, at.alice.got(), at.serverCount]).toEqual([[result], ['404 OPTIONS'], kept]);
  });

  it('is always stateless with bind_tm 0', async () => {
    const { at, results } = await answering(
      (ksr) => [ksr.tm.t_newtran(), ksr.sl.send_reply(404, 'No'), ksr.tm.t_reply(486, 'Busy')],
      { sl: { bind_tm: 0 } },
    );
    await at.alice.sends('OPTIONS');
    expect([results, at.alice.got()]).toEqual([[[1, 1, 1]], ['404 OPTIONS', '486 OPTIONS']]);
  });

  it('answers nothing in a failure callback with bind_tm 0', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      routes: {
        requestRoute: forNew((ksr) => {
          ksr.tm.t_on_failure('failed');
          ksr.tm.t_relay();
        }),
        failed: (ksr) => seen.push(ksr.sl.send_reply(480, 'No')),
      },
      modules: { sl: { bind_tm: 0 } },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 486);
    expect([seen, at.alice.got()]).toEqual([[-1], ['100 INVITE', '486 INVITE']]);
  });

  it.each<[string, 'reply' | 'failed', unknown[]]>([
    ['a reply callback', 'reply', [1, -1]],
    ['a failure callback', 'failed', [1]],
  ])('answers with the transaction in %s', async (_name, where, expected) => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_reply('reply');
        ksr.tm.t_on_failure('failed');
        ksr.tm.t_relay();
      }),
      reply: (ksr) => where === 'reply' && seen.push(ksr.sl.send_reply(480, 'No')),
      failed: (ksr) => where === 'failed' && seen.push(ksr.sl.send_reply(480, 'No')),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 183);
    await at.bob.replies('INVITE', 486);
    expect(seen).toEqual(expected);
    expect(at.alice.got().at(-1)).toBe('480 INVITE');
  });

  it('answers nothing in the core reply route without transaction', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => ksr.forward(),
      onReplyRoute: (ksr) => seen.push(ksr.sl.send_reply(480, 'No')),
    });
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200);
    expect([seen, at.alice.got()]).toEqual([[-1], ['200 OPTIONS']]);
  });
});

describe('sl_reply_error and send_reply_error', () => {
  it.each<[string, (ksr: AnyKSR) => unknown, unknown, string | null]>([
    ['without an error: 500', (ksr) => ksr.sl.sl_reply_error(), 1, "500 I'm terribly sorry, server error occurred (1/SL)"],
    [
      'with that of forward',
      (ksr) => [ksr.seturi('sip:x@nobody.invalid'), ksr.forward(), ksr.sl.sl_reply_error()],
      [true, -1, 1],
      "500 I'm terribly sorry, server error occurred (1/SL)",
    ],
    [
      'with that of a relay that made no transaction',
      (ksr) => [ksr.seturi('http://x'), ksr.tm.t_relay(), ksr.sl.sl_reply_error()],
      [true, -400, 1],
      "500 I'm terribly sorry, server error occurred (1/SL)",
    ],
    [
      'behind a relay that promised to answer: nothing',
      (ksr) => [ksr.seturi('sip:x@nobody.invalid'), ksr.tm.t_relay(), ksr.sl.sl_reply_error(), ksr.sl.send_reply_error()],
      [true, -478, -3, -3],
      '478 Unresolvable destination (478/TM)',
    ],
    [
      'behind a final reply of the transaction: nothing',
      (ksr) => [ksr.tm.t_send_reply(404, 'No'), ksr.sl.sl_reply_error(), ksr.sl.send_reply_error()],
      [1, -2, -2],
      '404 No',
    ],
    [
      'send_reply_error with the transaction',
      (ksr) => [ksr.tm.t_newtran(), ksr.sl.send_reply_error()],
      [1, 1],
      "500 I'm terribly sorry, server error occurred (1/TM)",
    ],
    [
      'send_reply_error without one',
      (ksr) => ksr.sl.send_reply_error(),
      1,
      "500 I'm terribly sorry, server error occurred (1/SL)",
    ],
  ])('%s', async (_name, run, result, sent) => {
    const { at, results } = await answering(run);
    await at.alice.sends('MESSAGE');
    const got = at.alice.all().map((text) => `${text.slice(8, 11)} ${reasonOf(text)}`);
    expect([results, got]).toEqual([[result], sent === null ? [] : [sent]]);
  });

  it('answer no ACK', async () => {
    const { at, results } = await answering((ksr) => [ksr.sl.sl_reply_error(), ksr.sl.send_reply_error()]);
    await at.alice.sends('ACK');
    expect([results, at.alice.got()]).toEqual([[[-1, -1]], []]);
  });
});

describe('the ACK of a stateless negative reply (RFC 3261 8.2.7)', () => {
  async function refused(status: number, method: string = 'INVITE'): Promise<{ at: Scene; seen: string[] }> {
    const seen: string[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        seen.push(String(ksr.pv.get('$rm')));
        ksr.sl.sl_send_reply(status, 'Said');
      },
    });
    await at.alice.sends(method);
    seen.length = 0;
    return { at, seen };
  }
  const absorbed = (at: Scene): number => at.server.host.contributions.get('sl')!.statistics!['filtered_acks']!();

  it('never reaches a route', async () => {
    const { at, seen } = await refused(404);
    await at.alice.acknowledges();
    expect([seen, absorbed(at), at.alice.got()]).toEqual([[], 1, ['404 INVITE']]);
  });

  it.each<[string, Record<string, string>]>([
    ['another tag', { toTag: 'other' }],
    ['no tag', { toTag: '' }],
    ['another branch', { branch: 'other' }],
    ['another Call-ID', { callId: 'call-2' }],
    ['another From tag', { fromTag: 'a2' }],
  ])('reaches one with %s', async (_name, of) => {
    const { at, seen } = await refused(404);
    await at.alice.acknowledges(of);
    expect([seen, absorbed(at)]).toEqual([['ACK'], 0]);
  });

  it('is known for two seconds behind the last such reply', async () => {
    const { at, seen } = await refused(404);
    await at.settle('1900ms');
    await at.alice.acknowledges();
    expect(seen).toEqual([]);
    await at.settle('200ms');
    await at.alice.acknowledges();
    expect(seen).toEqual(['ACK']);
  });

  it.each<[number, string]>([
    [200, 'INVITE'],
    [183, 'INVITE'],
    [404, 'OPTIONS'],
  ])('is not looked for behind a %d to %s', async (status, method) => {
    const { at, seen } = await refused(status, method);
    const to = param(at.alice.all()[0]!, 'To', 'tag');
    await at.alice.sends('ACK', { toTag: to });
    expect([seen, absorbed(at)]).toEqual([['ACK'], 0]);
  });

  it('is looked for only after such a reply: a filter at rest computes nothing', async () => {
    const server = await bareServer();
    const filter = new AckFilter();
    const invite = arrived(server);
    const ack = arrived(server, { method: 'ACK', toTag: statelessTag(invite) });
    expect(filter.absorbs(ack)).toBe(false);
    filter.replied(server.clock.now());
    expect([filter.absorbs(ack), filter.absorbs(invite), filter.absorbed]).toEqual([true, false, 1]);
    server.clock.advance(2001);
    expect(filter.absorbs(ack)).toBe(false);
  });
});

describe('parameters', () => {
  it('have the defaults of Kamailio', () => {
    expect(params.parse({})).toEqual({
      default_code: 500,
      default_reason: 'Internal Server Error',
      bind_tm: 1,
      event_callback_fl_ack: '',
      event_callback_lres_sent: '',
    });
  });

  it.each([
    ['default_code', 99],
    ['default_code', 700],
    ['default_code', '500'],
    ['default_reason', 1],
    ['bind_tm', 2],
    ['event_callback_fl_ack', 1],
  ])('%s: %j is refused', (name, value) => {
    expect(params.safeParse({ [name]: value }).success).toBe(false);
  });

  it('stand in the README, as do the functions', () => {
    const readme = readFileSync(new URL('../../../modules/sl/README.md', import.meta.url), 'utf8');
    for (const name of Object.keys(params.shape)) expect(readme).toContain(`\`${name}\``);
    const names = [Sl, Object.getPrototypeOf(Sl) as typeof Sl]
      .flatMap((facade) => Object.getOwnPropertyNames(facade.prototype))
      .filter((name) => name.includes('reply') && name !== 'constructor');
    for (const name of names) expect(readme).toContain(`\`${name}(`);
    expect([sl.name, sl.requires]).toEqual(['sl', []]);
  });
});
