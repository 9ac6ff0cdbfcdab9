import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { branchHash } from '../../../../runtime/transaction/branch.ts';
import { FinishedStore } from '../../../../runtime/transaction/stored/finished.ts';
import { KeptSocket } from '../bench.ts';
import { arriving, fields, hash, KEPT, type Kept, numbered, type Of, request, type Stored, storedOf } from './kept.ts';

const WAIT = 5000;
const DAY = 86_400_000;

let clock: VirtualClock;
let wheel: TimerWheel;
let store: FinishedStore<Kept>;
let socket: KeptSocket;

beforeEach(() => begin(4));

function begin(megabytes: number): void {
  clock = new VirtualClock();
  wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  store = new FinishedStore(wheel, () => clock.now(), megabytes);
  socket = new KeptSocket(clock, 'udp');
}

function finishedOf(of: Of = {}, more: Partial<Stored> = {}): Stored {
  return storedOf(socket, WAIT, of, more);
}

/** Takes out what the request belongs to. */
function take(of: Of = {}, method: string = of.method ?? 'INVITE'): Stored | null {
  const message = request(of);
  return store.take(hash(message), message, method);
}

describe('what is put among the finished transactions', () => {
  it('is taken out once, by its request', () => {
    const finished = finishedOf();
    expect([store.put(finished), store.size, store.octets]).toEqual([true, 1, 1 << 20]);
    expect(take()).toEqual(finished);
    expect([store.size, take(), store.takeByBranch(finished.branch, 'INVITE')]).toEqual([0, null, null]);
  });

  it('is taken out once, by the branch of what was sent on', () => {
    const finished = finishedOf();
    store.put(finished);
    expect(store.takeByBranch(finished.branch, 'INVITE')).toEqual(finished);
    expect([store.size, take(), store.takeByBranch(finished.branch, 'INVITE')]).toEqual([0, null, null]);
  });

  it('may have sent nothing on', () => {
    const finished = finishedOf({}, { branch: '', sentUri: '' });
    store.put(finished);
    expect(store.takeByBranch('', 'INVITE')).toBeNull();
    expect(take()).toEqual(finished);
  });

  it.each<[string, Of, string, boolean]>([
    ['the same again', {}, 'INVITE', true],
    ['its ACK', { method: 'ACK' }, 'INVITE', true],
    ['its CANCEL', { method: 'CANCEL' }, 'INVITE', true],
    ['a CANCEL for itself', { method: 'CANCEL' }, 'CANCEL', false],
    ['another method', { method: 'OPTIONS' }, 'OPTIONS', false],
    ['a method without number', { method: 'FOO' }, 'FOO', false],
    ['another branch', { branch: 'z9hG4bK2' }, 'INVITE', false],
    ['a branch that begins alike', { branch: 'z9hG4bK11' }, 'INVITE', false],
    ['the branch in other case', { branch: 'z9hg4bK1' }, 'INVITE', false],
    ['another Call-ID', { callId: 'call-2' }, 'INVITE', false],
    ['a Call-ID that begins alike', { callId: 'call-11' }, 'INVITE', false],
    ['another CSeq number', { cseq: 2 }, 'INVITE', false],
    ['another host', { sentBy: 'host.example.com:5070' }, 'INVITE', false],
    ['a host that begins alike', { sentBy: 'host.example.org.:5070' }, 'INVITE', false],
    ['the host in other case', { sentBy: 'HOST.Example.org:5070' }, 'INVITE', true],
    ['another port', { sentBy: 'host.example.org:5071' }, 'INVITE', false],
    ['no port', { sentBy: 'host.example.org' }, 'INVITE', false],
    // texts that would be the same when put together
    ['one octet of the Call-ID in the branch', { branch: 'z9hG4bK1c', callId: 'all-1' }, 'INVITE', false],
    ['one octet of the host in the Call-ID', { callId: 'call-1h', sentBy: 'ost.example.org:5070' }, 'INVITE', false],
  ])('and %s: %o as %s is %s', (_name, of, method, same) => {
    store.put(finishedOf());
    // whatever it is hashed to: a peer that knew how to make equal hashes finds no more than others
    const found = store.take(hash(request()), request(of), method);
    expect([found !== null, store.size]).toEqual([same, same ? 0 : 1]);
  });

  it.each([
    ['no port written', 'host.example.org', 'host.example.org:5060', true],
    ['the default port written', 'host.example.org:5060', 'host.example.org', true],
    ['an address of IPv6', '[2001:db8::1]:5070', '[2001:DB8::1]:5070', true],
    ['another address of IPv6', '[2001:db8::1]:5070', '[2001:db8::2]:5070', false],
  ])('with %s: %s and %s: %s', (_name, sentBy, arrives, same) => {
    store.put(finishedOf({ sentBy }));
    expect(take({ sentBy: arrives }) !== null).toBe(same);
  });

  it('is not found by another hash', () => {
    store.put(finishedOf());
    expect(store.take(hash(request()) ^ (1 << 30), request(), 'INVITE')).toBeNull();
  });

  it.each<[string, string, string, boolean]>([
    ['its branch', 'z9hG4bKours-1.0', 'INVITE', true],
    ['another method', 'z9hG4bKours-1.0', 'CANCEL', false],
    ['another branch', 'z9hG4bKours-1.1', 'INVITE', false],
    ['a part of its branch', 'z9hG4bKours-1.', 'INVITE', false],
    ['more than its branch', 'z9hG4bKours-1.00', 'INVITE', false],
    ['nothing', '', 'INVITE', false],
    // its hash leaves the cookie out
    ['the branch behind another cookie', 'z9hG4bXours-1.0', 'INVITE', false],
    ['another branch with the same hash', 'z9hG4bKours-0M0', 'INVITE', false],
  ])('and a reply with %s: %j of %s: %s', (_name, branch, method, same) => {
    store.put(finishedOf({ branch: 'z9hG4bK1' }, { branch: 'z9hG4bKours-1.0' }));
    expect([store.takeByBranch(branch, method) !== null, store.size]).toEqual([same, same ? 0 : 1]);
  });

  it('is told from others with the same hashes', () => {
    const count = 50;
    expect(branchHash('z9hG4bKAa')).toBe(branchHash('z9hG4bKBB'));
    expect(branchHash('z9hG4bKours-0M0')).toBe(branchHash('z9hG4bKours-1.0'));
    // all in one place of either table
    const branchOf = (n: number): string =>
      `z9hG4bK${n.toString(2).padStart(6, '0').replaceAll('1', 'BB').replaceAll('0', 'Aa')}`;
    const all = Array.from({ length: count }, (_, n) => {
      const finished = finishedOf(numbered(n), { branch: branchOf(n) });
      return { ...finished, key: { ...finished.key, hash: 77 } };
    });
    for (const finished of all) expect(store.put(finished)).toBe(true);
    for (const n of [0, 49, 20, 21, 19, 1, 48]) expect(store.take(77, request(numbered(n)), 'INVITE')).toEqual(all[n]);
    for (const n of [22, 18, 2, 47]) expect(store.takeByBranch(branchOf(n), 'INVITE')).toEqual(all[n]);
    for (const n of [0, 22]) {
      expect([store.take(77, request(numbered(n)), 'INVITE'), store.takeByBranch(branchOf(n), 'INVITE')]).toEqual([null, null]);
    }
    expect(store.size).toBe(count - 11);
    clock.advance(WAIT);
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('may be there twice: each is taken out once', () => {
    store.put(finishedOf({}, { status: 200 }));
    store.put(finishedOf({}, { status: 202 }));
    expect([take()?.status, take()?.status, take()]).toEqual([202, 200, null]);
  });
});

describe('every field comes back as it was put', () => {
  it('by request and by branch', () => {
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.nat(WAIT - 1), (makes, byBranch, age) => {
        begin(4);
        const sockets = [0, 1, 2].map(() => new KeptSocket(clock, 'tcp'));
        const all = makes.map((make, n) => ({ ...make(sockets, n, WAIT), ...(!byBranch && n % 3 === 0 ? { branch: '' } : {}) }));
        for (const finished of all) expect(store.put(finished)).toBe(true);
        clock.advance(age);
        for (const finished of all) {
          const { key } = finished;
          const found = byBranch
            ? store.takeByBranch(finished.branch, key.method)
            : store.take(key.hash, arriving(key), key.method);
          expect(found).toEqual({ ...finished, wait: WAIT - age });
          // the very objects, not others like them
          expect(found!.hop.socket === finished.hop.socket && found!.sentTo.socket === finished.sentTo.socket).toBe(true);
          expect(found!.kept).toBe(finished.kept);
        }
        expect(store.size).toBe(0);
        clock.advance(WAIT);
        expect([store.octets, wheel.size]).toEqual([0, 0]);
      }),
    );
  });
});

