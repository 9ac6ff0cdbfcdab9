import { describe, expect, it } from 'vitest';
import { NonInviteServer } from '../../../runtime/transaction/non-invite-server.ts';
import { Bench } from './bench.ts';

type StateName = 'trying' | 'proceeding' | 'completed' | 'terminated';
type Input = 'request' | '1xx' | '2xx' | '4xx' | 'ACK' | 'J';

const TRYING = 'SIP/2.0 100 Trying';
const OK = 'SIP/2.0 200 OK';
const NO = 'SIP/2.0 404 No';

function make(): { bench: Bench; server: NonInviteServer } {
  const bench = new Bench();
  return { bench, server: new NonInviteServer(bench.hop, bench.timing, bench.wheel, bench) };
}

function into(state: StateName): { bench: Bench; server: NonInviteServer } {
  const made = make();
  const { server, bench } = made;
  if (state === 'proceeding') server.respond(100, TRYING, false);
  if (state === 'completed') server.respond(200, OK, false);
  if (state === 'terminated') server.terminate();
  expect(server.stateName).toBe(state);
  bench.socket.take();
  bench.told.length = 0;
  return made;
}

function feed(server: NonInviteServer, input: Input): void {
  switch (input) {
    case 'request':
      server.repeated();
      return;
    case '1xx':
      server.respond(100, TRYING, false);
      return;
    case '2xx':
      server.respond(200, OK, false);
      return;
    case '4xx':
      server.respond(404, NO, false);
      return;
    case 'ACK':
      server.acknowledged();
      return;
    case 'J':
      server.expired(6);
  }
}

const TABLE: readonly [StateName, Input, StateName, readonly string[], readonly string[]][] = [
  ['trying', 'request', 'trying', [], []],
  ['trying', '1xx', 'proceeding', [TRYING], []],
  ['trying', '2xx', 'completed', [OK], []],
  ['trying', '4xx', 'completed', [NO], []],
  ['trying', 'ACK', 'trying', [], []],
  ['trying', 'J', 'terminated', [], ['ended']],

  ['proceeding', 'request', 'proceeding', [TRYING], []],
  ['proceeding', '1xx', 'proceeding', [TRYING], []],
  ['proceeding', '2xx', 'completed', [OK], []],
  ['proceeding', '4xx', 'completed', [NO], []],
  ['proceeding', 'ACK', 'proceeding', [], []],
  ['proceeding', 'J', 'terminated', [], ['ended']],

  ['completed', 'request', 'completed', [OK], []],
  ['completed', '1xx', 'completed', [], []],
  ['completed', '2xx', 'completed', [], []],
  ['completed', '4xx', 'completed', [], []],
  ['completed', 'ACK', 'completed', [], []],
  ['completed', 'J', 'terminated', [], ['ended']],

  ['terminated', 'request', 'terminated', [], []],
  ['terminated', '1xx', 'terminated', [], []],
  ['terminated', '2xx', 'terminated', [], []],
  ['terminated', '4xx', 'terminated', [], []],
  ['terminated', 'ACK', 'terminated', [], []],
  ['terminated', 'J', 'terminated', [], []],
];

describe('non-INVITE server transaction: every state and input', () => {
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

describe('non-INVITE server transaction', () => {
  it('absorbs retransmissions before the first answer', () => {
    const { bench, server } = make();
    expect(server.repeated()).toBe(false);
    expect(bench.socket.sent).toEqual([]);
  });

  it('answers a retransmission for the whole wait, and is gone then', () => {
    const { bench, server } = make();
    server.respond(200, OK, false);
    bench.clock.advance(4900);
    expect(server.repeated()).toBe(true);
    bench.clock.advance(200);
    expect(bench.told).toEqual(['ended']);
    expect(server.stateName).toBe('terminated');
  });

  it('discards replies behind the final one', () => {
    const { bench, server } = make();
    server.respond(404, NO, false);
    expect(server.respond(200, OK, false)).toBe(false);
    expect(server.lastReply).toBe(NO);
    expect(bench.socket.take()).toEqual([NO]);
  });

  it('never repeats by itself', () => {
    const { bench, server } = make();
    server.respond(404, NO, false);
    bench.clock.advance(4900);
    expect(bench.socket.sent).toHaveLength(1);
  });

  it('ends after the wait when the script releases it without an answer', () => {
    const { bench, server } = make();
    server.release();
    bench.clock.advance('6s');
    expect(bench.told).toEqual(['ended']);
    expect(bench.wheel.size).toBe(0);
  });
});

describe('non-INVITE server transaction: rest', () => {
  it.each([
    ['trying', false],
    ['proceeding', false],
    ['completed', true],
    ['terminated', false],
  ] as const)('%s: %s', (state, resting) => {
    expect(into(state).server.resting).toBe(resting);
  });

  it('lets go of its timer, and tells nobody', () => {
    const { bench, server } = into('completed');
    server.rest();
    expect([bench.wheel.size, server.stateName, bench.told]).toEqual([0, 'terminated', []]);
    bench.clock.advance('1h');
    server.repeated();
    expect([bench.told, bench.socket.take()]).toEqual([[], []]);
  });

  it.each([1, 1000, 4999])('goes on as one that sent its final reply, for the %d ms that it had left', (wait) => {
    const { bench, server } = make();
    server.resume(404, 'SIP/2.0 404 No', wait);
    expect([server.stateName, server.isFinal, server.lastStatus, server.resting]).toEqual(['completed', true, 404, true]);
    expect([server.repeated(), server.repeated(), server.respond(200, 'SIP/2.0 200 OK', false)]).toEqual([true, true, false]);
    expect(bench.socket.take()).toEqual(['SIP/2.0 404 No', 'SIP/2.0 404 No']);
    bench.clock.advance(wait - 1);
    expect([server.stateName, bench.wheel.size]).toEqual(['completed', 1]);
    bench.clock.advance(1);
    expect([server.stateName, bench.told, bench.wheel.size, bench.socket.take()]).toEqual(['terminated', ['ended'], 0, []]);
  });
});
