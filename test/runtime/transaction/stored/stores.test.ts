import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import type { RingingTransaction } from '../../../../runtime/transaction/stored/ringing.ts';
import { Stores } from '../../../../runtime/transaction/stored/stores.ts';
import { KeptSocket } from '../bench.ts';
import { hash, type Kept, numbered, type Of, request, type Stored, storedOf } from './kept.ts';

/** What the stores of these tests make of a transaction. */
type Entry = string;

let clock: VirtualClock;
let wheel: TimerWheel;
let stores: Stores<Entry, Kept>;
let socket: KeptSocket;
let revived: (Stored | RingingTransaction<Kept>)[];

beforeEach(() => {
  clock = new VirtualClock();
  wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  revived = [];
  stores = new Stores<Entry, Kept>(wheel, clock, {
    finished: (finished) => `finished ${revived.push(finished)}`,
    ringing: (ringing) => `ringing ${revived.push(ringing)}`,
  });
  socket = new KeptSocket(clock, 'udp');
});

function finish(of: Of = {}): Stored {
  const stored = storedOf(socket, 5000, of);
  expect(stores.finished.put(stored)).toBe(true);
  return stored;
}
function ring(of: Of = {}): RingingTransaction<Kept> {
  const ringing = {
    stored: storedOf(socket, 180_000, of, { status: 180 }),
    received: request(of).text,
    sent: 'INVITE sip:bob@203.0.113.31 SIP/2.0\r\n\r\n',
    sourceIp: '198.51.100.20',
    sourcePort: 5071,
    life: 180_000,
    provisional: 180,
    settings: 5,
  };
  expect(stores.ringing.put(ringing)).toBe(true);
  return ringing;
}
function take(of: Of = {}, method: string = 'INVITE'): Entry | null {
  const message = request(of);
  return stores.take(hash(message), message, method);
}
const BRANCH = 'z9hG4bKours-1.0';

describe('transactions as octets', () => {
  it('are none at first', () => {
    expect([take(), stores.takeByBranch(BRANCH, 'INVITE'), revived]).toEqual([null, false, []]);
    expect([stores.finished.octets, stores.ringing.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('that have finished are revived by their request, once', () => {
    const stored = finish();
    expect([take(), take(), revived]).toEqual(['finished 1', null, [stored]]);
  });

  it('that ring are revived by their request, once', () => {
    const ringing = ring();
    expect([take({ method: 'CANCEL' }), take(), revived]).toEqual(['ringing 1', null, [ringing]]);
  });

  it('that have finished are revived by their branch, once', () => {
    const stored = finish();
    expect([stores.takeByBranch(BRANCH, 'INVITE'), stores.takeByBranch(BRANCH, 'INVITE'), revived]).toEqual([
      true,
      false,
      [stored],
    ]);
  });

  it('that ring are revived by their branch, once', () => {
    const ringing = ring();
    expect([stores.takeByBranch(BRANCH, 'INVITE'), stores.takeByBranch(BRANCH, 'INVITE'), revived]).toEqual([
      true,
      false,
      [ringing],
    ]);
  });

  it('that ring are revived by their Call-ID and CSeq number, once; those that have finished are not', () => {
    const ringing = ring(numbered(1));
    finish(numbered(2));
    expect([stores.takeCall('call-2', 1), stores.takeCall('call-1', 2)]).toEqual([null, null]);
    expect([stores.takeCall('call-1', 1), stores.takeCall('call-1', 1), revived]).toEqual(['ringing 1', null, [ringing]]);
  });

  it.each(['BYE', 'CANCEL', 'OPTIONS', 'FOO'])('are found by their own method, a %s is no INVITE', (method) => {
    ring();
    expect([take({}, method), stores.takeByBranch(BRANCH, method), stores.ringing.size]).toEqual([null, false, 1]);
    finish();
    expect([take({}, method), stores.takeByBranch(BRANCH, method), stores.finished.size, revived]).toEqual([null, false, 1, []]);
  });

  it('of other methods are found where they finished', () => {
    const stored = finish({ method: 'BYE' });
    expect([take({ method: 'BYE' }, 'INVITE'), stores.takeByBranch(BRANCH, 'INVITE')]).toEqual([null, false]);
    expect([take({ method: 'BYE' }, 'BYE'), revived]).toEqual(['finished 1', [stored]]);
    finish({ method: 'BYE' });
    expect([stores.takeByBranch(BRANCH, 'BYE'), stores.finished.size]).toEqual([true, 0]);
  });

  it('are told apart, whichever store they are in', () => {
    const all = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? finish(numbered(n)) : ring(numbered(n))));
    expect([stores.finished.size, stores.ringing.size, take(numbered(20))]).toEqual([10, 10, null]);
    for (let n = 19; n >= 0; n -= 2) expect(take(numbered(n))).toMatch(/^ringing/);
    for (let n = 18; n >= 0; n -= 2) expect(stores.takeByBranch(`z9hG4bKours-z9hG4bK${n}.0`, 'INVITE')).toBe(true);
    expect([stores.finished.size, stores.ringing.size]).toEqual([0, 0]);
    expect(new Set(revived)).toEqual(new Set(all));
  });

  it('that nobody asks for: those that rang go on before timer C, those that have finished leave', () => {
    const ringing = ring(numbered(1));
    finish(numbered(2));
    clock.advance('10s');
    expect([stores.finished.size, stores.ringing.size, revived]).toEqual([0, 1, []]);
    clock.advance('170s');
    expect(revived).toHaveLength(1);
    expect(revived[0]).toMatchObject({ received: ringing.received, sent: ringing.sent, settings: 5 });
    expect([stores.ringing.size, take(numbered(1)), take(numbered(2)), revived.length]).toEqual([0, null, null, 1]);
    expect([stores.finished.octets, stores.ringing.octets, wheel.size]).toEqual([0, 0, 0]);
  });
});
