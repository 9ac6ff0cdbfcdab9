import { describe, expect, it } from 'vitest';
import { header, headers, kindOf, RELAY, replyText, requestText, scene, SERVER, type AnyKSR, type Scene } from './scene.ts';

/** Forwards everything statelessly. */
const STATELESS = { requestRoute: (ksr: AnyKSR): void => void ksr.forward() };

function counters(of: Scene): Scene['server']['engine']['counters'] {
  return of.server.engine.counters;
}

/** A reply whose Via fields are these. */
function withVias(request: string, vias: readonly string[], status: number = 200): string {
  const rest = request.split('\r\n').filter((line) => !line.startsWith('Via:'));
  return replyText([rest[0], ...vias.map((via) => `Via: ${via}`), ...rest.slice(1)].join('\r\n'), status);
}

describe('replies to what was forwarded statelessly (RFC 3261 16.11)', () => {
  it('travel along the Via below ours', async () => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200, { headers: ['X-Any: 1'] });
    expect(at.got()).toEqual({ alice: ['200 OPTIONS'], bob: ['OPTIONS'] });
    const reply = at.alice.last('200 OPTIONS');
    expect(headers(reply, 'Via')).toEqual(['SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bK-OPTIONS1']);
    expect(header(reply, 'X-Any')).toBe('1');
    expect(at.isEmpty).toBe(true);
  });

  it.each<[string, string, string]>([
    ['received and rport', 'SIP/2.0/UDP 10.0.0.1:9;rport', 'udp:198.51.100.21:5070'],
    ['received, and the port of sent-by', 'SIP/2.0/UDP 10.0.0.1:5071', 'udp:198.51.100.21:5071'],
    ['received, and 5060', 'SIP/2.0/UDP 10.0.0.1', 'udp:198.51.100.21:5060'],
  ])('to %s', async (_name, via, to) => {
    const at = await scene(STATELESS);
    const there = to === at.alice.address ? at.alice : at.phone(to);
    await at.alice.sends('OPTIONS', { via: `${via};branch=z9hG4bK-OPTIONS1` });
    await at.bob.replies('OPTIONS', 200);
    expect(there.got()).toEqual(['200 OPTIONS']);
  });

  it('to IPv6, in whatever words', async () => {
    const at = await scene({ routes: STATELESS, config: { listen: ['udp:192.0.2.10:5060', 'udp:[2001:db8::10]:5060'] } });
    const phone = at.phone('udp:[2001:db8::21]:5070');
    await phone.sendsText(
      requestText('OPTIONS', 'udp:[2001:db8::21]:5070', { via: 'SIP/2.0/UDP [2001:DB8::21]:5070;branch=z9hG4bK-OPTIONS1' }),
      'udp:[2001:db8::10]:5060',
    );
    await at.bob.replies('OPTIONS', 200);
    expect(phone.got()).toEqual(['200 OPTIONS']);
  });

  it('nowhere else than to where the request came from', async () => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS', { via: 'SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK-OPTIONS1' });
    const [ours, theirs] = headers(at.bob.last('OPTIONS'), 'Via');
    for (const [one, other] of [
      ['received=198.51.100.21', 'received=203.0.113.32'],
      ['rport=5070', 'rport=5080'],
      ['10.0.0.1', '203.0.113.32'],
    ] as const) {
      await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), [ours!, theirs!.replace(one, other)]));
    }
    expect([at.alice.got(), at.carol.got(), counters(at).strayReplies]).toEqual([[], [], 3]);
  });

  it('nowhere over a protocol that is not served', async () => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS');
    const ours = header(at.bob.last('OPTIONS'), 'Via');
    await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), [ours, 'SIP/2.0/TCP 198.51.100.21:5070;branch=z9hG4bK-OPTIONS1']));
    expect([at.alice.got(), counters(at).sendFailures]).toEqual([[], 1]);
  });

  it('take both ways with them when one field holds both Via values', async () => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS');
    const [ours, theirs] = headers(at.bob.last('OPTIONS'), 'Via');
    for (const both of [`${ours}, ${theirs}`, `${ours},${theirs}`, `${ours} , ${theirs}`]) {
      await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), [both]));
      expect(headers(at.alice.all().at(-1)!, 'Via')).toEqual([theirs]);
    }
    expect(at.alice.got()).toHaveLength(3);
  });

  it('pass the core reply route, which may edit or drop them', async () => {
    let drops = false;
    const at = await scene({
      ...STATELESS,
      onReplyRoute: (ksr) => {
        ksr.hdr.append('X-Route: 1\r\n');
        if (drops) ksr.x.drop();
      },
    });
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200);
    expect(header(at.alice.last('200 OPTIONS'), 'X-Route')).toBe('1');
    drops = true;
    await at.bob.replies('OPTIONS', 200);
    expect(at.alice.got()).toEqual(['200 OPTIONS']);
  });

  it('wait for a core reply route that waits', async () => {
    let open = (): void => {};
    const at = await scene({
      ...STATELESS,
      onReplyRoute: () => new Promise<void>((resolve) => (open = resolve)),
    });
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200);
    expect(at.alice.got()).toEqual([]);
    open();
    await at.settle();
    expect(at.alice.got()).toEqual(['200 OPTIONS']);
  });
});

