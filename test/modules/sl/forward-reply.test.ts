import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Textopsx } from '../../../modules/textopsx/facade.ts';
import { REPLY_CLOSE, REPLY_NO_CONNECT } from '../../../runtime/routing/connection.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';
import { header, scene, type AnyKSR } from '../../runtime/routing/scene.ts';
import { testServer } from '../../support/context.ts';

/** One reply to a request that was forwarded statelessly; the route passes it on and drops it. */
async function passedOn(
  status: number,
  pass: (ksr: AnyKSR) => unknown,
): Promise<{ results: unknown[]; lines: string[]; vias: number[] }> {
  const results: unknown[] = [];
  const at = await scene({
    routes: {
      requestRoute: (ksr) => ksr.forward(),
      onReplyRoute: (ksr) => {
        results.push(pass(ksr));
        ksr.x.drop();
      },
    },
    modules: { sl: {}, textopsx: {} },
  });
  await at.alice.sends('OPTIONS');
  await at.bob.replies('OPTIONS', status, { reason: 'As said' });
  const got = at.alice.all();
  expect(at.errors).toEqual([]);
  return {
    results,
    lines: got.map((text) => text.split('\r\n')[0]!),
    vias: got.map((text) => text.split('\r\nVia:').length - 1),
  };
}

describe('sl_forward_reply', () => {
  // recorded
  it.each<[number, string, string, string | null]>([
    [180, '', '', '180 As said'],
    [180, '183', 'Progress', '183 Progress'],
    [180, '183', '', '183 As said'],
    [180, '', 'Only', '180 Only'],
    [180, '180', 'Ringing', '180 Ringing'],
    [404, '', '', '404 As said'],
    [404, '486', 'Busy', '486 Busy'],
    [404, '499', '', '499 As said'],
    [200, '299', 'Z', '299 Z'],
    [180, 'abc', 'x', null],
    [180, '700', 'x', null],
    [180, '200', '', null],
    [180, '99', 'x', null],
    [180, '404', 'Nope', null],
    [180, '1800', 'x', null],
    [180, '18', 'x', null],
    [180, ' 183', 'x', null],
    [180, '18x', 'x', null],
    [180, '-183', 'x', null],
    [404, '503', 'x', null],
    // upstream writes the line break into the message
    [180, '183', 'a\r\nX: y', null],
    [180, '', 'a\nb', null],
    [180, '', 'a\0', null],
  ])('of a %i with (%j, %j): %j', async (status, code, reason, line) => {
    const { results, lines, vias } = await passedOn(status, (ksr) => ksr.sl.sl_forward_reply(code, reason));
    expect([results, lines, vias]).toEqual(line === null ? [[-1], [], []] : [[1], [`SIP/2.0 ${line}`], [1]]);
  });

  it('sends what the script changed, and the reply itself stays as it is', async () => {
    const { lines } = await passedOn(404, (ksr) => [
      (ksr as unknown as { textopsx: Textopsx }).textopsx.change_reply_status(486, 'Changed'),
      ksr.sl.sl_forward_reply('', ''),
      ksr.sl.sl_forward_reply('403', ''),
      ksr.sl.sl_forward_reply('', 'Mine'),
    ]);
    expect(lines).toEqual(['SIP/2.0 486 Changed', 'SIP/2.0 403 Changed', 'SIP/2.0 486 Mine']);
  });

  it('goes besides the usual way', async () => {
    const at = await scene({
      routes: { requestRoute: (ksr) => ksr.tm.t_relay(), onReplyRoute: (ksr) => void ksr.sl.sl_forward_reply('', 'First') },
      modules: { sl: {}, tm: {} },
    });
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200, { reason: 'Then' });
    expect(at.alice.all().map((text) => text.split('\r\n')[0])).toEqual(['SIP/2.0 200 First', 'SIP/2.0 200 Then']);
    expect(header(at.alice.all()[0]!, 'To')).toContain('tag=b1');
  });

  it('is for replies that have somewhere to go', async () => {
    const server = await testServer({ modules: ['sl'] });
    expect(server.call(server.context(invite()), 'sl.sl_forward_reply', '', '')).toBe(-1);
    const cx = server.context(ok());
    expect([server.call(cx, 'sl.sl_forward_reply', '', ''), server.sent.length]).toEqual([1, 1]);
    const alone = server.context(ok().replace('Via: SIP/2.0/UDP 198.51.100.99:5099;branch=z9hG4bKnashds8\r\n', ''));
    expect([server.call(alone, 'sl.sl_forward_reply', '', ''), server.sent.length]).toEqual([-1, 1]);
  });

  it('sends one clean status line, whatever it is given', async () => {
    const server = await testServer({ modules: ['sl'] });
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.integer({ min: 0, max: 999 }).map(String)),
        fc.string({ unit: 'binary' }),
        (code, reason) => {
          server.sent.length = 0;
          const result = server.call(server.context(ok()), 'sl.sl_forward_reply', code, reason);
          expect(server.sent).toHaveLength(result === 1 ? 1 : 0);
          for (const { text } of server.sent) expect(text).toMatch(/^SIP\/2\.0 2\d\d [^\r\n\0]*\r\nVia: /);
        },
      ),
    );
  });
});

describe('send_reply_mode', () => {
  it.each([
    [0, 0],
    [1, REPLY_NO_CONNECT],
    [2, REPLY_CLOSE],
    [3, REPLY_NO_CONNECT | REPLY_CLOSE],
    [4, 0],
    ['1', REPLY_NO_CONNECT],
    [null, 0],
  ])('with mode %j answers, and notes %i', async (mode, noted) => {
    const server = await testServer({ modules: ['sl'] });
    const cx = server.context(invite());
    expect([server.call(cx, 'sl.send_reply_mode', 486, 'Busy', mode), cx.connection]).toEqual([1, noted]);
    expect(server.sent.map(({ text }) => text.split('\r\n')[0])).toEqual(['SIP/2.0 486 Busy']);
  });

  it('answers what send_reply does', async () => {
    const server = await testServer({ modules: ['sl'] });
    expect(server.call(server.context(ok()), 'sl.send_reply_mode', 486, 'Busy', 1)).toBe(-1);
  });
});
