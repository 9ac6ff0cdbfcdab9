import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { branchHash } from '../../../../runtime/transaction/branch.ts';
import { RingingStore, type RingingTransaction } from '../../../../runtime/transaction/stored/ringing.ts';
import { KeptSocket } from '../bench.ts';
import {
  arriving,
  fields,
  hash,
  ip,
  type Kept,
  numbered,
  octets,
  type Of,
  port,
  request,
  type Stored,
  storedOf,
} from './kept.ts';

type Ringing = RingingTransaction<Kept>;

/** Timer C of these tests. */
const WAIT = 180_000;
const LIFE = 200_000;
const DAY = 86_400_000;
/** Octets of a segment of the memory. */
const SEGMENT = 1 << 18;
/** Octets of all texts of one that is as long as can be. */
const LONGEST = 16_384 - 33 * 4;

let clock: VirtualClock;
/** Milliseconds that the process stood still: its clock went on, and no timer expired. */
let stood: number;
let wheel: TimerWheel;
let store: RingingStore<Kept>;
let socket: KeptSocket;
/** What went on by itself, and when. */
let revived: { ringing: Ringing; at: number }[];
let errors: unknown[];
/** What happens where one goes on by itself. */
let react: (ringing: Ringing) => void;

beforeEach(() => begin(4));

function begin(megabytes: number, age: number = 0): void {
  clock = new VirtualClock();
  clock.advance(age);
  stood = 0;
  errors = [];
  revived = [];
  react = () => {};
  wheel = new TimerWheel(clock, { onError: (error) => errors.push(error) });
  store = new RingingStore(wheel, now, megabytes, (ringing) => {
    revived.push({ ringing, at: now() });
    react(ringing);
  });
  socket = new KeptSocket(clock, 'udp');
}
const now = (): number => clock.now() + stood;

function storedRinging(of: Of = {}, more: Partial<Stored> = {}): Stored {
  return storedOf(socket, WAIT, of, { status: 180, reply: 'SIP/2.0 180 Ringing\r\n\r\n', ...more });
}

/** One that this INVITE made. */
function ringingOf(of: Of = {}, more: Partial<Ringing> = {}): Ringing {
  return {
    stored: storedRinging(of),
    received: request(of).text,
    sent: 'INVITE sip:bob@203.0.113.31:5080 SIP/2.0\r\n\r\n',
    sourceIp: '198.51.100.20',
    sourcePort: 5071,
    life: LIFE,
    provisional: 180,
    settings: 0,
    ...more,
  };
}
/** One whose time is over in so many milliseconds. */
const waiting = (n: number, wait: number): Ringing => ringingOf(numbered(n), { stored: storedRinging(numbered(n), { wait }) });

/** Takes out what a request belongs to. */
function take(of: Of = {}): Ringing | null {
  const message = request(of);
  return store.take(hash(message), message);
}
/** Numbers of those that went on by themselves, the least first. */
const numbers = (): number[] =>
  revived.map(({ ringing }) => Number(ringing.stored.key.callId.slice('call-'.length))).sort((a, b) => a - b);

