import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Method, methodId } from '../../../../runtime/sip/method.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { branchHash } from '../../../../runtime/transaction/branch.ts';
import { type Memory, WORDS_OF_ALL } from '../../../../runtime/transaction/stored/memory.ts';
import { Records } from '../../../../runtime/transaction/stored/records.ts';
import { Ring } from '../../../../runtime/transaction/stored/ring.ts';
import { Slab } from '../../../../runtime/transaction/stored/slab.ts';
import { KeptSocket } from '../bench.ts';
import { arriving, fields, hash, type Kept, numbered, type Of, request, type Stored, storedOf } from './kept.ts';

const WAIT = 5000;
const MEMORIES = ['ring', 'slab'] as const;

/** Records in a memory of their own. */
class Table {
  readonly clock: VirtualClock = new VirtualClock();
  readonly sockets: readonly KeptSocket[] = [0, 1, 2].map(() => new KeptSocket(this.clock, 'tcp'));
  readonly records: Records<Kept>;
  private readonly memory: Memory;
  private readonly add: (text: string) => number;

  constructor(kind: (typeof MEMORIES)[number]) {
    if (kind === 'ring') {
      const ring = new Ring(4);
      this.memory = ring;
      this.add = (text) => ring.add(text);
    } else {
      const slab = new Slab(WORDS_OF_ALL, 4);
      this.memory = slab;
      this.add = (text) => {
        const address = slab.add(text.length);
        slab.write(address, 0, text);
        return address;
      };
    }
    this.records = new Records(this.memory, () => this.clock.now());
  }

  of(of: Of = {}, more: Partial<Stored> = {}): Stored {
    return storedOf(this.sockets[0]!, WAIT, of, more);
  }
  /** @returns address of its record */
  put(stored: Stored): number {
    const address = this.add(this.records.begin(stored)!);
    this.records.end(stored, address);
    return address;
  }
  find(of: Of = {}, method: number = Method.INVITE): number {
    const message = request(of);
    return this.records.findRequest(hash(message), message, method);
  }
}

describe('a record to be put', () => {
  it('has one text, of all texts of the transaction, and counts only once it is there', () => {
    const { records, sockets } = new Table('slab');
    const [from, to] = sockets;
    const stored = storedOf(from!, WAIT, {}, { sentTo: { socket: to!, ip: '2001:db8::9', port: 1, flow: 2 } });
    expect(records.begin(stored)).toBe(
      'z9hG4bK1call-1host.example.orgz9hG4bKours-1.0198.51.100.212001:db8::9sip:bob@203.0.113.31:5080SIP/2.0 200 OK\r\n\r\n',
    );
    expect([records.size, records.findBranch(stored.branch, Method.INVITE)]).toEqual([0, -1]);
  });

  const LONG = 'x'.repeat(0x8000);
  it.each<[string, Partial<Stored>, Partial<Stored['key']>]>([
    ['a method without number', {}, { method: 'FOO' }],
    ['a peer of RFC 2543', {}, { old: { requestUri: 'sip:b@c', fromTag: '', toTag: '', via: '' } }],
    ['a long branch', {}, { branch: LONG }],
    ['a long Call-ID', {}, { callId: LONG }],
    ['a long host', {}, { host: LONG }],
    ['a long branch of ours', { branch: LONG }, {}],
    ['a long Request-URI', { sentUri: LONG }, {}],
  ])('is none with %s, and one with a text that is a little shorter', (_name, more, key) => {
    const table = new Table('ring');
    const stored = table.of({}, more);
    expect(table.records.begin({ ...stored, key: { ...stored.key, ...key } })).toBeNull();
    const cut = <T extends object>(of: T): T =>
      Object.fromEntries(Object.entries(of).map(([name, text]) => [name, text === LONG ? LONG.slice(1) : text])) as T;
    if (!Object.values({ ...more, ...key }).includes(LONG)) return;
    expect(table.records.begin({ ...stored, ...cut(more), key: { ...stored.key, ...cut(key) } })).not.toBeNull();
  });

  it('has at most a thousand sockets and kinds of callbacks besides it; who is abandoned holds none', () => {
    const table = new Table('ring');
    const { records } = table;
    const kept = (n: number): Stored => table.of(numbered(n), { kept: { name: String(n) } });
    for (let n = 0; n < 3000; n++) {
      expect(records.begin(kept(n))).not.toBeNull();
      records.abandon();
    }
    // one number is the socket's
    const all = Array.from({ length: 999 }, (_, n) => table.put(kept(n)));
    // no room for a kind, for a socket, for a second socket: none of these holds anything afterwards
    const other = { socket: new KeptSocket(table.clock, 'udp'), ip: '', port: 1, flow: 0 };
    for (let n = 0; n < 2000; n++) {
      expect(records.begin(kept(-1))).toBeNull();
      expect(records.begin(table.of({}, { hop: other }))).toBeNull();
      expect(records.begin(table.of({}, { sentTo: other }))).toBeNull();
    }
    records.remove(all[7]!);
    const late = table.put(kept(1000));
    expect([records.begin(kept(1001)), records.read(late, 'INVITE').kept, records.size]).toEqual([null, { name: '1000' }, 999]);
    for (const address of all) if (address !== all[7]) records.remove(address);
    records.remove(late);
    expect(records.size).toBe(0);
    // and there is room for as many others
    for (let n = 0; n < 999; n++) expect(table.put({ ...kept(n), hop: other, sentTo: other })).toBeGreaterThanOrEqual(0);
    expect(records.begin({ ...kept(999), hop: other, sentTo: other })).toBeNull();
  });
});

