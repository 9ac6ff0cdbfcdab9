import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../runtime/timer/wheel.ts';
import type { StoredTransaction } from '../../../runtime/transaction/stored/records.ts';
import { type Revival, Stores } from '../../../runtime/transaction/stored/stores.ts';
import { hashOf, makeKey, type TransactionKey } from '../../../runtime/transaction/key.ts';
import { KeyedHash } from '../../../runtime/transaction/keyed-hash.ts';
import { ServerTable, type ServerEntry } from '../../../runtime/transaction/server-table.ts';
import { KeptSocket } from './bench.ts';

/** What distinguishes a request, where it is not the usual. */
interface Of {
  readonly method?: string;
  readonly uri?: string;
  /** The whole topmost Via. */
  readonly via?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly from?: string;
  readonly toTag?: string;
}

const VIA = 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1';
/** A peer of RFC 2543: its branch has no cookie. */
const OLD_VIA = 'SIP/2.0/UDP 192.0.2.1:5070;branch=1';

function request(of: Of = {}): SipMessage {
  const method = of.method ?? 'INVITE';
  return parseMessage(
    [
      `${method} ${of.uri ?? 'sip:bob@example.org'} SIP/2.0`,
      `Via: ${of.via ?? VIA}`,
      `From: <sip:alice@example.org>;tag=${of.from ?? 'a1'}`,
      `To: <sip:bob@example.org>${of.toTag === undefined ? '' : `;tag=${of.toTag}`}`,
      `Call-ID: ${of.callId ?? 'call-1'}`,
      `CSeq: ${of.cseq ?? 1} ${method}`,
      '',
      '',
    ].join('\r\n'),
  )!;
}

class Entry implements ServerEntry {
  readonly request: SipMessage;
  readonly key: TransactionKey;
  readonly fromTag = '';
  localTag = '';
  answered = false;
  nextInTable: ServerEntry | null = null;
  readonly hash: number;
  constructor(of: Of = {}) {
    this.request = request(of);
    this.key = makeKey(hashOf(HASH, this.request), this.request);
    this.hash = this.key.hash;
  }
}

const HASH = new KeyedHash(Int32Array.of(1, 2));

/** Transactions that were put away: none, unless a test puts them there. */
function emptyStores(revival: Revival<Entry, object> = { finished: never, ringing: never }): Stores<Entry, object> {
  const clock = new VirtualClock();
  const wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  return new Stores(wheel, clock, revival);
}
const never = (): never => expect.unreachable();

function emptyTable(stored: Stores<Entry, object> = emptyStores()): ServerTable<Entry> {
  return new ServerTable<Entry>(HASH, stored);
}

function tableWith(...entries: readonly Entry[]): ServerTable<Entry> {
  const table = emptyTable();
  for (const entry of entries) table.add(entry);
  return table;
}

/** Whether a request finds the transaction that another one made. */
function matches(made: Of, arrives: Of, as: string = arrives.method ?? 'INVITE', localTag: string = ''): boolean {
  const entry = new Entry(made);
  entry.localTag = localTag;
  return tableWith(entry).find(request(arrives), as) === entry;
}

