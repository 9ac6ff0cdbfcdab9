import { describe, expect, it } from 'vitest';
import { NonInviteClient } from '../../../runtime/transaction/non-invite-client.ts';
import { Bench, OPTIONS, reply } from './bench.ts';

type StateName = 'idle' | 'trying' | 'proceeding' | 'completed' | 'terminated';
type Input = 'start' | '1xx' | '2xx' | '4xx' | 'E' | 'F' | 'K';

const LINE = 'OPTIONS sip:bob@192.0.2.20 SIP/2.0';

function make(proto: 'udp' | 'tcp' = 'udp'): { bench: Bench; client: NonInviteClient } {
  const bench = new Bench(proto);
  return { bench, client: new NonInviteClient('z9hG4bKours.0', 'OPTIONS', OPTIONS, bench.hop, bench.timing, bench.wheel, bench) };
}

function into(state: StateName): { bench: Bench; client: NonInviteClient } {
  const made = make();
  const { client, bench } = made;
  if (state !== 'idle') client.start();
  if (state === 'proceeding') client.receive(reply(100, 'OPTIONS'));
  if (state === 'completed') client.receive(reply(200, 'OPTIONS'));
  if (state === 'terminated') client.terminate();
  expect(client.stateName).toBe(state);
  bench.socket.take();
  bench.told.length = 0;
  return made;
}

function feed(client: NonInviteClient, input: Input): string {
  switch (input) {
    case 'start':
      return client.start() ? 'sent' : 'refused';
    case '1xx':
      return client.receive(reply(183, 'OPTIONS'));
    case '2xx':
      return client.receive(reply(200, 'OPTIONS'));
    case '4xx':
      return client.receive(reply(404, 'OPTIONS'));
    case 'E':
      client.expired(4);
      return '';
    case 'F':
      client.expired(5);
      return '';
    case 'K':
      client.expired(6);
      return '';
  }
}

const TABLE: readonly [StateName, Input, string, StateName, readonly string[], readonly string[]][] = [
  ['idle', 'start', 'sent', 'trying', [LINE], []],
  ['idle', '1xx', 'absorbed', 'idle', [], []],
  ['idle', '2xx', 'absorbed', 'idle', [], []],
  ['idle', '4xx', 'absorbed', 'idle', [], []],
  ['idle', 'E', '', 'idle', [], []],
  ['idle', 'F', '', 'idle', [], []],
  ['idle', 'K', '', 'idle', [], []],

  ['trying', 'start', 'sent', 'trying', [], []],
  ['trying', '1xx', 'provisional', 'proceeding', [], []],
  ['trying', '2xx', 'final', 'completed', [], []],
  ['trying', '4xx', 'final', 'completed', [], []],
  ['trying', 'E', '', 'trying', [LINE], []],
  ['trying', 'F', '', 'terminated', [], ['ended', 'timed out']],
  ['trying', 'K', '', 'trying', [], []],

  ['proceeding', 'start', 'sent', 'proceeding', [], []],
  ['proceeding', '1xx', 'provisional', 'proceeding', [], []],
  ['proceeding', '2xx', 'final', 'completed', [], []],
  ['proceeding', '4xx', 'final', 'completed', [], []],
  ['proceeding', 'E', '', 'proceeding', [LINE], []],
  ['proceeding', 'F', '', 'terminated', [], ['ended', 'timed out']],
  ['proceeding', 'K', '', 'proceeding', [], []],

  ['completed', 'start', 'sent', 'completed', [], []],
  ['completed', '1xx', 'late', 'completed', [], []],
  ['completed', '2xx', 'late', 'completed', [], []],
  ['completed', '4xx', 'late', 'completed', [], []],
  ['completed', 'E', '', 'completed', [], []],
  ['completed', 'F', '', 'completed', [], []],
  ['completed', 'K', '', 'terminated', [], ['ended']],

  ['terminated', 'start', 'refused', 'terminated', [], []],
  ['terminated', '1xx', 'absorbed', 'terminated', [], []],
  ['terminated', '2xx', 'absorbed', 'terminated', [], []],
  ['terminated', '4xx', 'absorbed', 'terminated', [], []],
  ['terminated', 'E', '', 'terminated', [], []],
  ['terminated', 'F', '', 'terminated', [], []],
  ['terminated', 'K', '', 'terminated', [], []],
];

describe('non-INVITE client transaction: every state and input', () => {
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
  });
});

