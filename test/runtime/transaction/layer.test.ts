import { beforeEach, describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import type { ClientTransaction, ClientUser } from '../../../runtime/transaction/client-user.ts';
import { InviteClient } from '../../../runtime/transaction/invite-client.ts';
import type { StoredTransaction } from '../../../runtime/transaction/stored/records.ts';
import { hashOf, makeKey, type TransactionKey } from '../../../runtime/transaction/key.ts';
import { KeyedHash } from '../../../runtime/transaction/keyed-hash.ts';
import { TransactionLayer } from '../../../runtime/transaction/layer.ts';
import { NonInviteClient } from '../../../runtime/transaction/non-invite-client.ts';
import type { ServerEntry } from '../../../runtime/transaction/server-table.ts';
import { Bench, INVITE, OPTIONS } from './bench.ts';

let bench: Bench;
let layer: TransactionLayer<Kept, Named>;
let revived: StoredTransaction<object>[];

beforeEach(() => {
  bench = new Bench();
  revived = [];
  layer = layerOf(2);
});

/** A layer that makes of a stored transaction what a proxy would: an entry and, when there was a branch, its client. */
function layerOf(limit: number): TransactionLayer<Kept, Named> {
  const made: TransactionLayer<Kept, Named> = new TransactionLayer({
    wheel: bench.wheel,
    clock: bench.clock,
    limit,
    hash: HASH,
    revival: { finished: (stored) => revive(made, stored), ringing: ({ stored }) => revive(made, stored) },
  });
  return made;
}

function revive(made: TransactionLayer<Kept, Named>, stored: StoredTransaction<object>): Kept {
  revived.push(stored);
  const entry = new Kept({}, stored.key);
  made.servers.add(entry);
  const { branch, key } = stored;
  if (branch !== '') made.keepClient(key.method === 'INVITE' ? inviteClient(branch, 'revived') : client(branch, key.method));
  return entry;
}

const HASH = new KeyedHash(Int32Array.of(1, 2));

/** Who made a client transaction. */
class Named implements ClientUser {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  timedOut(): void {}
  ended(): void {}
}

function inviteClient(branch: string, owner: string = 'invite'): InviteClient {
  return new InviteClient(branch, INVITE, bench.hop, bench.timing, bench.wheel, new Named(owner));
}
function client(branch: string, method: string, owner: string = method.toLowerCase()): NonInviteClient {
  return new NonInviteClient(branch, method, OPTIONS, bench.hop, bench.timing, bench.wheel, new Named(owner));
}
/** Name of the owner of the client transaction that a reply belongs to. */
function ownerOf(branch: string, method: string): string | null {
  const found = layer.findClient(replyOf(branch, method));
  return found === null ? null : layer.ownerOf(found).name;
}

function replyOf(branch: string, method: string): SipMessage {
  const via = branch === '' ? '' : `;branch=${branch}`;
  return parseMessage(
    [
      'SIP/2.0 200 OK',
      `Via: SIP/2.0/UDP 192.0.2.10${via}`,
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>;tag=b1',
      'Call-ID: call-1',
      `CSeq: 7 ${method}`,
      '',
      '',
    ].join('\r\n'),
  )!;
}

class Kept implements ServerEntry {
  readonly request: SipMessage;
  readonly key: TransactionKey;
  readonly fromTag: string;
  readonly localTag: string;
  readonly answered = true;
  nextInTable: ServerEntry | null = null;
  readonly hash: number;
  constructor(of: { callId?: string; cseq?: number; fromTag?: string; localTag?: string } = {}, key?: TransactionKey) {
    this.localTag = of.localTag ?? 'ours';
    this.request = ackOf({ ...of, toTag: '' });
    this.key = key ?? makeKey(hashOf(HASH, this.request), this.request);
    this.hash = this.key.hash;
    this.fromTag = this.request.fromTag;
  }
}

function ackOf(of: { callId?: string; cseq?: number; fromTag?: string; toTag?: string } = {}): SipMessage {
  const toTag = of.toTag ?? 'ours';
  return parseMessage(
    [
      'ACK sip:bob@example.org SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKack',
      `From: <sip:alice@example.org>;tag=${of.fromTag ?? 'a1'}`,
      `To: <sip:bob@example.org>${toTag === '' ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${of.callId ?? 'call-1'}`,
      `CSeq: ${of.cseq ?? 1} ACK`,
      '',
      '',
    ].join('\r\n'),
  )!;
}

describe('replies to client transactions (RFC 3261 17.1.3)', () => {
  it.each<[string, string, string | null]>([
    ['z9hG4bKa', 'INVITE', 'invite'],
    ['z9hG4bKa', 'CANCEL', 'cancel'],
    ['z9hG4bKb', 'OPTIONS', 'options'],
    // the method of CSeq has to be that of the request
    ['z9hG4bKa', 'OPTIONS', null],
    ['z9hG4bKb', 'INVITE', null],
    ['z9hG4bKb', 'CANCEL', null],
    ['z9hG4bKc', 'INVITE', null],
    ['', 'INVITE', null],
    ['__proto__', 'INVITE', null],
  ])('branch %j and method %s: %s', (branch, method, owner) => {
    layer.addClient(inviteClient('z9hG4bKa'));
    layer.addClient(client('z9hG4bKa', 'CANCEL'));
    layer.addClient(client('z9hG4bKb', 'OPTIONS'));
    expect(ownerOf(branch, method)).toBe(owner);
  });

  it('counts transactions that are there, and those that ever were', () => {
    const invite = inviteClient('z9hG4bKa');
    layer.addClient(invite);
    layer.addClient(client('z9hG4bKa', 'CANCEL'));
    expect(layer.clientCount).toBe(2);
    layer.removeClient(invite);
    expect(layer.clientCount).toBe(1);
    expect(layer.counters.clientCreated).toBe(2);
    expect(layer.findClient(replyOf('z9hG4bKa', 'INVITE'))).toBeNull();
    expect(layer.findClient(replyOf('z9hG4bKa', 'CANCEL'))).not.toBeNull();
  });

  it('removes only the very transaction', () => {
    const [one, two]: ClientTransaction[] = [inviteClient('z9hG4bKa', 'one'), inviteClient('z9hG4bKa', 'two')];
    layer.addClient(one!);
    layer.addClient(two!);
    layer.removeClient(one!);
    expect(ownerOf('z9hG4bKa', 'INVITE')).toBe('two');
    layer.removeClient(two!);
    layer.removeClient(two!);
    expect(layer.clientCount).toBe(0);
  });

  it('lets one that has ended match on while its owner wants', () => {
    const invite = inviteClient('z9hG4bKa');
    layer.addClient(invite);
    layer.removeClient(invite);
    layer.keepClient(invite);
    expect(layer.findClient(replyOf('z9hG4bKa', 'INVITE'))).toBe(invite);
    // one that is there already is there once
    layer.keepClient(invite);
    expect([layer.clientCount, layer.counters.clientCreated]).toEqual([1, 1]);
    layer.removeClient(invite);
    expect(layer.clientCount).toBe(0);
  });
});

describe('ACKs of a 2xx of ours (RFC 3261 13.2.2.4)', () => {
  it.each<[string, Parameters<typeof ackOf>[0], boolean]>([
    ['Call-ID, CSeq number and both tags', {}, true],
    ['another Call-ID', { callId: 'call-2' }, false],
    ['another CSeq number', { cseq: 2 }, false],
    ['another From tag', { fromTag: 'a2' }, false],
    ['another To tag', { toTag: 'theirs' }, false],
    ['no To tag', { toTag: '' }, false],
  ])('%s', (_name, of, found) => {
    const entry = new Kept();
    layer.awaitAck(entry);
    expect(layer.findAcknowledged(ackOf(of))).toBe(found ? entry : null);
  });

  it('are told apart within one Call-ID', () => {
    const one = new Kept({ cseq: 1 });
    const two = new Kept({ cseq: 2 });
    layer.awaitAck(one);
    layer.awaitAck(two);
    layer.awaitAck(two);
    expect(layer.findAcknowledged(ackOf({ cseq: 1 }))).toBe(one);
    expect(layer.findAcknowledged(ackOf({ cseq: 2 }))).toBe(two);
    layer.forgetAck(two);
    expect(layer.findAcknowledged(ackOf({ cseq: 2 }))).toBeNull();
    expect(layer.findAcknowledged(ackOf({ cseq: 1 }))).toBe(one);
    layer.forgetAck(one);
    layer.forgetAck(one);
    expect(layer.findAcknowledged(ackOf({ cseq: 1 }))).toBeNull();
  });
});

describe('the limit', () => {
  it('is reached with so many server transactions, and left again when one ends', () => {
    const one = new Kept({ callId: 'call-1' });
    expect(layer.isFull).toBe(false);
    layer.servers.add(one);
    layer.servers.add(new Kept({ callId: 'call-2' }));
    expect(layer.isFull).toBe(true);
    layer.servers.remove(one);
    expect(layer.isFull).toBe(false);
  });

  it('of 0 admits none', () => {
    expect(layerOf(0).isFull).toBe(true);
  });
});

describe('a reply to a transaction that has finished', () => {
  function finish(branch: string, method: string = 'INVITE'): void {
    const message = parseMessage(ackOf().text.replaceAll('ACK', method))!;
    const taken = layer.stored.finished.put({
      key: makeKey(hashOf(HASH, message), message),
      status: 200,
      reply: '',
      hop: bench.hop,
      branch,
      sentTo: bench.hop,
      sentUri: '',
      flags: 0,
      xflagsLow: 0,
      xflagsHigh: 0,
      branchFlags: 0,
      kept: {},
      wait: 5000,
    });
    expect(taken).toBe(true);
  }

  it.each<[string, string, string | null]>([
    ['z9hG4bKa', 'INVITE', 'revived'],
    ['z9hG4bKa', 'CANCEL', null],
    ['z9hG4bKa', 'OPTIONS', null],
    ['z9hG4bKb', 'INVITE', null],
    ['', 'INVITE', null],
  ])('with branch %j and method %s makes objects of it: %s', (branch, method, owner) => {
    finish('z9hG4bKa');
    expect(ownerOf(branch, method)).toBe(owner);
    const there = owner === null ? 0 : 1;
    expect([revived.length, layer.servers.size, layer.clientCount, layer.stored.finished.size]).toEqual([
      there,
      there,
      there,
      1 - there,
    ]);
    // once: from then on it is found among the others
    expect([ownerOf(branch, method), revived.length, layer.counters.clientCreated]).toEqual([owner, there, 0]);
  });

  it('belongs to what is not finished first', () => {
    finish('z9hG4bKa');
    layer.addClient(inviteClient('z9hG4bKa', 'live'));
    expect([ownerOf('z9hG4bKa', 'INVITE'), revived]).toEqual(['live', []]);
  });

  it('finds nothing when the wait is over', () => {
    finish('z9hG4bKa');
    bench.clock.advance(5000);
    expect([ownerOf('z9hG4bKa', 'INVITE'), revived, layer.stored.finished.size]).toEqual([null, [], 0]);
  });

  it('does not count against the limit', () => {
    for (const branch of ['z9hG4bKa', 'z9hG4bKb', 'z9hG4bKc']) finish(branch, 'OPTIONS');
    expect([layer.stored.finished.size, layer.isFull]).toEqual([3, false]);
    ownerOf('z9hG4bKa', 'OPTIONS');
    expect([layer.stored.finished.size, layer.servers.size, layer.isFull]).toEqual([2, 1, false]);
    ownerOf('z9hG4bKb', 'OPTIONS');
    expect(layer.isFull).toBe(true);
  });
});
