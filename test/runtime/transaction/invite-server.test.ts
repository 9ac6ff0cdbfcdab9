import { describe, expect, it } from 'vitest';
import { InviteServer } from '../../../runtime/transaction/invite-server.ts';
import { Bench } from './bench.ts';

type StateName = 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'terminated';
type Input = 'INVITE' | '1xx' | '2xx' | '4xx' | 'ACK' | 'G' | 'H' | 'wait';

const RINGING = 'SIP/2.0 180 Ringing';
const OK = 'SIP/2.0 200 OK';
const BUSY = 'SIP/2.0 486 Busy';
const LATER = 'SIP/2.0 600 No';

function make(proto: 'udp' | 'tcp' = 'udp'): { bench: Bench; server: InviteServer } {
  const bench = new Bench(proto);
  return { bench, server: new InviteServer(bench.hop, bench.timing, bench.wheel, bench) };
}

function into(state: StateName): { bench: Bench; server: InviteServer } {
  const made = make();
  const { server, bench } = made;
  if (state === 'completed' || state === 'confirmed') server.respond(486, BUSY, false);
  if (state === 'confirmed') server.acknowledged();
  if (state === 'accepted') server.respond(200, OK, false);
  if (state === 'terminated') server.terminate();
  expect(server.stateName).toBe(state);
  bench.socket.take();
  bench.told.length = 0;
  return made;
}

function feed(server: InviteServer, input: Input): void {
  switch (input) {
    case 'INVITE':
      server.repeated();
      return;
    case '1xx':
      server.respond(180, RINGING, false);
      return;
    case '2xx':
      server.respond(200, OK, false);
      return;
    case '4xx':
      server.respond(600, LATER, false);
      return;
    case 'ACK':
      server.acknowledged();
      return;
    case 'G':
      server.expired(4);
      return;
    case 'H':
      server.expired(5);
      return;
    case 'wait':
      server.expired(6);
  }
}

const TABLE: readonly [StateName, Input, StateName, readonly string[], readonly string[]][] = [
  ['proceeding', 'INVITE', 'proceeding', [], []],
  ['proceeding', '1xx', 'proceeding', [RINGING], []],
  ['proceeding', '2xx', 'accepted', [OK], []],
  ['proceeding', '4xx', 'completed', [LATER], []],
  ['proceeding', 'ACK', 'proceeding', [], []],
  ['proceeding', 'G', 'proceeding', [], []],
  ['proceeding', 'H', 'proceeding', [], []],
  ['proceeding', 'wait', 'terminated', [], ['ended']],

  ['completed', 'INVITE', 'completed', [BUSY], []],
  ['completed', 'ACK', 'confirmed', [], []],
  ['completed', 'G', 'completed', [BUSY], []],
  ['completed', 'H', 'confirmed', [], []],
  ['completed', 'wait', 'terminated', [], ['ended']],
  // a 2xx of a fork that comes behind the negative final still has to reach the caller (16.7 step 5)
  ['completed', '2xx', 'completed', [OK], []],
  ['completed', '1xx', 'completed', [RINGING], []],
  ['completed', '4xx', 'completed', [LATER], []],

  ['confirmed', 'INVITE', 'confirmed', [BUSY], []],
  ['confirmed', 'ACK', 'confirmed', [], []],
  ['confirmed', 'G', 'confirmed', [], []],
  ['confirmed', 'H', 'confirmed', [], []],
  ['confirmed', 'wait', 'terminated', [], ['ended']],
  ['confirmed', '1xx', 'confirmed', [RINGING], []],
  ['confirmed', '2xx', 'confirmed', [OK], []],
  ['confirmed', '4xx', 'confirmed', [LATER], []],

  ['accepted', 'INVITE', 'accepted', [OK], []],
  ['accepted', 'ACK', 'accepted', [], []],
  ['accepted', 'G', 'accepted', [OK], []],
  ['accepted', 'H', 'accepted', [], []],
  ['accepted', 'wait', 'terminated', [], ['ended']],
  ['accepted', '1xx', 'accepted', [RINGING], []],
  ['accepted', '2xx', 'accepted', [OK], []],
  ['accepted', '4xx', 'accepted', [LATER], []],

  ['terminated', 'INVITE', 'terminated', [], []],
  ['terminated', 'ACK', 'terminated', [], []],
  ['terminated', 'G', 'terminated', [], []],
  ['terminated', 'H', 'terminated', [], []],
  ['terminated', 'wait', 'terminated', [], []],
  ['terminated', '1xx', 'terminated', [], []],
  ['terminated', '2xx', 'terminated', [], []],
  ['terminated', '4xx', 'terminated', [], []],
];

describe('INVITE server transaction: every state and input', () => {
  it.each(TABLE)('%s + %s', (state, input, next, sent, told) => {
    const { bench, server } = into(state);
    feed(server, input);
    expect(server.stateName).toBe(next);
    expect(bench.socket.take()).toEqual(sent);
    expect(bench.told).toEqual(told);
  });

  it('has a row for each pair', () => {
    const states = new Set(TABLE.map(([state]) => state));
    const inputs = new Set(TABLE.map(([, input]) => input));
    expect(new Set(TABLE.map(([state, input]) => `${state} ${input}`)).size).toBe(states.size * inputs.size);
  });
});

