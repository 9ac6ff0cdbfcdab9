import { describe, expect, it } from 'vitest';
import { InviteClient } from '../../../runtime/transaction/invite-client.ts';
import { Bench, INVITE, reply } from './bench.ts';

type StateName = 'idle' | 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';
type Input = 'start' | '1xx' | '2xx' | '4xx' | 'A' | 'B' | 'D';

function make(proto: 'udp' | 'tcp' = 'udp'): { bench: Bench; client: InviteClient } {
  const bench = new Bench(proto);
  return { bench, client: new InviteClient('z9hG4bKours.0', INVITE, bench.hop, bench.timing, bench.wheel, bench) };
}

/** Brings a fresh machine into a state. */
function into(state: StateName): { bench: Bench; client: InviteClient } {
  const made = make();
  const { client, bench } = made;
  if (state !== 'idle') client.start();
  if (state === 'proceeding') client.receive(reply(180));
  if (state === 'completed') client.receive(reply(486));
  if (state === 'accepted') client.receive(reply(200));
  if (state === 'terminated') client.terminate();
  expect(client.stateName).toBe(state);
  bench.socket.take();
  bench.told.length = 0;
  return made;
}

function feed(client: InviteClient, input: Input): string {
  switch (input) {
    case 'start':
      return client.start() ? 'sent' : 'refused';
    case '1xx':
      return client.receive(reply(183));
    case '2xx':
      return client.receive(reply(200));
    case '4xx':
      return client.receive(reply(404));
    case 'A':
      client.expired(4);
      return '';
    case 'B':
      client.expired(5);
      return '';
    case 'D':
      client.expired(6);
      return '';
  }
}

const INVITE_LINE = 'INVITE sip:bob@192.0.2.20 SIP/2.0';
const ACK_LINE = 'ACK sip:bob@192.0.2.20 SIP/2.0';

// Every state and every input: what the user hears of the reply, the next state, what is sent, what else the user is told
const TABLE: readonly [StateName, Input, string, StateName, readonly string[], readonly string[]][] = [
  ['idle', 'start', 'sent', 'calling', [INVITE_LINE], []],
  ['idle', '1xx', 'absorbed', 'idle', [], []],
  ['idle', '2xx', 'absorbed', 'idle', [], []],
  ['idle', '4xx', 'absorbed', 'idle', [], []],
  ['idle', 'A', '', 'idle', [], []],
  ['idle', 'B', '', 'idle', [], []],
  ['idle', 'D', '', 'idle', [], []],

  ['calling', 'start', 'sent', 'calling', [], []],
  ['calling', '1xx', 'provisional', 'proceeding', [], []],
  ['calling', '2xx', 'final', 'accepted', [], []],
  ['calling', '4xx', 'final', 'completed', [ACK_LINE], []],
  ['calling', 'A', '', 'calling', [INVITE_LINE], []],
  ['calling', 'B', '', 'terminated', [], ['ended', 'timed out']],
  ['calling', 'D', '', 'calling', [], []],

  ['proceeding', 'start', 'sent', 'proceeding', [], []],
  ['proceeding', '1xx', 'provisional', 'proceeding', [], []],
  ['proceeding', '2xx', 'final', 'accepted', [], []],
  ['proceeding', '4xx', 'final', 'completed', [ACK_LINE], []],
  ['proceeding', 'A', '', 'proceeding', [], []],
  ['proceeding', 'B', '', 'proceeding', [], []],
  ['proceeding', 'D', '', 'proceeding', [], []],

  ['completed', 'start', 'sent', 'completed', [], []],
  ['completed', '1xx', 'late', 'completed', [], []],
  ['completed', '2xx', 'late-2xx', 'completed', [], []],
  ['completed', '4xx', 'late', 'completed', [ACK_LINE], []],
  ['completed', 'A', '', 'completed', [], []],
  ['completed', 'B', '', 'completed', [], []],
  ['completed', 'D', '', 'terminated', [], ['ended']],

  ['accepted', 'start', 'sent', 'accepted', [], []],
  ['accepted', '1xx', 'late', 'accepted', [], []],
  ['accepted', '2xx', 'late-2xx', 'accepted', [], []],
  ['accepted', '4xx', 'late', 'accepted', [ACK_LINE], []],
  ['accepted', 'A', '', 'accepted', [], []],
  ['accepted', 'B', '', 'accepted', [], []],
  ['accepted', 'D', '', 'terminated', [], ['ended']],

  ['terminated', 'start', 'refused', 'terminated', [], []],
  ['terminated', '1xx', 'absorbed', 'terminated', [], []],
  ['terminated', '2xx', 'absorbed', 'terminated', [], []],
  ['terminated', '4xx', 'absorbed', 'terminated', [], []],
  ['terminated', 'A', '', 'terminated', [], []],
  ['terminated', 'B', '', 'terminated', [], []],
  ['terminated', 'D', '', 'terminated', [], []],
];