describe('an INVITE that rings', () => {
  it('is taken out once, by its request', () => {
    const ringing = ringingOf();
    expect([store.put(ringing), store.size, store.octets]).toEqual([true, 1, SEGMENT]);
    expect(take()).toEqual(ringing);
    expect([store.size, take(), store.takeByBranch(ringing.stored.branch)]).toEqual([0, null, null]);
  });

  it('is taken out once, by the branch of what was sent on', () => {
    const ringing = ringingOf();
    store.put(ringing);
    expect(store.takeByBranch(ringing.stored.branch)).toEqual(ringing);
    expect([store.size, take(), store.takeByBranch(ringing.stored.branch)]).toEqual([0, null, null]);
  });

  it('may be put again, as often as it is taken', () => {
    for (let round = 0; round < 100; round++) {
      expect(store.put(ringingOf({}, { provisional: 100 + round }))).toBe(true);
      expect((round & 1) === 0 ? take()?.provisional : store.takeByBranch('z9hG4bKours-1.0')?.provisional).toBe(100 + round);
    }
    expect([store.size, store.octets]).toEqual([0, SEGMENT]);
  });

  it.each<[string, Of, boolean]>([
    ['the same again', {}, true],
    ['its CANCEL', { method: 'CANCEL' }, true],
    ['an ACK like it', { method: 'ACK' }, true],
    ['another branch', { branch: 'z9hG4bK2' }, false],
    ['a branch that begins alike', { branch: 'z9hG4bK11' }, false],
    ['the branch in other case', { branch: 'z9hg4bK1' }, false],
    ['another Call-ID', { callId: 'call-2' }, false],
    ['a Call-ID that begins alike', { callId: 'call-11' }, false],
    ['the CANCEL of another Call-ID', { method: 'CANCEL', callId: 'call-2' }, false],
    ['another CSeq number', { cseq: 2 }, false],
    ['the CANCEL of another CSeq number', { method: 'CANCEL', cseq: 2 }, false],
    ['another host', { sentBy: 'host.example.com:5070' }, false],
    ['the host in other case', { sentBy: 'HOST.Example.org:5070' }, true],
    ['another port', { sentBy: 'host.example.org:5071' }, false],
    ['no port', { sentBy: 'host.example.org' }, false],
    ['one octet of the Call-ID in the branch', { branch: 'z9hG4bK1c', callId: 'all-1' }, false],
  ])('and %s: %o is %s', (_name, of, same) => {
    store.put(ringingOf());
    // whatever it is hashed to
    expect([store.take(hash(request()), request(of)) !== null, store.size]).toEqual([same, same ? 0 : 1]);
  });

  it.each<[string, string, boolean]>([
    ['its branch', 'z9hG4bKours-1.0', true],
    ['another branch', 'z9hG4bKours-1.1', false],
    ['a part of its branch', 'z9hG4bKours-1.', false],
    ['nothing', '', false],
    ['another branch with the same hash', 'z9hG4bKours-0M0', false],
  ])('and a reply with %s: %j: %s', (_name, branch, same) => {
    expect(branchHash('z9hG4bKours-0M0')).toBe(branchHash('z9hG4bKours-1.0'));
    store.put(ringingOf());
    expect([store.takeByBranch(branch) !== null, store.size]).toEqual([same, same ? 0 : 1]);
  });

  it.each<[string, string, number, boolean]>([
    ['its Call-ID and CSeq number', 'call-1', 1, true],
    ['another Call-ID', 'call-2', 1, false],
    ['a Call-ID that begins alike', 'call-11', 1, false],
    ['a part of its Call-ID', 'call-', 1, false],
    ['nothing', '', 1, false],
    ['another CSeq number', 'call-1', 2, false],
  ])('and a call with %s: %j, %d: %s', (_name, callId, cseq, same) => {
    const ringing = ringingOf();
    store.put(ringing);
    for (let n = 100; n < 400; n++) store.put(waiting(n, 3000 + n * 1000));
    expect([store.takeCall(callId, cseq), store.size]).toEqual(same ? [ringing, 300] : [null, 301]);
  });

  it('is found by the largest CSeq number, too', () => {
    store.put(ringingOf({ cseq: 0xffffffff }));
    expect([store.takeCall('call-1', -1), store.takeCall('call-1', 0xffffffff)?.stored.key.cseq]).toEqual([null, 0xffffffff]);
  });

  it('tells what is left of its times', () => {
    store.put(ringingOf());
    clock.advance(170_500);
    expect([take()?.stored.wait, take()]).toEqual([9500, null]);
    store.put(ringingOf({}, { life: 100_000 }));
    clock.advance(100_500);
    expect(take()?.life).toBe(-500);
  });
});