describe('INVITE server transaction: retransmission', () => {
  it('sends the last provisional again when the INVITE comes again', () => {
    const { bench, server } = make();
    expect(server.repeated()).toBe(false);
    server.respond(100, 'SIP/2.0 100 Trying', false);
    server.respond(180, RINGING, false);
    bench.socket.take();
    expect(server.repeated()).toBe(true);
    expect(bench.socket.take()).toEqual([RINGING]);
  });

  it('repeats a negative reply with doubling intervals until the ACK', () => {
    const { bench, server } = make();
    bench.timing.wait = 60_000;
    server.respond(486, BUSY, false);
    bench.clock.advance(8000);
    const times = bench.socket.sent.map((line) => Math.round(Number(line.split(' ')[0]) / 100) * 100);
    expect(times).toEqual([0, 500, 1500, 3500, 7500]);
    server.acknowledged();
    bench.clock.advance('50s');
    expect(bench.socket.sent).toHaveLength(5);
  });

  it('gives up repeating after timer H, and still absorbs until the wait ends', () => {
    const { bench, server } = make();
    bench.timing.fr = 2000;
    bench.timing.wait = 10_000;
    server.respond(486, BUSY, false);
    bench.clock.advance(9000);
    expect(bench.socket.sent.length).toBeLessThanOrEqual(4);
    expect(server.stateName).toBe('confirmed');
    bench.clock.advance(2000);
    expect(bench.told).toEqual(['ended']);
  });

  it('ends repeating with the wait, though no ACK came', () => {
    const { bench, server } = make();
    bench.timing.wait = 1600;
    server.respond(486, BUSY, false);
    bench.clock.advance('30s');
    expect(bench.socket.sent).toHaveLength(3);
    expect(bench.wheel.size).toBe(0);
  });

  it('repeats a 2xx of its own until the ACK, and never that of a callee', () => {
    const own = make();
    own.server.respond(200, OK, true);
    own.bench.clock.advance(1600);
    expect(own.bench.socket.sent).toHaveLength(3);
    own.server.acknowledged();
    own.bench.clock.advance(3000);
    expect(own.bench.socket.sent).toHaveLength(3);

    const callee = make();
    callee.server.respond(200, OK, false);
    callee.bench.clock.advance(4000);
    expect(callee.bench.socket.sent).toHaveLength(1);
  });

  it('does not repeat a negative reply over a reliable transport', () => {
    const { bench, server } = make('tcp');
    server.respond(486, BUSY, false);
    bench.clock.advance(4000);
    expect(bench.socket.sent).toHaveLength(1);
  });
});

describe('INVITE server transaction: its end', () => {
  it('ends after the wait when the script releases it', () => {
    const { bench, server } = make();
    server.release();
    bench.clock.advance(4900);
    expect(bench.told).toEqual([]);
    bench.clock.advance(200);
    expect(bench.told).toEqual(['ended']);
  });

  it('is released only while there is no final reply', () => {
    const { bench, server } = make();
    server.respond(200, OK, false);
    bench.clock.advance(4000);
    server.release();
    bench.clock.advance(1100);
    expect(bench.told).toEqual(['ended']);
  });

  it('knows whether it is final', () => {
    const { server } = make();
    server.respond(180, RINGING, false);
    expect(server.isFinal).toBe(false);
    server.respond(486, BUSY, false);
    expect(server.isFinal).toBe(true);
    expect([server.lastStatus, server.lastReply]).toEqual([486, BUSY]);
  });

  it('says whether the transport took a reply', () => {
    const { bench, server } = make();
    bench.socket.works = false;
    expect(server.respond(180, RINGING, false)).toBe(false);
    bench.socket.works = true;
    expect(server.respond(180, RINGING, false)).toBe(true);
  });
});

describe('INVITE server transaction: rest', () => {
  it.each([
    ['proceeding', false],
    // these wait for the ACK, or absorb it
    ['completed', false],
    ['confirmed', false],
    ['accepted', true],
    ['terminated', false],
  ] as const)('%s: %s', (state, resting) => {
    expect(into(state).server.resting).toBe(resting);
  });

  it('not while a 2xx of our own is repeated until its ACK arrives', () => {
    const { server } = make();
    server.respond(200, OK, true);
    expect(server.resting).toBe(false);
    server.respond(200, OK, false);
    expect(server.resting).toBe(true);
  });

  it('lets go of its timer, and tells nobody', () => {
    const { bench, server } = into('accepted');
    server.rest();
    expect([bench.wheel.size, server.stateName, bench.told]).toEqual([0, 'terminated', []]);
    bench.clock.advance('1h');
    server.repeated();
    expect([bench.told, bench.socket.take(), server.respond(200, OK, false)]).toEqual([[], [], false]);
  });

  it.each([1, 1000, 4999])('goes on as one that sent its 2xx, for the %d ms that it had left', (wait) => {
    const { bench, server } = make();
    server.resume(202, OK, wait);
    expect([server.stateName, server.isFinal, server.lastStatus, server.lastReply]).toEqual(['accepted', true, 202, OK]);
    expect([server.resting, bench.socket.take()]).toEqual([true, []]);
    // RFC 6026 7.1: it absorbs the INVITE and passes on 2xx, as before; neither makes it live longer
    expect([server.repeated(), server.respond(200, 'SIP/2.0 200 Fork', false)]).toEqual([true, true]);
    server.acknowledged();
    expect(bench.socket.take()).toEqual([OK, 'SIP/2.0 200 Fork']);
    bench.clock.advance(wait - 1);
    expect([server.stateName, bench.wheel.size]).toEqual(['accepted', 1]);
    bench.clock.advance(1);
    expect([server.stateName, bench.told, bench.wheel.size, bench.socket.take()]).toEqual(['terminated', ['ended'], 0, []]);
  });
});