describe('a record that is removed', () => {
  it.each<[string, (socket: KeptSocket, n: number) => Partial<Stored>]>([
    ['the socket that replies leave from', (socket) => ({ hop: { socket, ip: '', port: 1, flow: 0 } })],
    ['the socket that the request left from', (socket) => ({ sentTo: { socket, ip: '', port: 1, flow: 0 } })],
    ['what is kept', (_socket, n) => ({ kept: { name: String(n) } })],
  ])('lets go of %s', (_name, more) => {
    const table = new Table('ring');
    for (let n = 0; n < 1500; n++) table.records.remove(table.put(table.of({}, more(new KeptSocket(table.clock, 'udp'), n))));
    expect(table.records.size).toBe(0);
  });
});

describe.each(MEMORIES)('records in a %s', (kind) => {
  it('are found by request and by branch, and read as often as one likes', () => {
    const table = new Table(kind);
    const { records } = table;
    const stored = table.of();
    const address = table.put(stored);
    expect([records.size, table.find(), records.findBranch(stored.branch, Method.INVITE)]).toEqual([1, address, address]);
    expect(records.read(address, 'INVITE')).toEqual(stored);
    table.clock.advance(2000);
    expect(records.read(address, 'INVITE')).toEqual({ ...stored, wait: WAIT - 2000 });
    expect([records.size, records.isGone(address)]).toEqual([1, false]);
  });

  it('are found no more once they are removed, and others with the same hashes still are', () => {
    const table = new Table(kind);
    const { records } = table;
    expect(branchHash('z9hG4bKAa')).toBe(branchHash('z9hG4bKBB'));
    const all = [0, 1, 2].map((n) => {
      const stored = table.of(numbered(n), { branch: ['z9hG4bKAaAa', 'z9hG4bKBBBB', 'z9hG4bKAaBB'][n]! });
      return { ...stored, key: { ...stored.key, hash: 77 } };
    });
    const addresses = all.map((stored) => table.put(stored));
    const found = (): number[] => all.map(({ key }) => records.findRequest(77, arriving(key), Method.INVITE));
    const foundByBranch = (): number[] => all.map(({ branch }) => records.findBranch(branch, Method.INVITE));
    expect([found(), foundByBranch()]).toEqual([addresses, addresses]);
    records.remove(addresses[1]!);
    const left = [addresses[0], -1, addresses[2]];
    expect([found(), foundByBranch(), records.size]).toEqual([left, left, 2]);
    expect(addresses.map((address) => records.isGone(address))).toEqual([false, true, false]);
  });

  it('without a branch of ours are found by request alone', () => {
    const table = new Table(kind);
    const { records } = table;
    const address = table.put(table.of({}, { branch: '' }));
    expect([table.find(), records.findBranch('', Method.INVITE)]).toEqual([address, -1]);
    records.remove(address);
    expect([table.find(), records.size]).toEqual([-1, 0]);
  });

  it.each<[string, Of, number, boolean]>([
    ['the same again', {}, Method.INVITE, true],
    ['its CANCEL', { method: 'CANCEL' }, Method.INVITE, true],
    ['another method', {}, Method.BYE, false],
    ['a method without number', {}, Method.Other, false],
    ['another branch', { branch: 'z9hG4bK2' }, Method.INVITE, false],
    ['another Call-ID', { callId: 'call-2' }, Method.INVITE, false],
    ['another CSeq number', { cseq: 2 }, Method.INVITE, false],
    ['another host', { sentBy: 'host.example.com:5070' }, Method.INVITE, false],
    ['the host in other case', { sentBy: 'HOST.example.org:5070' }, Method.INVITE, true],
    ['another port', { sentBy: 'host.example.org:5071' }, Method.INVITE, false],
  ])('and %s: %o as %d is %s', (_name, of, method, same) => {
    const table = new Table(kind);
    const address = table.put(table.of());
    const { records } = table;
    expect(records.findRequest(hash(request()), request(of), method)).toBe(same ? address : -1);
    expect(records.findRequest(hash(request()) ^ 1, request(of), method)).toBe(-1);
  });

  it.each([0, 2 ** 31 - 2500, 2 ** 31, 2 ** 32 - 2500, 2 ** 32, 2 ** 33 + 0.5, 2 ** 40])(
    'know what is left where the clock says %d',
    (now) => {
      const table = new Table(kind);
      table.clock.advance(now);
      const address = table.put(table.of({}, { wait: WAIT }));
      // in whole milliseconds, rather later than too early
      const near = (ms: number): void => {
        expect(table.records.left(address)).toBeGreaterThanOrEqual(ms);
        expect(table.records.left(address)).toBeLessThanOrEqual(ms + (now % 1 === 0 ? 0 : 1));
      };
      near(WAIT);
      table.clock.advance(4999);
      near(1);
      // the process may stand still
      table.clock.advance('10m');
      near(1 - 600_000);
      table.clock.advance('20d');
      expect(table.records.left(address)).toBeLessThan(0);
    },
  );

  it('come back with all their fields', () => {
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 8 }), (makes) => {
        const table = new Table(kind);
        const { records } = table;
        const all = makes.map((make, n) => make(table.sockets, n, WAIT));
        const addresses = all.map((stored) => table.put(stored));
        all.forEach((stored, n) => {
          const { key, branch } = stored;
          const id = methodId(key.method);
          expect(records.findRequest(key.hash, arriving(key), id)).toBe(addresses[n]);
          expect(records.findBranch(branch, id)).toBe(addresses[n]);
          const read = records.read(addresses[n]!, key.method);
          expect(read).toEqual(stored);
          expect(read.hop.socket === stored.hop.socket && read.sentTo.socket === stored.sentTo.socket).toBe(true);
          expect(read.kept).toBe(stored.kept);
        });
        // in another order than they came
        for (const address of [...addresses.slice(1), addresses[0]!]) records.remove(address);
        expect(records.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('give back what a burst needed, and go on', () => {
    const table = new Table(kind);
    const { records } = table;
    const stored = table.of();
    for (let burst = 0; burst < 2; burst++) {
      const all = Array.from({ length: 3000 }, (_, n) =>
        table.put({ ...stored, branch: `z9hG4bKb.${n}`, key: { ...stored.key, branch: `z9hG4bK${n}`, hash: n * 7 } }),
      );
      records.shrink();
      expect(records.findBranch('z9hG4bKb.2999', Method.INVITE)).toBe(all[2999]);
      for (const address of all) records.remove(address);
      records.shrink();
      expect([records.size, records.findBranch('z9hG4bKb.2999', Method.INVITE)]).toEqual([0, -1]);
    }
  });
});