describe('INVITE client transaction: every state and input', () => {
  it.each(TABLE)('%s + %s', (state, input, result, next, sent, told) => {
    const { bench, client } = into(state);
    expect(feed(client, input)).toBe(result);
    expect(client.stateName).toBe(next);
    expect(bench.socket.take()).toEqual(sent);
    expect(bench.told).toEqual(told);
  });

  it('has a row for each pair', () => {
    const states = new Set(TABLE.map(([state]) => state));
    const inputs = new Set(TABLE.map(([, input]) => input));
    expect(new Set(TABLE.map(([state, input]) => `${state} ${input}`)).size).toBe(states.size * inputs.size);
    expect(TABLE).toHaveLength(states.size * inputs.size);
  });

  it.each([
    ['idle', false, false, false],
    ['calling', true, false, false],
    ['proceeding', true, true, false],
    ['completed', false, false, false],
    ['accepted', false, false, false],
    ['terminated', false, false, true],
  ] as const)('%s: pending %s, heard %s, ended %s', (state, pending, heard, ended) => {
    const { client } = into(state);
    expect([client.pending, client.hasProvisional, client.ended]).toEqual([pending, heard, ended]);
  });
});

describe('INVITE client transaction: timers', () => {
  it('doubles the interval up to T2 and gives up after timer B', () => {
    const { bench, client } = make();
    client.start();
    bench.clock.advance('40s');
    const times = bench.socket.sent.map((line) => Number(line.split(' ')[0]));
    const gaps = times.slice(1).map((time, i) => Math.round((time - times[i]!) / 100) * 100);
    expect(gaps.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
    expect(bench.told).toEqual(['ended', 'timed out']);
    expect(client.stateName).toBe('terminated');
    expect(times.at(-1)).toBeLessThanOrEqual(32_000);
  });

  it('does not retransmit over a reliable transport', () => {
    const { bench, client } = make('tcp');
    client.start();
    bench.clock.advance('31s');
    expect(bench.socket.sent).toHaveLength(1);
    bench.clock.advance('2s');
    expect(bench.told).toContain('timed out');
  });

  it('stops retransmitting at the first provisional and waits for ever', () => {
    const { bench, client } = make();
    client.start();
    bench.clock.advance(600);
    client.receive(reply(100));
    bench.clock.advance('1h');
    expect(bench.socket.sent).toHaveLength(2);
    expect(client.pending).toBe(true);
    expect(bench.told).toEqual([]);
  });

  it('stops retransmitting when told to, and goes on waiting', () => {
    const { bench, client } = make();
    client.start();
    client.stopRetransmitting();
    bench.clock.advance('31s');
    expect(bench.socket.sent).toHaveLength(1);
    expect(client.receive(reply(200))).toBe('final');
  });

  it.each([
    [486, 'completed'],
    [200, 'accepted'],
  ])('after %i remembers for 64*T1 what the peer may repeat', (status, state) => {
    const { bench, client } = make();
    client.start();
    client.receive(reply(status));
    bench.clock.advance('31s');
    expect(client.stateName).toBe(state);
    bench.clock.advance('2s');
    expect(client.stateName).toBe('terminated');
    expect(bench.wheel.size).toBe(0);
  });

  it('leaves no timer behind when terminated', () => {
    const { bench, client } = make();
    client.start();
    client.terminate();
    expect(bench.wheel.size).toBe(0);
    bench.clock.advance('1h');
    expect(bench.socket.sent).toHaveLength(1);
  });
});

describe('INVITE client transaction: what it sends', () => {
  it('acknowledges with the top Via, Route, From, Call-ID and CSeq of the INVITE and the To of the reply', () => {
    const { bench, client } = make();
    client.start();
    client.receive(reply(404, 'INVITE', 'other'));
    expect(bench.socket.whole.at(-1)).toBe(
      [
        'ACK sip:bob@192.0.2.20 SIP/2.0',
        'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
        'Max-Forwards: 69',
        'Route: <sip:192.0.2.20;lr>',
        'From: <sip:alice@example.org>;tag=a1',
        'To: <sip:bob@example.org>;tag=other',
        'Call-ID: call-1',
        'CSeq: 7 ACK',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('ends at once when the transport refuses', () => {
    const { bench, client } = make();
    bench.socket.works = false;
    expect(client.start()).toBe(false);
    expect(client.ended).toBe(true);
    expect(bench.told).toEqual(['ended']);
    expect(bench.wheel.size).toBe(0);
  });

  it('acknowledges a 2xx never: that ACK travels end to end', () => {
    const { bench, client } = make();
    client.start();
    for (let i = 0; i < 3; i++) client.receive(reply(200));
    expect(bench.socket.take()).toEqual([INVITE_LINE]);
  });
});

describe('INVITE client transaction: rest', () => {
  it.each([
    ['idle', false],
    ['calling', false],
    ['proceeding', false],
    // the negative reply has to be acknowledged again with all that the INVITE said
    ['completed', false],
    ['accepted', true],
    ['terminated', false],
  ] as const)('%s: %s', (state, resting) => {
    expect(into(state).client.resting).toBe(resting);
  });

  it('lets go of its timer, and tells nobody', () => {
    const { bench, client } = into('accepted');
    client.rest();
    expect([bench.wheel.size, client.stateName, bench.told]).toEqual([0, 'terminated', []]);
    bench.clock.advance('1h');
    expect([bench.told, bench.socket.take(), client.receive(reply(200))]).toEqual([[], [], 'absorbed']);
  });

  /** One that goes on as one that rested. */
  function resumed(wait: number): { bench: Bench; client: InviteClient } {
    const bench = new Bench();
    const client = new InviteClient('z9hG4bKours.0', '', bench.hop, bench.timing, bench.wheel, bench);
    client.resume(wait, 'sip:bob@192.0.2.20');
    return { bench, client };
  }

  it('goes on as one that got a 2xx', () => {
    const { bench, client } = resumed(1000);
    expect([client.stateName, client.pending, client.ended, client.resting]).toEqual(['accepted', false, false, true]);
    expect([client.receive(reply(200)), client.receive(reply(180)), bench.socket.take()]).toEqual(['late-2xx', 'late', []]);
  });

  it('acknowledges a late negative reply, each time, without the INVITE', () => {
    const { bench, client } = resumed(1000);
    expect([client.receive(reply(486, 'INVITE', 'x1')), client.receive(reply(600, 'INVITE', 'x2'))]).toEqual(['late', 'late']);
    expect(bench.socket.take()).toEqual([ACK_LINE, ACK_LINE]);
    expect(bench.socket.whole.at(-2)).toContain('To: <sip:bob@example.org>;tag=x1\r\n');
    expect(bench.socket.whole.at(-1)).toContain('To: <sip:bob@example.org>;tag=x2\r\n');
    expect(bench.socket.whole.at(-1)).toContain('Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0\r\nMax-Forwards');
  });

  it.each([1, 1000, 4999])('ends after the %d ms that it had left', (wait) => {
    const { bench, client } = resumed(wait);
    bench.clock.advance(wait - 1);
    expect([client.ended, bench.wheel.size]).toEqual([false, 1]);
    bench.clock.advance(1);
    expect([client.ended, bench.told, bench.wheel.size]).toEqual([true, ['ended'], 0]);
  });
});

describe('INVITE client transaction: one that rings', () => {
  it.each(['idle', 'calling', 'proceeding', 'completed', 'accepted', 'terminated'] as const)(
    '%s: stays as it is when it settles, and says the same',
    (state) => {
      const { bench, client } = into(state);
      const { text } = client;
      client.settle();
      client.settle();
      expect([client.stateName, client.text, bench.told, bench.socket.take()]).toEqual([state, text, [], []]);
    },
  );

  it.each(['\x00\x7f\x80\xe4\xff', 'x'.repeat(10_000)])('keeps the octets of the INVITE as they are: %j', (subject) => {
    const bench = new Bench();
    const text = INVITE.replace('\r\n\r\n', `\r\nSubject: ${subject}\r\n\r\n`);
    const client = new InviteClient('z9hG4bKours.0', `v${text}w`.slice(1, -1), bench.hop, bench.timing, bench.wheel, bench);
    client.start();
    client.settle();
    // while it calls, it sends it again
    client.expired(4);
    expect([client.text, bench.socket.whole]).toEqual([text, [text, text]]);
  });

  it('lets go of nothing but itself, and tells nobody', () => {
    const { bench, client } = into('proceeding');
    client.rest();
    bench.clock.advance('1h');
    expect([client.stateName, bench.told, bench.wheel.size, bench.socket.take()]).toEqual(['terminated', [], 0, []]);
    expect(client.receive(reply(200))).toBe('absorbed');
  });

  /** One that goes on as one that rang. */
  function resumed(): { bench: Bench; client: InviteClient } {
    const made = make();
    made.client.resumeProceeding();
    return made;
  }

  it('goes on waiting for ever, and sends nothing by that', () => {
    const { bench, client } = resumed();
    expect([client.stateName, client.pending, client.hasProvisional, client.ended, client.resting]).toEqual([
      'proceeding',
      true,
      true,
      false,
      false,
    ]);
    // timer B is over with the first reply
    client.restartTimeout(100);
    bench.clock.advance('1h');
    expect([bench.socket.take(), bench.told, bench.wheel.size, client.pending]).toEqual([[], [], 0, true]);
  });

  it.each(TABLE.filter(([state]) => state === 'proceeding'))('goes on from %s: %s', (_state, input, result, next, sent, told) => {
    const { bench, client } = resumed();
    expect(feed(client, input)).toBe(result);
    expect(client.stateName).toBe(next);
    expect(bench.socket.take()).toEqual(sent);
    expect(bench.told).toEqual(told);
  });

  it('acknowledges a negative reply by what the INVITE said', () => {
    const one = resumed();
    const other = into('proceeding');
    for (const { bench, client } of [one, other]) {
      client.settle();
      client.receive(reply(404, 'INVITE', 'other'));
      bench.clock.advance('33s');
      expect([client.ended, bench.told, bench.wheel.size]).toEqual([true, ['ended'], 0]);
    }
    expect(one.bench.socket.whole.at(-1)).toBe(other.bench.socket.whole.at(-1));
    expect(one.bench.socket.whole.at(-1)).toContain('Route: <sip:192.0.2.20;lr>\r\n');
  });
});