describe('replies that are not ours are dropped (RFC 3261 18.1.2, RFC 6026 8.9)', () => {
  const ALICE = 'SIP/2.0/UDP 198.51.100.21:5070;branch=z9hG4bK-OPTIONS1';

  it.each<[string, readonly string[], 'foreignReplies' | 'strayReplies']>([
    ['a topmost Via of another host', ['SIP/2.0/UDP 192.0.2.99;branch=z9hG4bKx', ALICE], 'foreignReplies'],
    ['a topmost Via of another port', ['SIP/2.0/UDP 192.0.2.10:5099;branch=z9hG4bKx', ALICE], 'foreignReplies'],
    ['our Via with a branch that we did not make', ['SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKx', ALICE], 'strayReplies'],
    [
      'our Via with a forged stateless branch',
      ['SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKs.0123456789abcdef', ALICE],
      'strayReplies',
    ],
    ['our Via without branch', ['SIP/2.0/UDP 192.0.2.10', ALICE], 'strayReplies'],
    ['our Via alone', ['SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKx'], 'strayReplies'],
  ])('%s', async (_name, vias, counter) => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS');
    at.got();
    await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), vias));
    expect(at.got()).toEqual({});
    expect(counters(at)[counter]).toBe(1);
  });

  it('though the branch is that of a transaction, when the sent-by is not', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('OPTIONS');
    const forged = at.bob.last('OPTIONS').replace('SIP/2.0/UDP 192.0.2.10;', 'SIP/2.0/UDP 192.0.2.66;');
    await at.bob.sendsText(replyText(forged, 200));
    expect([at.alice.got(), counters(at).foreignReplies]).toEqual([[], 1]);
    await at.bob.replies('OPTIONS', 200);
    expect(at.alice.got()).toEqual(['200 OPTIONS']);
  });

  it('a stateless branch with another Via below it', async () => {
    const at = await scene(STATELESS);
    await at.alice.sends('OPTIONS');
    const ours = header(at.bob.last('OPTIONS'), 'Via');
    const carol = 'SIP/2.0/UDP 203.0.113.32:5080;branch=z9hG4bKvictim';
    await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), [ours, carol]));
    expect([at.carol.got(), counters(at).strayReplies]).toEqual([[], 1]);
  });

  it('a reply whose CSeq names another method than its request', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200, { method: 'INVITE' });
    expect([at.alice.got(), counters(at).strayReplies]).toEqual([[], 1]);
  });

  it('before onReplyRoute sees those with a foreign Via', async () => {
    let runs = 0;
    const at = await scene({ ...STATELESS, onReplyRoute: () => void runs++ });
    await at.alice.sends('OPTIONS');
    await at.bob.sendsText(withVias(at.bob.last('OPTIONS'), ['SIP/2.0/UDP 192.0.2.99;branch=z9hG4bKx', ALICE]));
    expect(runs).toBe(0);
  });
});