describe('every field comes back as it was put', () => {
  const more = fc.record({
    received: octets(0, 0, 4500),
    sent: octets(0, 0, 4500),
    sourceIp: ip,
    sourcePort: port,
    life: fc.oneof(fc.nat(1_000_000_000), fc.constantFrom(0, 1_000_000_000)),
    provisional: fc.integer({ min: 0, max: 199 }),
    settings: fc.oneof(fc.nat(0xffff), fc.constantFrom(0x8000, 0xffff)),
  });
  const wait = fc.oneof(fc.integer({ min: 3000, max: 1_000_000_000 }), fc.constantFrom(3000, 1_000_000_000));
  const one = fc.tuple(fields, more, wait);

  it('by request, by branch and by itself', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), fc.nat(2000), fc.nat(2 ** 33), (ones, age, from) => {
        begin(4, from);
        const sockets = [0, 1, 2].map(() => new KeptSocket(clock, 'tcp'));
        const all = ones.map(([make, rest, ms], n): Ringing => ({ stored: make(sockets, n, ms, 'INVITE'), ...rest }));
        for (const ringing of all) expect(store.put(ringing)).toBe(true);
        clock.advance(age);
        const check = (found: Ringing | null | undefined, { stored, life, ...rest }: Ringing, passed: number): void => {
          expect(found).toEqual({ stored: { ...stored, wait: stored.wait - passed }, life: life - passed, ...rest });
          // the very objects, not others like them
          expect(found!.stored.kept).toBe(stored.kept);
          expect(found!.stored.hop.socket === stored.hop.socket && found!.stored.sentTo.socket === stored.sentTo.socket).toBe(
            true,
          );
        };
        all.forEach((ringing, n) => {
          const { key, branch } = ringing.stored;
          const known = revived.find((of) => of.ringing.stored.key.branch === key.branch);
          if (known !== undefined) check(known.ringing, ringing, known.at - from);
          else check(n % 2 === 0 ? store.take(key.hash, arriving(key)) : store.takeByBranch(branch), ringing, age);
        });
        expect(store.size).toBe(0);
        clock.advance(1000);
        expect([store.octets, wheel.size]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is not taken in', () => {
  const LONG = 'x'.repeat(0x8000);

  it.each<[string, Partial<Ringing>, Partial<Stored>, Partial<Stored['key']>]>([
    ['what is over in less than 3 s', {}, { wait: 2999 }, {}],
    ['what is over', {}, { wait: 0 }, {}],
    ['what rings for more than 11 days', {}, { wait: 1_000_000_001 }, {}],
    ['what rings for ever', {}, { wait: Infinity }, {}],
    ['what may live for more than 11 days', { life: 1_000_000_001 }, {}, {}],
    ['what may live for ever', { life: Infinity }, {}, {}],
    ['what is received in more than 16 kB', { received: 'x'.repeat(16_384) }, {}, {}],
    ['what is sent in more than 16 kB', { sent: LONG }, {}, {}],
    ['a reply of a megabyte', {}, { reply: 'x'.repeat(1 << 20) }, {}],
    ['a long branch of ours', {}, { branch: LONG }, {}],
    ['a long Request-URI', {}, { sentUri: LONG }, {}],
    ['a long Call-ID', {}, {}, { callId: LONG }],
    ['a method without number', {}, {}, { method: 'FOO' }],
    ['a peer of RFC 2543', {}, {}, { old: { requestUri: 'sip:b@c', fromTag: '', toTag: '', via: '' } }],
  ])('%s', (_name, more, stored, key) => {
    store.put(ringingOf(numbered(2)));
    const ringing = ringingOf({}, more);
    expect(store.put({ ...ringing, stored: { ...ringing.stored, ...stored, key: { ...ringing.stored.key, ...key } } })).toBe(
      false,
    );
    expect([store.size, take() === null, take(numbered(2)) !== null]).toEqual([1, true, true]);
  });

  it('but what is as long as fits is, to the octet', () => {
    const { stored, sourceIp, received, sent } = ringingOf();
    const { key, branch, hop, sentTo, sentUri, reply } = stored;
    const length = [key.branch, key.callId, key.host, branch, hop.ip, sentTo.ip, sentUri, reply, sourceIp, received].join(
      '',
    ).length;
    const longest = 's'.repeat(LONGEST - length);
    expect(store.put(ringingOf({}, { sent: `${longest}s` }))).toBe(false);
    expect(store.put(ringingOf({}, { sent: longest }))).toBe(true);
    expect(take()).toEqual(ringingOf({}, { sent: longest }));
    expect(sent.length).toBeLessThan(longest.length);
  });

  it.each([
    [3000, 0],
    [1_000_000_000, 1_000_000_000],
  ])('and a wait of %d ms with a life of %d ms', (wait, life) => {
    const ringing = ringingOf({}, { stored: storedRinging({}, { wait }), life });
    expect([store.put(ringing), take()]).toEqual([true, ringing]);
  });

  it('holds nothing of what transactions share', () => {
    for (let n = 0; n < 3000; n++) {
      const stored = storedRinging({}, { kept: { name: String(n) } });
      expect(store.put(ringingOf({}, { stored, sent: LONG }))).toBe(false);
    }
    expect([store.put(ringingOf()), store.octets]).toEqual([true, SEGMENT]);
  });

  it('starts no timer', () => {
    store.put(ringingOf({}, { sent: LONG }));
    store.put(waiting(1, 2999));
    expect([wheel.size, store.size, store.octets]).toEqual([0, 0, 0]);
  });
});

describe('the end of its time', () => {
  it.each([3000, 3001, 3999, 4000, 10_500, 180_000, 255_000, 256_000, 257_000, 512_999, 3_600_000])(
    'after %d ms: it goes on by itself before that, in less than 2 s',
    (wait) => {
      for (const from of [0, 1, 499, 999, 1000, 2 ** 31 - 5000, 2 ** 31 - wait, 2 ** 32 - 5000, 2 ** 32 - wait, 49.8 * DAY]) {
        begin(1, Math.round(from));
        const ringing = waiting(1, wait);
        store.put(ringing);
        clock.advance(wait - 2000);
        expect(revived).toEqual([]);
        clock.advance(2000);
        expect(revived).toHaveLength(1);
        const [{ ringing: found, at }] = revived as [(typeof revived)[0]];
        const left = Math.round(from) + wait - at;
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(2000);
        expect(found).toEqual({ ...ringing, stored: { ...ringing.stored, wait: left }, life: ringing.life - (wait - left) });
        expect([store.size, store.octets, wheel.size, take(numbered(1))]).toEqual([0, 0, 0, null]);
      }
    },
  );

  it('is near for many at once, each goes on once, and none that is taken', () => {
    for (let n = 0; n < 500; n++) store.put(waiting(n, 60_000));
    for (let n = 0; n < 500; n += 3)
      expect(n % 2 === 0 ? take(numbered(n)) : store.takeByBranch(`z9hG4bKours-z9hG4bK${n}.0`)).not.toBeNull();
    clock.advance('2m');
    expect(numbers()).toEqual(Array.from({ length: 500 }, (_, n) => n).filter((n) => n % 3 !== 0));
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('is looked for once a second, as long as somebody rings', () => {
    store.put(waiting(1, 60_000));
    store.put(waiting(2, 90_000));
    expect(wheel.size).toBe(1);
    clock.advance(59_999);
    expect([numbers(), wheel.size]).toEqual([[1], 1]);
    take(numbered(2));
    // the memory is given back at the next look
    expect([store.size, store.octets, wheel.size]).toEqual([0, SEGMENT, 1]);
    clock.advance(1000);
    expect([store.octets, wheel.size, clock.pending]).toEqual([0, 0, 0]);
  });

  it('is kept after hours in which nobody rang', () => {
    for (let round = 0; round < 5; round++) {
      store.put(waiting(round, 30_000));
      clock.advance(28_000);
      expect(numbers()).toHaveLength(round);
      clock.advance(2000);
      expect(numbers()).toHaveLength(round + 1);
      expect([store.octets, wheel.size]).toEqual([0, 0]);
      clock.advance(3_600_123);
    }
  });

  it.each([1, 5, 100, 255, 256, 300, 3600])(
    'passes while the process stands still for %d s: all go on at the next look',
    (seconds) => {
      // these are over before it goes on, or just after that; others are not
      const all = Array.from({ length: 40 }, (_, n) => 3000 + n * 20_123);
      all.forEach((wait, n) => store.put(waiting(n, wait)));
      stood = seconds * 1000;
      // what was waiting to be read comes first: a reply, a repeated INVITE, one more call
      const first = take(numbered(0));
      expect(first?.stored.wait).toBe(3000 - stood);
      store.put(waiting(40, 300_000));
      clock.advance(1000);
      const over = all.flatMap((wait, n) => (n > 0 && wait <= now() ? [n] : []));
      expect(numbers()).toEqual(expect.arrayContaining(over));
      // and none too early
      for (const { ringing } of revived) expect(ringing.stored.wait).toBeLessThanOrEqual(2000);
      revived.length = 0;
      const left = store.size;
      clock.advance('15m');
      expect(revived).toHaveLength(left);
      for (const { ringing } of revived) {
        expect(ringing.stored.wait).toBeGreaterThan(0);
        expect(ringing.stored.wait).toBeLessThanOrEqual(2000);
      }
      expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
    },
  );

  it('of one that can not go on delays the others by a second at most', () => {
    react = ({ stored }) => {
      if (stored.key.callId === 'call-1') throw new Error('defect');
    };
    for (let n = 0; n < 5; n++) store.put(waiting(n, n < 3 ? 60_000 : 400_000));
    clock.advance(61_000);
    expect([numbers(), errors]).toEqual([[0, 1, 2], [new Error('defect')]]);
    store.put(waiting(5, 10_000));
    clock.advance(400_000);
    expect([numbers().length, store.size, store.octets, wheel.size]).toEqual([6, 0, 0, 0]);
    for (const { ringing } of revived.slice(3)) expect(ringing.stored.wait).toBeGreaterThan(0);
  });

  it('may come while one that goes on is put again at once', () => {
    let again = 100;
    react = ({ stored }) => {
      if (stored.key.callId.length === 'call-1'.length) store.put(waiting(again++, 5000));
    };
    for (let n = 0; n < 8; n++) store.put(waiting(n, 10_000 + n * 1000));
    // all of them are due at one look
    stood = 60_000;
    clock.advance(1000);
    expect([numbers(), store.size]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], 8]);
    clock.advance(6000);
    expect([new Set(numbers()).size, store.size, store.octets, wheel.size]).toEqual([16, 0, 0, 0]);
  });

  it('is that which a list would have', () => {
    const which = fc.nat(30);
    const wait = fc.oneof(fc.integer({ min: 3000, max: 9000 }), fc.integer({ min: 3000, max: 700_000 }));
    const ms = fc.oneof(fc.nat(900), fc.nat(5000), fc.nat(400_000));
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), which, ms: wait }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), which, ms: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('branch' as const), which, ms: fc.constant(0) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), which, ms }) },
    );
    // whole milliseconds, or with a fraction, as real clocks have it
    const from = fc.oneof(
      fc.nat(2 ** 33),
      fc.nat(2 ** 33).map((n) => n + 0.5),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), from, (steps, age) => {
        begin(1, age);
        const model = new Map<number, { end: number; provisional: number }>();
        const settle = (): void => {
          for (const { ringing, at } of revived.splice(0)) {
            const n = Number(ringing.stored.key.callId.slice(5));
            const known = model.get(n);
            expect(ringing.provisional).toBe(known?.provisional);
            expect(Math.abs(known!.end - at - ringing.stored.wait)).toBeLessThan(1.5);
            // never late, but for the fraction that the timers of the wheel round up
            expect(known!.end - at).toBeGreaterThan(-1);
            expect(known!.end - at).toBeLessThanOrEqual(2001);
            model.delete(n);
          }
          expect(Math.min(...[...model.values()].map(({ end }) => end))).toBeGreaterThan(now() - 1);
          expect(store.size).toBe(model.size);
        };
        steps.forEach(({ kind, which: n, ms: of }, at) => {
          const known = model.get(n);
          if (kind === 'put') {
            if (known !== undefined) return;
            expect(store.put({ ...waiting(n, of), provisional: 100 + at })).toBe(true);
            model.set(n, { end: now() + of, provisional: 100 + at });
          } else if (kind === 'pass') clock.advance(of);
          else {
            const found = kind === 'take' ? take(numbered(n)) : store.takeByBranch(`z9hG4bKours-z9hG4bK${n}.0`);
            expect(found?.provisional).toBe(known?.provisional);
            if (known !== undefined) expect(Math.abs(found!.stored.wait - (known.end - now()))).toBeLessThan(1.5);
            model.delete(n);
          }
          settle();
        });
        clock.advance(702_000);
        settle();
        expect([model.size, store.size, store.octets, wheel.size, errors]).toEqual([0, 0, 0, 0, []]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('memory', () => {
  it.each([1, 2])('of %d megabytes takes in so many, and more when some have left', (megabytes) => {
    begin(megabytes);
    const sent = 's'.repeat(2000);
    let count = 0;
    while (store.put(ringingOf(numbered(count), { sent: sent + count }))) count++;
    // 2.5 kB each
    expect([count, store.octets]).toEqual([megabytes * 4 * Math.floor(SEGMENT / 2560), megabytes << 20]);
    for (let n = 0; n < 50; n++) {
      expect(take(numbered(n * 5))?.sent).toBe(sent + n * 5);
      expect(store.put(ringingOf(numbered(count + n), { sent: sent + (count + n) }))).toBe(true);
      expect(store.put(ringingOf(numbered(-1)))).toBe(false);
    }
    for (let n = 0; n < count + 50; n++) {
      expect(take(numbered(n))?.sent).toBe(n % 5 === 0 && n < 250 ? undefined : sent + n);
    }
    clock.advance(1000);
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('goes back to nothing after each burst', () => {
    for (let burst = 0; burst < 3; burst++) {
      for (let n = 0; n < 1000; n++) expect(store.put(waiting(n, 3000 + n * 7))).toBe(true);
      expect(store.octets / store.size).toBeLessThan(1500);
      clock.advance(10_000);
      expect([numbers().length, store.size, store.octets, wheel.size]).toEqual([1000 * (burst + 1), 0, 0, 0]);
    }
  });
});