describe('matching by branch (RFC 3261 17.2.3)', () => {
  it.each<[string, Of, boolean]>([
    ['the same again', {}, true],
    ['another branch', { via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK2' }, false],
    ['a branch that begins alike', { via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK11' }, false],
    ['the branch in other case', { via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bk1' }, false],
    ['another sent-by port', { via: 'SIP/2.0/UDP 192.0.2.1:5071;branch=z9hG4bK1' }, false],
    ['no sent-by port', { via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1' }, false],
    ['another sent-by host', { via: 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bK1' }, false],
    ['another Call-ID', { callId: 'call-2' }, false],
    ['another CSeq number', { cseq: 2 }, false],
    ['another method', { method: 'OPTIONS' }, false],
    // with a branch that tells the transaction by itself, the rest counts no more
    ['another Request-URI', { uri: 'sip:carol@example.org' }, true],
    ['another From tag', { from: 'a2' }, true],
    ['a To tag', { toTag: 'b1' }, true],
    ['other Via parameters', { via: 'SIP/2.0/UDP 192.0.2.1:5070;rport;branch=z9hG4bK1;x=y' }, true],
    ['another transport', { via: 'SIP/2.0/TCP 192.0.2.1:5070;branch=z9hG4bK1' }, true],
  ])('%s: %o', (_name, of, same) => {
    expect(matches({}, of)).toBe(same);
  });

  it.each([
    ['SIP/2.0/UDP PBX.example.org;branch=z9hG4bK1', 'SIP/2.0/UDP pbx.Example.ORG;branch=z9hG4bK1', true],
    ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1', true],
    ['SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1', 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', true],
    ['SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK1', 'SIP/2.0/UDP [2001:DB8::1]:5070;branch=z9hG4bK1', true],
    ['SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK1', 'SIP/2.0/UDP [2001:db8::2]:5070;branch=z9hG4bK1', false],
  ])('sent-by %s and %s: %s', (one, two, same) => {
    expect(matches({ via: one }, { via: two })).toBe(same);
    expect(matches({ via: two }, { via: one })).toBe(same);
  });

  it('tells ACK and CANCEL of an INVITE by the method that is looked for', () => {
    expect(matches({}, { method: 'ACK' }, 'INVITE')).toBe(true);
    expect(matches({}, { method: 'CANCEL' }, 'INVITE')).toBe(true);
    expect(matches({}, { method: 'CANCEL' }, 'CANCEL')).toBe(false);
    expect(matches({ method: 'OPTIONS' }, { method: 'CANCEL' }, 'INVITE')).toBe(false);
  });

  it('keeps an INVITE and its CANCEL apart, which share the branch (9.1)', () => {
    const invite = new Entry();
    const cancel = new Entry({ method: 'CANCEL' });
    const table = tableWith(invite, cancel);
    expect(table.find(request(), 'INVITE')).toBe(invite);
    expect(table.find(request({ method: 'CANCEL' }), 'CANCEL')).toBe(cancel);
    expect(table.find(request({ method: 'CANCEL' }), 'INVITE')).toBe(invite);
  });

  it('keeps apart two senders with the same branch and other sent-by ports', () => {
    const one = new Entry({ via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1' });
    const two = new Entry({ via: 'SIP/2.0/UDP 192.0.2.1:5071;branch=z9hG4bK1' });
    const table = tableWith(one, two);
    expect(table.find(one.request, 'INVITE')).toBe(one);
    expect(table.find(two.request, 'INVITE')).toBe(two);
  });
});

describe('matching by the rules of RFC 2543 (17.2.3)', () => {
  const old: Of = { via: OLD_VIA };

  it.each<[string, Of, boolean]>([
    ['the same again', old, true],
    ['another Request-URI', { ...old, uri: 'sip:carol@example.org' }, false],
    ['another From tag', { ...old, from: 'a2' }, false],
    ['another Call-ID', { ...old, callId: 'call-2' }, false],
    ['another CSeq number', { ...old, cseq: 2 }, false],
    ['another method', { ...old, method: 'OPTIONS' }, false],
    ['a To tag', { ...old, toTag: 'b1' }, false],
    ['another branch', { via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=2' }, false],
    ['no branch', { via: 'SIP/2.0/UDP 192.0.2.1:5070' }, false],
    ['another sent-by', { via: 'SIP/2.0/UDP 192.0.2.1:5071;branch=1' }, false],
    ['the same with the cookie', {}, false],
  ])('%s: %o', (_name, of, same) => {
    expect(matches(old, of)).toBe(same);
  });

  it('knows a request without any branch again', () => {
    const bare: Of = { via: 'SIP/2.0/UDP 192.0.2.1:5070' };
    expect(matches(bare, bare)).toBe(true);
    expect(matches(bare, { ...bare, callId: 'call-2' })).toBe(false);
  });

  it('takes an ACK with the tag of our reply, or with the tag that the INVITE had', () => {
    const ack = (toTag?: string): Of => ({ ...old, method: 'ACK', ...(toTag === undefined ? {} : { toTag }) });
    expect(matches(old, ack('ours'), 'INVITE', 'ours')).toBe(true);
    expect(matches(old, ack('other'), 'INVITE', 'ours')).toBe(false);
    expect(matches(old, ack(), 'INVITE', 'ours')).toBe(true);
    expect(matches({ ...old, toTag: 'b1' }, ack('b1'), 'INVITE', '')).toBe(true);
  });

  it('does not take a cookie for a Call-ID', () => {
    // one peer's branch can be another's Call-ID
    const entry = new Entry({ via: OLD_VIA, callId: 'z9hG4bK1' });
    const table = tableWith(entry);
    expect(table.find(request({ callId: 'z9hG4bK1' }), 'INVITE')).toBeNull();
    expect(table.find(request({ via: OLD_VIA, callId: 'z9hG4bK1' }), 'INVITE')).toBe(entry);
    const other = new Entry({ via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKx' });
    expect(tableWith(other).find(request({ via: OLD_VIA, callId: 'z9hG4bKx' }), 'INVITE')).toBeNull();
  });
});

describe('the table', () => {
  it('counts what it holds, and what has no final reply yet', () => {
    const one = new Entry();
    const two = new Entry({ method: 'OPTIONS' });
    const table = tableWith(one, two);
    expect([table.size, table.unanswered]).toEqual([2, 2]);
    one.answered = true;
    expect(table.unanswered).toBe(1);
    table.remove(one);
    expect([table.size, table.unanswered, [...table]]).toEqual([1, 1, [two]]);
  });

  it('removes any of several with the same key, once', () => {
    for (const which of [0, 1, 2]) {
      const entries = [5070, 5071, 5072].map((port) => new Entry({ via: `SIP/2.0/UDP 192.0.2.1:${port};branch=z9hG4bK1` }));
      const table = tableWith(...entries);
      table.remove(entries[which]!);
      table.remove(entries[which]!);
      expect(table.size).toBe(2);
      entries.forEach((entry, i) => expect(table.find(entry.request, 'INVITE')).toBe(i === which ? null : entry));
    }
  });

  it('is unmoved by the removal of what it does not hold', () => {
    const table = tableWith(new Entry());
    table.remove(new Entry());
    table.remove(new Entry({ callId: 'call-9', via: OLD_VIA }));
    expect(table.size).toBe(1);
  });

  it('does what a list of all entries would do', () => {
    const of = fc.record({
      method: fc.constantFrom('INVITE', 'OPTIONS', 'CANCEL'),
      via: fc.constantFrom(
        VIA,
        OLD_VIA,
        'SIP/2.0/UDP 192.0.2.1:5071;branch=z9hG4bK1',
        'SIP/2.0/UDP 192.0.2.9',
        'SIP/2.0/UDP 192.0.2.1:5070;branch=call-1',
      ),
      callId: fc.constantFrom('call-1', 'call-2', 'z9hG4bK1'),
      cseq: fc.constantFrom(1, 2),
      uri: fc.constantFrom('sip:bob@example.org', 'sip:carol@example.org'),
    });
    const step = fc.record({ add: fc.boolean(), of });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const table = emptyTable();
        const model: Entry[] = [];
        for (const { add, of: it } of steps) {
          const arriving = request(it);
          const expected = model.find((entry) => entry.request.method === it.method && sameTransaction(entry.request, arriving));
          expect(table.find(arriving, it.method)).toBe(expected ?? null);
          if (add && expected === undefined) {
            const entry = new Entry(it);
            model.push(entry);
            table.add(entry);
          } else if (!add && expected !== undefined) {
            model.splice(model.indexOf(expected), 1);
            table.remove(expected);
          }
          expect(table.size).toBe(model.length);
          expect(new Set(table)).toEqual(new Set(model));
        }
      }),
    );
  });
});

describe.each(['finished', 'ringing'] as const)('a transaction that is %s', (kind) => {
  /** A table beside one that was put away, of which an entry is made when it is asked for. */
  function beside(of: Of): { table: ServerTable<Entry>; stored: { readonly size: number }; revived: Entry[] } {
    const revived: Entry[] = [];
    const revive = (taken: StoredTransaction<object>): Entry => {
      const entry = new Entry({ ...of, method: taken.key.method });
      entry.answered = kind === 'finished';
      revived.push(entry);
      table.add(entry);
      return entry;
    };
    const stores = emptyStores({
      finished: (taken) => (kind === 'finished' ? revive(taken) : never()),
      ringing: ({ stored }) => (kind === 'ringing' ? revive(stored) : never()),
    });
    const table = emptyTable(stores);
    const hop = { socket: new KeptSocket(new VirtualClock(), 'udp'), ip: '192.0.2.1', port: 5070, flow: 0 };
    const stored = {
      key: new Entry(of).key,
      status: kind === 'finished' ? 200 : 180,
      reply: '',
      hop,
      branch: '',
      sentTo: hop,
      sentUri: '',
      flags: 0,
      xflagsLow: 0,
      xflagsHigh: 0,
      branchFlags: 0,
      kept: {},
      wait: 5000,
    };
    const { ip: sourceIp, port: sourcePort } = hop;
    const rings = { stored, received: '', sent: '', sourceIp, sourcePort, life: 180_000, provisional: 180, settings: 0 };
    expect(kind === 'finished' ? stores.finished.put(stored) : stores.ringing.put(rings)).toBe(true);
    return { table, stored: stores[kind], revived };
  }
  const unanswered = kind === 'ringing' ? 1 : 0;

  it('is found, and is an entry from then on', () => {
    const { table, stored, revived } = beside({});
    expect([table.size, table.unanswered, stored.size]).toEqual([unanswered, unanswered, 1]);
    const found = table.find(request(), 'INVITE');
    expect(found).not.toBeNull();
    expect([revived, table.size, stored.size, table.unanswered]).toEqual([[found], 1, 0, unanswered]);
    expect([table.find(request(), 'INVITE'), table.find(request({ method: 'CANCEL' }), 'INVITE')]).toEqual([found, found]);
    expect(revived).toHaveLength(1);
    table.remove(found!);
    expect(table.find(request(), 'INVITE')).toBeNull();
  });

  it.each<[string, Of, string]>([
    ['another branch', { via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK2' }, 'INVITE'],
    ['another method', { method: 'OPTIONS' }, 'OPTIONS'],
    ['another Call-ID', { callId: 'call-2' }, 'INVITE'],
    ['a peer of RFC 2543', { via: OLD_VIA }, 'INVITE'],
  ])('stays what it is for %s', (_name, of, method) => {
    const { table, stored, revived } = beside({});
    expect([table.find(request(of), method), stored.size, revived]).toEqual([null, 1, []]);
  });

  it('comes behind an entry with the same key', () => {
    const { table, stored } = beside({});
    const entry = new Entry();
    table.add(entry);
    expect([table.find(request(), 'INVITE'), stored.size]).toEqual([entry, 1]);
  });
});

// A script asks up to three times for what is not there: the table remembers that, and must not remember too long
describe('what was not found', () => {
  it('is found by the same message once it was added', () => {
    const table = emptyTable();
    const message = request();
    expect([table.find(message, 'INVITE'), table.find(message, 'INVITE')]).toEqual([null, null]);
    const entry = new Entry();
    table.add(entry);
    expect(table.find(message, 'INVITE')).toBe(entry);
    table.remove(entry);
    expect(table.find(message, 'INVITE')).toBeNull();
  });

  it('says nothing of another method or another message', () => {
    const invite = new Entry();
    const table = tableWith(invite);
    const cancel = request({ method: 'CANCEL' });
    expect([table.find(cancel, 'CANCEL'), table.find(cancel, 'INVITE'), table.find(cancel, 'CANCEL')]).toEqual([
      null,
      invite,
      null,
    ]);
    expect(table.find(request({ callId: 'call-2' }), 'INVITE')).toBeNull();
    expect(table.find(request(), 'INVITE')).toBe(invite);
  });

  it('is the same for all orders of asking', () => {
    const ask = fc.record({ which: fc.nat(3), method: fc.constantFrom('INVITE', 'CANCEL', 'OPTIONS'), change: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 40 }), (asks) => {
        const table = emptyTable();
        const messages = [0, 1, 2, 3].map((n) =>
          request({ callId: `call-${n >> 1}`, method: n % 2 === 0 ? 'INVITE' : 'CANCEL' }),
        );
        const there = new Map<string, Entry>();
        for (const { which, method, change } of asks) {
          const { callId } = messages[which]!;
          const name = `${callId} ${method}`;
          const known = there.get(name);
          if (change === 0 && known === undefined) {
            const entry = new Entry({ callId, method });
            there.set(name, entry);
            table.add(entry);
          } else if (change === 1 && known !== undefined) {
            there.delete(name);
            table.remove(known);
          }
          expect(table.find(messages[which]!, method)).toBe(there.get(name) ?? null);
        }
      }),
    );
  });
});

// 17.2.3 in the words of a list
function sameTransaction(a: SipMessage, b: SipMessage): boolean {
  const [one, two] = [a.via1!, b.via1!];
  const cookie = (branch: string): boolean => branch.startsWith('z9hG4bK');
  if (cookie(one.branch) !== cookie(two.branch) || a.callId !== b.callId || a.cseq!.number !== b.cseq!.number) return false;
  if (cookie(one.branch)) return one.branch === two.branch && one.host === two.host && one.port === two.port;
  return a.requestUri === b.requestUri && String(one) === String(two);
}