describe('the wait', () => {
  it.each([0, 1, 100, 4999])('is over to the millisecond, and %d ms into it the rest is told', (age) => {
    store.put(finishedOf());
    clock.advance(age);
    expect(take()?.wait).toBe(WAIT - age);
  });

  it.each<[string, number]>([
    ['by default', 5000],
    ['of a second', 1000],
    ['of a millisecond', 1],
  ])('ends what is there: %s', (_name, wait) => {
    const finished = finishedOf({}, { wait });
    store.put(finished);
    clock.advance(wait - 1);
    expect(store.size).toBe(1);
    clock.advance(1);
    expect([take(), store.takeByBranch(finished.branch, 'INVITE')]).toEqual([null, null]);
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('that is over finds nothing, looked for or not, until the next sweep takes it away', () => {
    store.put(finishedOf(numbered(0)));
    clock.advance(50);
    store.put(finishedOf(numbered(1)));
    clock.advance(WAIT - 50);
    expect([take(numbered(0)), store.size]).toEqual([null, 1]);
    clock.advance(50);
    // it is there, and is not found
    expect([store.size, take(numbered(1)), store.takeByBranch('z9hG4bKours-z9hG4bK1.0', 'INVITE')]).toEqual([1, null, null]);
    clock.advance(50);
    expect([store.size, wheel.size]).toEqual([0, 0]);
  });

  it('ends in the order of coming, each within a tenth of a second', () => {
    for (let n = 0; n < 100; n++) {
      store.put(finishedOf(numbered(n)));
      clock.advance(37);
    }
    const waiting = (now: number): number =>
      Array.from({ length: 100 }, (_, n) => n * 37 + WAIT).filter((end) => end > now).length;
    for (; clock.now() < 9000; clock.advance(7)) {
      expect(store.size).toBeGreaterThanOrEqual(waiting(clock.now()));
      expect(store.size).toBeLessThanOrEqual(waiting(clock.now() - 100));
    }
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('is counted right when the clock passes 2^31 and 2^32 milliseconds', () => {
    for (const days of [24.8, 24.9, 49.7, 49.8, 500]) {
      clock.advance(Math.ceil(days * DAY) - clock.now());
      for (let n = 0; n < 10; n++) {
        store.put(finishedOf(numbered(n)));
        clock.advance(4001);
        expect(take(numbered(n))?.wait).toBe(999);
        store.put(finishedOf(numbered(n)));
        clock.advance(4999);
        expect(store.size).toBe(1);
        clock.advance(2);
        expect([take(numbered(n)), store.size]).toEqual([null, 0]);
      }
    }
    // and at the very milliseconds
    for (const bits of [31, 32, 33]) {
      begin(4);
      clock.advance(2 ** bits - 2500);
      store.put(finishedOf());
      clock.advance(4999);
      expect(store.size).toBe(1);
      store.put(finishedOf(numbered(2)));
      clock.advance(1);
      expect([take(), take(numbered(2))?.wait, store.size]).toEqual([null, 4999, 0]);
    }
  });

  it('of those that were taken out ends no other', () => {
    store.put(finishedOf(numbered(0)));
    clock.advance(1000);
    store.put(finishedOf(numbered(1)));
    take(numbered(0));
    clock.advance(WAIT - 1000);
    expect(store.size).toBe(1);
    clock.advance(999);
    expect(take(numbered(1))?.wait).toBe(1);
    clock.advance(200);
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('begins again with what comes when all were gone', () => {
    for (let round = 0; round < 3; round++) {
      store.put(finishedOf(numbered(round)));
      expect([store.size, wheel.size]).toEqual([1, 1]);
      clock.advance('7s');
      expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
    }
  });
});

describe('what is not taken in', () => {
  const LONG = 'x'.repeat(0x8000);
  const LONGEST = 'x'.repeat(0x7fff);

  it.each<[string, Partial<Stored>, Partial<Stored['key']>]>([
    ['a method without number', {}, { method: 'FOO' }],
    ['a peer of RFC 2543', {}, { old: { requestUri: 'sip:b@c', fromTag: '', toTag: '', via: '' } }],
    ['a long branch', {}, { branch: LONG }],
    ['a long Call-ID', {}, { callId: LONG }],
    ['a long host', {}, { host: LONG }],
    ['a long branch of ours', { branch: LONG }, {}],
    ['a long Request-URI', { sentUri: LONG }, {}],
    ['a reply of a megabyte', { reply: 'x'.repeat(1 << 20) }, {}],
  ])('%s', (_name, more, key) => {
    store.put(finishedOf(numbered(1)));
    const finished = finishedOf({}, more);
    expect(store.put({ ...finished, key: { ...finished.key, ...key } })).toBe(false);
    // and nobody else has to leave for it
    expect([store.size, store.displaced, take(numbered(1)) !== null]).toEqual([1, 0, true]);
  });

  it('but texts as long as fit are', () => {
    const finished = finishedOf({ callId: LONGEST, branch: `z9hG4bK${LONGEST.slice(7)}` }, { sentUri: LONGEST, branch: LONGEST });
    expect([store.put(finished), store.takeByBranch(LONGEST, 'INVITE')]).toEqual([true, finished]);
    expect([store.put(finished), take({ callId: LONGEST, branch: `z9hG4bK${LONGEST.slice(7)}` })]).toEqual([true, finished]);
    const reply = 'r'.repeat(900_000);
    expect([store.put(finishedOf({}, { reply })), take()?.reply === reply]).toEqual([true, true]);
  });

  it('more than a thousand kinds of callbacks, until some have left', () => {
    const put = (n: number): boolean => store.put(finishedOf(numbered(n), { kept: { name: String(n) } }));
    // one number is the socket's
    for (let n = 0; n < 999; n++) expect(put(n)).toBe(true);
    expect([put(999), store.size]).toEqual([false, 999]);
    expect(store.put(finishedOf(numbered(2000), { kept: KEPT }))).toBe(false);
    expect(take(numbered(5))?.kept).toEqual({ name: '5' });
    expect([put(1000), put(1001)]).toEqual([true, false]);
    expect([take(numbered(1000))?.kept, take(numbered(998))?.kept]).toEqual([{ name: '1000' }, { name: '998' }]);
    clock.advance('6s');
    for (let n = 0; n < 999; n++) expect(put(n)).toBe(true);
  });

  it('of those that were not taken in, none holds what they share', () => {
    for (let n = 0; n < 3000; n++) {
      expect(store.put(finishedOf({}, { kept: { name: String(n) }, reply: 'x'.repeat(1 << 20) }))).toBe(false);
    }
    expect(store.put(finishedOf())).toBe(true);
  });
});

describe('memory', () => {
  it.each([1, 2, 3])('of %d megabytes holds so many: the oldest make room for the youngest', (megabytes) => {
    begin(megabytes);
    const reply = 'x'.repeat(10_000);
    const count = 500;
    for (let n = 0; n < count; n++) {
      expect(store.put(finishedOf(numbered(n), { reply: reply + n }))).toBe(true);
      expect(store.octets).toBeLessThanOrEqual(megabytes << 20);
    }
    expect(store.size + store.displaced).toBe(count);
    // at least all segments but the one that is being filled
    expect(store.size).toBeGreaterThanOrEqual(Math.max(1, (megabytes - 1) * 100));
    for (let n = 0; n < count; n++) expect(take(numbered(n))?.reply).toBe(n < store.displaced ? undefined : reply + n);
    clock.advance(WAIT);
    expect([store.size, store.octets, wheel.size]).toEqual([0, 0, 0]);
  });

  it('is for those that are there: taken ones are not displaced', () => {
    begin(1);
    const reply = 'x'.repeat(10_000);
    for (let n = 0; n < 500; n++) {
      store.put(finishedOf(numbered(n), { reply }));
      expect(take(numbered(n))?.reply).toBe(reply);
    }
    expect([store.size, store.displaced]).toEqual([0, 0]);
    clock.advance(WAIT);
    expect([store.octets, wheel.size]).toEqual([0, 0]);
  });

  it('goes back to nothing when all are over', () => {
    for (let burst = 0; burst < 3; burst++) {
      for (let n = 0; n < 5000; n++) store.put(finishedOf(numbered(n)));
      expect(store.octets).toBeGreaterThan(1 << 20);
      expect(store.octets / store.size).toBeLessThan(500);
      clock.advance(WAIT);
      expect([store.size, store.octets, wheel.size, store.displaced]).toEqual([0, 0, 0, 0]);
    }
  });
});

describe('finished transactions', () => {
  it('are those that a list would have', () => {
    const which = fc.nat(30);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), which, ms: fc.nat(800) }),
      fc.record({ kind: fc.constant('take' as const), which, ms: fc.nat(300) }),
      fc.record({ kind: fc.constant('branch' as const), which, ms: fc.nat(300) }),
      fc.record({ kind: fc.constant('pass' as const), which, ms: fc.nat(3000) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat(2 ** 33), (steps, age) => {
        begin(1);
        clock.advance(age);
        let model: { n: number; end: number; status: number }[] = [];
        steps.forEach(({ kind, which: n, ms }, at) => {
          model = model.filter(({ end }) => end > clock.now());
          const known = model.findLast((of) => of.n === n);
          const branch = `z9hG4bKours-z9hG4bK${n}.0`;
          if (kind === 'put' && known === undefined) {
            // now and then one without a branch of its own
            const more = n % 7 === 0 ? { branch: '', sentUri: '' } : {};
            expect(store.put(finishedOf(numbered(n), { status: 200 + at, ...more }))).toBe(true);
            model.push({ n, end: clock.now() + WAIT, status: 200 + at });
          } else if (kind === 'take' || kind === 'branch') {
            const has = known !== undefined && (kind === 'take' || n % 7 !== 0);
            const found = kind === 'take' ? take(numbered(n)) : store.takeByBranch(branch, 'INVITE');
            expect([found?.status, found?.wait]).toEqual(has ? [known.status, known.end - clock.now()] : [undefined, undefined]);
            if (has) model.splice(model.indexOf(known), 1);
          }
          clock.advance(ms);
          const now = clock.now();
          expect(store.size).toBeGreaterThanOrEqual(model.filter(({ end }) => end > now).length);
          // what is over leaves with the next sweep
          expect(store.size).toBeLessThanOrEqual(model.filter(({ end }) => end > now - 100).length);
        });
        clock.advance(WAIT + 100);
        expect([store.size, store.octets, store.displaced, wheel.size]).toEqual([0, 0, 0, 0]);
      }),
    );
  });
});
