import { describe, expect, it } from 'vitest';
import {
  header,
  headers,
  kindOf,
  scene,
  uriOf,
  URIS,
  type AnyKSR,
  type Routes,
  type Scene,
} from '../../runtime/routing/scene.ts';

const FROM_TO = 'From: <sip:server@example.org>\r\nTo: <sip:bob@example.org>\r\n';
type Six = [method: string, uri: string, next: string, socket: string, headers: string, body: string];

/** Sends a request of the server when alice asks for it. */
async function sending(
  args: readonly unknown[],
  tm: Record<string, unknown> = {},
  more: Routes = {},
): Promise<{ at: Scene; results: unknown[] }> {
  const results: unknown[] = [];
  const at = await scene({
    tm,
    routes: {
      requestRoute: (ksr: AnyKSR) => {
        if (ksr.is_OPTIONS()) results.push(ksr.tm.t_uac_send(...(args as Six)));
      },
      ...more,
    },
  });
  await at.alice.sends('OPTIONS');
  return { at, results };
}

const lines = (text: string): string[] =>
  text
    .split('\r\n\r\n')[0]!
    .split('\r\n')
    .map((line) => line.split(':')[0]!);

describe('t_uac_send', () => {
  it('writes what is missing, in the order of Kamailio', async () => {
    const { at, results } = await sending([
      'MESSAGE',
      URIS.bob,
      '',
      '',
      `${FROM_TO}X-One: 1\r\nContent-Type: text/plain\r\n`,
      'hello',
    ]);
    const sent = at.bob.last('MESSAGE');
    expect(results).toEqual([1]);
    expect(lines(sent)).toEqual([
      'MESSAGE sip',
      'Via',
      'To',
      'From',
      'CSeq',
      'Call-ID',
      'Max-Forwards',
      'Content-Length',
      'User-Agent',
      'X-One',
      'Content-Type',
    ]);
    expect([header(sent, 'CSeq'), header(sent, 'Max-Forwards'), header(sent, 'Content-Length')]).toEqual([
      '10 MESSAGE',
      '70',
      '5',
    ]);
    expect(header(sent, 'From')).toMatch(/^<sip:server@example\.org>;tag=\w{16}$/);
    expect(sent.endsWith('\r\n\r\nhello')).toBe(true);
  });

  it.each<[string, string, (text: string) => unknown, unknown]>([
    ['Call-ID', 'Call-ID: mine\r\n', (text) => header(text, 'Call-ID'), 'mine'],
    ['CSeq', 'CSeq: 77 MESSAGE\r\n', (text) => header(text, 'CSeq'), '77 MESSAGE'],
    ['Max-Forwards', 'Max-Forwards: 5\r\n', (text) => headers(text, 'Max-Forwards'), ['5']],
    ['a second From', 'From: <sip:2@2>\r\n', (text) => headers(text, 'From').length, 1],
    ['an empty line', '\r\n', (text) => text.endsWith('\r\n\r\n'), true],
    ['a folded line', 'X: 1\r\n 2\r\n', (text) => text.includes('X: 1\r\n 2\r\n'), true],
    ['a compact name', 'm: <sip:x@192.0.2.10>\r\n', (text) => header(text, 'm'), '<sip:x@192.0.2.10>'],
  ])('takes %s as given', async (_name, more, look, wanted) => {
    const { at, results } = await sending(['MESSAGE', URIS.bob, '', '', FROM_TO + more, '']);
    expect([results, look(at.bob.last('MESSAGE'))]).toEqual([[1], wanted]);
  });

  it('keeps tags that are given', async () => {
    const { at } = await sending(['BYE', URIS.bob, '', '', 'From: <sip:s@x>;tag=mine\r\nTo: <sip:bob@x>;tag=his\r\n', '']);
    const sent = at.bob.last('BYE');
    expect([header(sent, 'From'), header(sent, 'To')]).toEqual(['<sip:s@x>;tag=mine', '<sip:bob@x>;tag=his']);
  });

  it.each<[string, string, string]>([
    ['a next hop', URIS.carol, ''],
    ['a next hop and a socket', URIS.carol, 'udp:192.0.2.10:5060'],
    ['dots', '.', '.'],
  ])('goes to %s', async (_name, next, socket) => {
    const { at, results } = await sending(['MESSAGE', URIS.bob, next, socket, FROM_TO, '']);
    const phone = next === '.' ? at.bob : at.carol;
    expect([results, uriOf(phone.last('MESSAGE'))]).toEqual([[1], URIS.bob]);
  });

  it.each<[string, readonly unknown[]]>([
    ['no headers', ['OPTIONS', URIS.bob, '', '', '', '']],
    ['no To', ['MESSAGE', URIS.bob, '', '', 'From: <sip:a@b>\r\n', '']],
    ['no From', ['MESSAGE', URIS.bob, '', '', 'To: <sip:a@b>\r\n', '']],
    ['a From that is no address', ['MESSAGE', URIS.bob, '', '', 'From: <sip:a\r\nTo: <sip:a@b>\r\n', '']],
    ['a line without its end', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}X: 1`, '']],
    ['a line that is no field', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}junk\r\n`, '']],
    ['a Via', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n`, '']],
    ['a Content-Length', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}Content-Length: 0\r\n`, '']],
    ['another method in CSeq', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}CSeq: 1 INVITE\r\n`, '']],
    ['no number in CSeq', ['MESSAGE', URIS.bob, '', '', `${FROM_TO}CSeq: x MESSAGE\r\n`, '']],
    ['a body without its type', ['MESSAGE', URIS.bob, '', '', FROM_TO, 'hello']],
    ['no method', ['', URIS.bob, '', '', FROM_TO, '']],
    ['a method of two words', ['MESS AGE', URIS.bob, '', '', FROM_TO, '']],
    ['no URI', ['MESSAGE', '', '', '', FROM_TO, '']],
    ['what is no URI', ['MESSAGE', 'bad', '', '', FROM_TO, '']],
    ['a URI that breaks the line', ['MESSAGE', 'sip:a@b SIP/2.0\r\nX: 1', '', '', FROM_TO, '']],
    ['a next hop that is none', ['MESSAGE', URIS.bob, 'garbage', '', FROM_TO, '']],
    ['a socket that the server has not', ['MESSAGE', URIS.bob, '', 'udp:9.9.9.9:5060', FROM_TO, '']],
    ['a transport that the server has not', ['MESSAGE', `${URIS.bob};transport=tcp`, '', '', FROM_TO, '']],
    ['nobody there', ['MESSAGE', 'sip:x@203.0.113.99', '', '', FROM_TO, '']],
    ['no arguments', []],
    ['arguments of other types', [1, null, {}, [], undefined, 7]],
  ])('-1 for %s', async (_name, args) => {
    const { at, results } = await sending(args);
    expect([results, at.got(), at.server.engine.locals.size]).toEqual([[-1], {}, 0]);
    expect(at.errors.every((text) => text.startsWith('tm.t_uac_send: '))).toBe(true);
    await at.settle('10s');
    expect(at.isEmpty).toBe(true);
  });

  it('sends an ACK once', async () => {
    const { at } = await sending(['ACK', URIS.bob, '', '', FROM_TO, '']);
    await at.settle('40s');
    expect([at.bob.got(), at.isEmpty, at.server.engine.locals.size]).toEqual([['ACK'], true, 0]);
  });
});

describe('event_callback: tm:local-request', () => {
  const ARGS = ['MESSAGE', URIS.bob, '', '', FROM_TO, ''];
  const event = async (own: (ksr: AnyKSR, event?: string) => unknown, args: readonly unknown[] = ARGS) =>
    sending(args, { event_callback: 'own' }, { own: own as never });

  it('sees the request and where it goes', async () => {
    const seen: unknown[] = [];
    const { at } = await event((ksr, name) => {
      seen.push(name, ...['$rm', '$ru', '$du', '$si', '$sp', '$fU', '$ci'].map((text) => ksr.pv.get(text)));
    });
    const callId = header(at.bob.last('MESSAGE'), 'Call-ID');
    expect(seen).toEqual(['tm:local-request', 'MESSAGE', URIS.bob, URIS.bob, '192.0.2.10', 5060, 'server', callId]);
  });

  it('may change it', async () => {
    const { at } = await event((ksr) => {
      ksr.hdr.append('X-Sent-By: me\r\n');
      ksr.pv.sets('$ru', 'sip:other@203.0.113.31:5080');
    });
    const sent = at.bob.last('MESSAGE');
    expect([header(sent, 'X-Sent-By'), uriOf(sent)]).toEqual(['me', 'sip:other@203.0.113.31:5080']);
  });

  it.each<[string, string, string, string]>([
    ['$du', URIS.carol, 'carol', URIS.bob],
    ['$ru', URIS.carol, 'carol', URIS.carol],
  ])('may send it elsewhere by %s', async (variable, value, to, uri) => {
    const { at } = await event((ksr) => ksr.pv.sets(variable as '$du', value));
    expect(Object.keys(at.got())).toEqual([to]);
    expect(uriOf(at.carol.last('MESSAGE'))).toBe(uri);
  });

  it('may drop it', async () => {
    const { at, results } = await event((ksr) => ksr.x.drop());
    expect([results, at.got(), at.server.engine.locals.size]).toEqual([[-1], {}, 0]);
  });

  it('may be asynchronous', async () => {
    const { at, results } = await event(async (ksr) => {
      await Promise.resolve();
      ksr.hdr.append('Late: 1\r\n');
    });
    await at.settle();
    expect([results, header(at.bob.last('MESSAGE'), 'Late')]).toEqual([[1], '1']);
  });

  it('that throws does not keep the request', async () => {
    const { at, results } = await event(() => {
      throw new Error('oops');
    });
    expect([results, at.bob.got()]).toEqual([[1], ['MESSAGE']]);
  });
});

describe('an INVITE of this server', () => {
  const INVITE = [
    'INVITE',
    URIS.bob,
    '',
    '',
    `${FROM_TO}Call-ID: own\r\nCSeq: 3 INVITE\r\nContact: <sip:server@192.0.2.10>\r\n`,
    '',
  ];
  const OK = { headers: ['Contact: <sip:bob@203.0.113.32:5080>'], toTag: 'bobs' };

  it.each([
    [0, 'carol'],
    [1, 'bob'],
    [2, 'bob'],
  ] as const)('local_ack_mode %d: the ACK goes to %s', async (mode, to) => {
    const { at } = await sending(INVITE, { local_ack_mode: mode });
    await at.bob.replies('INVITE', 200, OK);
    const ack = at[to].last('ACK');
    expect([uriOf(ack), header(ack, 'CSeq'), header(ack, 'Max-Forwards')]).toEqual(['sip:bob@203.0.113.32:5080', '3 ACK', '70']);
    expect(header(ack, 'To')).toContain('tag=bobs');
    expect(header(ack, 'Via')).not.toBe(header(at.bob.last('INVITE'), 'Via'));
  });

  it.each([
    ['<sip:203.0.113.33:5080;lr>', 'dave', 'sip:bob@203.0.113.32:5080', '<sip:203.0.113.33:5080;lr>'],
    ['<sip:203.0.113.33:5080>', 'dave', 'sip:203.0.113.33:5080', '<sip:bob@203.0.113.32:5080>'],
    [
      '<sip:10.9.9.9;lr>, <sip:203.0.113.33:5080;lr>',
      'dave',
      'sip:bob@203.0.113.32:5080',
      '<sip:203.0.113.33:5080;lr>, <sip:10.9.9.9;lr>',
    ],
  ] as const)('follows the Record-Route %s', async (recorded, to, uri, route) => {
    const { at } = await sending(INVITE);
    await at.bob.replies('INVITE', 200, { ...OK, headers: [...OK.headers, `Record-Route: ${recorded}`] });
    const ack = at[to].last('ACK');
    expect([uriOf(ack), header(ack, 'Route')]).toEqual([uri, route]);
  });

  it.each(['<sip:bob@203.0.113.32\r\n Evil: 1>', '<sip:bob@203.0.113.32 x>', '<sip:bob@203.0.113.32', '*'])(
    'takes the Contact %j for none',
    async (contact) => {
      const { at } = await sending(INVITE);
      await at.bob.replies('INVITE', 200, { toTag: 'bobs', headers: [`Contact: ${contact}`] });
      expect(at.bob.last('ACK').split('\r\n')[0]).toBe(`ACK ${URIS.bob} SIP/2.0`);
    },
  );
  it.each(['<sip:203.0.113.33:5080\r\n Evil: 1;lr>', '<sip:203.0.113.33:5080 x>', '<sip:203.0.113.33:5080;lr>, <sip:'])(
    'sends no ACK along the Record-Route %j',
    async (recorded) => {
      const { at } = await sending(INVITE, { local_ack_mode: 1 });
      await at.bob.replies('INVITE', 200, { ...OK, headers: [...OK.headers, `Record-Route: ${recorded}`] });
      expect([at.bob.got(), at.dave.got()]).toEqual([['INVITE'], []]);
    },
  );

  it('acknowledges each 2xx, and forgets the call in time', async () => {
    const { at } = await sending(INVITE);
    await at.bob.replies('INVITE', 180);
    for (let i = 0; i < 3; i++) await at.bob.replies('INVITE', 200, { toTag: 'bobs' });
    expect(at.bob.got()).toEqual(['INVITE', 'ACK', 'ACK', 'ACK']);
    await at.settle('60s');
    expect([at.isEmpty, at.server.engine.locals.size]).toEqual([true, 0]);
  });

  it('acknowledges a negative answer with the Via of the INVITE', async () => {
    const { at } = await sending(INVITE);
    await at.bob.replies('INVITE', 486);
    expect(header(at.bob.last('ACK'), 'Via')).toBe(header(at.bob.last('INVITE'), 'Via'));
    await at.settle('60s');
    expect(at.isEmpty).toBe(true);
  });

  it('is cancelled when it rings for too long, also where nothing comes back', async () => {
    const { at } = await sending(INVITE, { fr_inv_timer: 5000 });
    await at.bob.replies('INVITE', 180);
    at.bob.got();
    await at.settle('5100ms');
    expect(at.bob.got()).toEqual(['CANCEL']);
    await at.settle('200s');
    expect([at.isEmpty, at.server.engine.locals.size]).toEqual([true, 0]);
  });

  it('t_set_no_auto_ack: tmx.t_uac_ack_local acknowledges', async () => {
    const results: unknown[] = [];
    const { at } = await sending(
      INVITE,
      { event_callback: 'own' },
      {
        own: (ksr) => void ksr.tm.t_set_no_auto_ack(1),
        onReplyRoute: () => {},
      },
    );
    const ack = (ksr: AnyKSR): void => {
      results.push(
        ksr.tmx.t_uac_ack_local('own', '3', 'Content-Type: text/plain\r\n', 'v=0'),
        ksr.tmx.t_uac_ack_local('other', '3', '', ''),
      );
      results.push(ksr.tmx.t_uac_ack_local('own', '4', '', ''), ksr.tmx.t_uac_ack_local('own', '3', 'junk\r\n', ''));
    };
    at.server.engine.routes = { ...at.server.engine.routes, requestRoute: ack as never };
    await at.alice.sends('MESSAGE', { callId: 'before', branch: 'before' });
    expect(results).toEqual([-1, -1, -1, -1]);
    await at.bob.replies('INVITE', 200, { toTag: 'bobs' });
    expect(at.bob.got()).toEqual(['INVITE']);
    await at.alice.sends('MESSAGE', { callId: 'after', branch: 'after' });
    expect(results.slice(4)).toEqual([1, -1, -1, -1]);
    expect(at.bob.last('ACK').split('\r\n\r\n')[1]).toBe('v=0');
  });
});

describe('t_replicate', () => {
  const replicating = async (uri: string, then: (ksr: AnyKSR) => unknown = () => 0) => {
    const results: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        if (ksr.tm.t_check_trans() !== 0) results.push(ksr.tm.t_replicate(uri), then(ksr));
      },
      onReplyRoute: () => {},
    });
    await at.alice.sends('MESSAGE');
    return { at, results };
  };

  it('sends a copy whose answers go nowhere', async () => {
    const { at, results } = await replicating(URIS.carol);
    expect([results, at.got()]).toEqual([[1, 0], { carol: ['MESSAGE'] }]);
    await at.carol.replies('MESSAGE', 404);
    expect([at.got(), headers(at.carol.last('MESSAGE'), 'Via')]).toEqual([
      {},
      expect.arrayContaining([expect.stringContaining('192.0.2.10')]),
    ]);
    await at.settle('40s');
    expect(at.isEmpty).toBe(true);
  });

  it('once, however often the request comes, and beside its own way', async () => {
    const { at, results } = await replicating(URIS.carol, (ksr) => ksr.tm.t_relay());
    expect([results, at.got()]).toEqual([[1, 1], { bob: ['MESSAGE'], carol: ['MESSAGE'] }]);
    const alone = await replicating(URIS.carol);
    await alone.at.alice.sends('MESSAGE');
    expect([alone.results, alone.at.carol.got()]).toEqual([[1, 0, 1, 0], ['MESSAGE']]);
  });

  it.each(['bad', 'sip:203.0.113.99', 'sip:x@203.0.113.31;transport=tcp', 'tel:123'])('-1 for %s', async (uri) => {
    const { at, results } = await replicating(uri);
    expect([results, at.got(), at.server.engine.locals.size]).toEqual([[-1, 0], {}, 0]);
  });

  it("'' sends it to where it goes itself", async () => {
    const { at } = await replicating('');
    expect(at.bob.got()).toEqual(['MESSAGE']);
  });
});

describe('t_clean, t_use_uac_headers, t_is_retr_async_reply', () => {
  it('give 1, 1 and -1 in request routes', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => seen.push(ksr.tm.t_clean(), ksr.tm.t_use_uac_headers(), ksr.tm.t_is_retr_async_reply()),
    });
    await at.alice.sends('MESSAGE');
    expect(seen).toEqual([1, 1, -1]);
  });

  it('a reply that comes again while its callback waits is told', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      requestRoute: (ksr) => {
        ksr.tm.t_on_reply('waits');
        ksr.tm.t_relay();
      },
      waits: async (ksr) => {
        seen.push(`${String(ksr.pv.get('$rs'))} ${ksr.tm.t_is_retr_async_reply()}`);
        await new Promise<void>((resolve) => void at.clock.after(100, resolve));
      },
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 183);
    await at.bob.replies('INVITE', 183);
    await at.bob.replies('INVITE', 180);
    await at.settle('200ms');
    await at.bob.replies('INVITE', 183);
    expect(seen).toEqual(['183 -1', '183 1', '180 -1', '183 -1']);
    expect(at.alice.all().map(kindOf)).toEqual(['100 INVITE', '183 INVITE', '183 INVITE', '180 INVITE']);
  });
});