describe('an address of its own in our Via (set_advertised_address)', () => {
  it.each<[string, (ksr: AnyKSR) => unknown]>([
    ['of a transaction', (ksr) => ksr.tm.t_relay()],
    ['of a stateless forward', (ksr) => ksr.forward()],
  ])('%s is known in the reply', async (_name, send) => {
    const at = await scene({
      requestRoute: (ksr) => {
        ksr.set_advertised_address('sip.example.org');
        ksr.set_advertised_port('5099');
        send(ksr);
      },
    });
    await at.alice.sends('OPTIONS');
    expect(header(at.bob.last('OPTIONS'), 'Via')).toMatch(/^SIP\/2\.0\/UDP sip\.example\.org:5099;branch=/);
    await at.bob.replies('OPTIONS', 200);
    expect(at.alice.got()).toEqual(['200 OPTIONS']);
    expect(counters(at).foreignReplies).toBe(0);
  });

  it.each([
    ['another host', 'sip.example.org:5099', 'evil.example.org:5099'],
    ['another port', 'sip.example.org:5099', 'sip.example.org:5098'],
  ])('and %s is not', async (_name, ours, other) => {
    const at = await scene({
      requestRoute: (ksr) => {
        ksr.set_advertised_address('sip.example.org');
        ksr.set_advertised_port('5099');
        ksr.tm.t_relay();
      },
    });
    await at.alice.sends('OPTIONS');
    await at.bob.sendsText(replyText(at.bob.last('OPTIONS').replace(ours, other), 200));
    expect([at.alice.got(), counters(at).foreignReplies]).toEqual([[], 1]);
  });
});

describe('the core reply route', () => {
  it('knows the transaction and the status', async () => {
    const seen: unknown[] = [];
    const at = await scene({
      ...RELAY,
      onReplyRoute: (ksr) => seen.push([ksr.tm.t_check_trans(), ksr.tm.t_get_status_code(), ksr.tm.t_get_branch_index()]),
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.sendsText(replyText(at.bob.last('INVITE').replace(/branch=z9hG4bK\w+\.0/, 'branch=z9hG4bKnone'), 200));
    expect(seen).toEqual([
      [1, 180, 0],
      [-1, 200, -1],
    ]);
  });

  it('drops: the transaction never sees the reply, and its timers go on', async () => {
    const at = await scene({ ...RELAY, onReplyRoute: (ksr) => ksr.x.drop() });
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 200);
    await at.settle('1s');
    expect(at.got()).toEqual({ bob: ['OPTIONS', 'OPTIONS'] });
  });

  it('is passed by filters of modules behind it, before the transaction', async () => {
    const at = await scene(RELAY);
    const seen: number[] = [];
    at.server.engine.hooks.replyFilter.push((cx) => seen.push(cx.statusCode) === 1);
    await at.alice.sends('OPTIONS');
    await at.bob.replies('OPTIONS', 404);
    expect(at.alice.got()).toEqual([]);
    await at.bob.replies('OPTIONS', 200);
    expect([seen, at.alice.got()]).toEqual([[404, 200], ['200 OPTIONS']]);
  });

  it('that waits holds up its reply only', async () => {
    const opens: (() => void)[] = [];
    const at = await scene({
      ...RELAY,
      onReplyRoute: (ksr) =>
        ksr.pv.get('$rs') === 180 || ksr.pv.get('$rs') === '180'
          ? new Promise<void>((resolve) => opens.push(resolve))
          : undefined,
    });
    await at.alice.sends('INVITE');
    await at.bob.replies('INVITE', 180);
    await at.bob.replies('INVITE', 183);
    expect(at.alice.got()).toEqual(['100 INVITE', '183 INVITE']);
    opens[0]!();
    await at.settle();
    expect(at.alice.got()).toEqual(['180 INVITE']);
  });
});

describe('a reply from anywhere', () => {
  it('counts when it has our branch: it may come from another address than the request went to', async () => {
    const at = await scene(RELAY);
    await at.alice.sends('OPTIONS');
    await at.carol.sendsText(replyText(at.bob.last('OPTIONS'), 200), SERVER);
    expect(at.alice.all().map(kindOf)).toEqual(['200 OPTIONS']);
  });
});