describe('INVITE server transaction: one that rings', () => {
  it.each([
    ['proceeding', true],
    ['completed', false],
    ['confirmed', false],
    ['accepted', false],
    ['terminated', false],
  ] as const)('%s: %s', (state, proceeding) => {
    const { server } = into(state);
    expect(server.isProceeding).toBe(proceeding);
    server.settle();
    expect([server.isProceeding, server.stateName]).toEqual([proceeding, state]);
  });

  it('does so through all provisional replies, to the final one', () => {
    const { server } = make();
    for (const status of [100, 180, 183, 199]) {
      server.respond(status, RINGING, false);
      expect(server.isProceeding).toBe(true);
    }
    server.respond(486, BUSY, false);
    expect(server.isProceeding).toBe(false);
  });

  // a timer of it runs: in another form it would not end when that is over
  it('is left alone once the script released it', () => {
    const { bench, server } = make();
    server.respond(180, RINGING, false);
    server.release();
    expect([server.isProceeding, server.stateName]).toEqual([false, 'proceeding']);
    bench.clock.advance('6s');
    expect([server.isProceeding, bench.told]).toEqual([false, ['ended']]);
  });

  it.each(['', 'SIP/2.0 180', `SIP/2.0 180 Ringing\r\nSubject: \x00\x7f\x80\xe4\xff${'x'.repeat(3000)}\r\n\r\n`])(
    'keeps the octets of its reply as they are when it settles: %j',
    (text) => {
      const { bench, server } = make();
      // a part of a longer text, and put together of pieces, as replies are
      server.respond(180, `v${text}w`.slice(1, -1), false);
      bench.socket.whole.length = 0;
      for (let times = 0; times < 2; times++) {
        server.settle();
        expect([server.lastReply, server.lastStatus]).toEqual([text, 180]);
        expect(server.repeated()).toBe(text !== '');
      }
      expect(bench.socket.whole).toEqual(text === '' ? [] : [text, text]);
      expect(bench.told).toEqual([]);
    },
  );

  it('settles without a reply, too', () => {
    const { bench, server } = make();
    server.settle();
    expect([server.lastReply, server.repeated(), bench.socket.take()]).toEqual(['', false, []]);
  });

  it('lets go of nothing but itself, and tells nobody', () => {
    const { bench, server } = make();
    server.respond(180, RINGING, false);
    server.rest();
    bench.clock.advance('1h');
    expect([server.stateName, server.isProceeding, bench.told, bench.wheel.size]).toEqual(['terminated', false, [], 0]);
    expect([server.respond(200, OK, false), bench.socket.take()]).toEqual([false, [RINGING]]);
  });

  /** One that goes on as one that rang. */
  function resumed(): { bench: Bench; server: InviteServer } {
    const made = make();
    made.server.resumeProceeding(183, RINGING);
    return made;
  }

  it('goes on with its last reply, which is not sent again by that', () => {
    const { bench, server } = resumed();
    expect([server.stateName, server.isProceeding, server.isFinal, server.resting]).toEqual(['proceeding', true, false, false]);
    expect([server.lastStatus, server.lastReply]).toEqual([183, RINGING]);
    bench.clock.advance('1h');
    expect([bench.socket.take(), bench.told, bench.wheel.size]).toEqual([[], [], 0]);
  });

  it.each(TABLE.filter(([state]) => state === 'proceeding'))('goes on from %s: %s', (_state, input, next, sent, told) => {
    const { bench, server } = resumed();
    feed(server, input);
    expect(server.stateName).toBe(next);
    // 17.2.1: the most recent provisional again
    expect(bench.socket.take()).toEqual(input === 'INVITE' ? [RINGING] : sent);
    expect(bench.told).toEqual(told);
  });

  it('goes on to the end of its wait', () => {
    const { bench, server } = resumed();
    server.respond(200, OK, false);
    bench.clock.advance(4999);
    expect(server.stateName).toBe('accepted');
    bench.clock.advance(1);
    expect([server.stateName, bench.told, bench.wheel.size]).toEqual(['terminated', ['ended'], 0]);
  });
});