describe('non-INVITE client transaction: timers', () => {
  it('doubles the interval up to T2 and gives up after timer F', () => {
    const { bench, client } = make();
    client.start();
    bench.clock.advance('40s');
    const times = bench.socket.sent.map((line) => Number(line.split(' ')[0]));
    const gaps = times.slice(1).map((time, i) => Math.round((time - times[i]!) / 100) * 100);
    expect(gaps.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 4000, 4000]);
    expect(bench.told).toEqual(['ended', 'timed out']);
  });

  it.each([0, 100, 499, 900])('repeats T2 behind a provisional that comes after %d ms', (after) => {
    const { bench, client } = make();
    client.start();
    bench.clock.advance(after);
    bench.socket.take();
    client.receive(reply(183, 'OPTIONS'));
    bench.clock.advance(bench.timing.t2 - 20);
    expect(bench.socket.take()).toEqual([]);
    bench.clock.advance(40);
    expect(bench.socket.take()).toHaveLength(1);
  });

  it('repeats every T2 once a provisional came, still under timer F', () => {
    const { bench, client } = make();
    client.start();
    client.receive(reply(100, 'OPTIONS'));
    bench.socket.sent.length = 0;
    bench.clock.advance('31s');
    const times = bench.socket.sent.map((line) => Number(line.split(' ')[0]));
    const gaps = times.slice(1).map((time, i) => Math.round((time - times[i]!) / 100) * 100);
    expect(new Set(gaps)).toEqual(new Set([4000]));
    bench.clock.advance('2s');
    expect(bench.told).toEqual(['ended', 'timed out']);
  });

  it('does not retransmit over a reliable transport, and forgets at once', () => {
    const { bench, client } = make('tcp');
    client.start();
    bench.clock.advance('10s');
    expect(bench.socket.sent).toHaveLength(1);
    client.receive(reply(200, 'OPTIONS'));
    bench.clock.advance(50);
    expect(client.ended).toBe(true);
  });

  it('absorbs repetitions for T4 over UDP', () => {
    const { bench, client } = make();
    client.start();
    client.receive(reply(404, 'OPTIONS'));
    bench.clock.advance(4900);
    expect(client.receive(reply(404, 'OPTIONS'))).toBe('late');
    bench.clock.advance(200);
    expect(client.ended).toBe(true);
    expect(bench.wheel.size).toBe(0);
  });

  it('stops retransmitting when told to', () => {
    const { bench, client } = make();
    client.start();
    client.stopRetransmitting();
    bench.clock.advance('20s');
    expect(bench.socket.sent).toHaveLength(1);
    expect(client.pending).toBe(true);
  });

  it('ends at once when the transport refuses', () => {
    const { bench, client } = make();
    bench.socket.works = false;
    expect(client.start()).toBe(false);
    expect(bench.told).toEqual(['ended']);
    expect(bench.wheel.size).toBe(0);
  });
});

describe('non-INVITE client transaction: rest', () => {
  it.each([
    ['idle', false],
    ['trying', false],
    ['proceeding', false],
    ['completed', true],
    ['terminated', false],
  ] as const)('%s: %s', (state, resting) => {
    expect(into(state).client.resting).toBe(resting);
  });

  it('lets go of its timer, and tells nobody', () => {
    const { bench, client } = into('completed');
    client.rest();
    expect([bench.wheel.size, client.stateName, bench.told]).toEqual([0, 'terminated', []]);
    bench.clock.advance('1h');
    expect([bench.told, bench.socket.take(), client.receive(reply(200, 'OPTIONS'))]).toEqual([[], [], 'absorbed']);
  });

  it.each([1, 1000, 4999])('goes on as one that got its final reply, for the %d ms that it had left', (wait) => {
    const bench = new Bench();
    const client = new NonInviteClient('z9hG4bKours.0', 'OPTIONS', '', bench.hop, bench.timing, bench.wheel, bench);
    client.resume(wait);
    expect([client.stateName, client.pending, client.resting]).toEqual(['completed', false, true]);
    expect([client.receive(reply(200, 'OPTIONS')), client.receive(reply(486, 'OPTIONS'))]).toEqual(['late', 'late']);
    bench.clock.advance(wait - 1);
    expect([client.ended, bench.wheel.size]).toEqual([false, 1]);
    bench.clock.advance(1);
    expect([client.ended, bench.told, bench.wheel.size, bench.socket.take()]).toEqual([true, ['ended'], 0, []]);
  });
});
