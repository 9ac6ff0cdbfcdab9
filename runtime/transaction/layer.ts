import type { SipMessage } from '../sip/message.ts';
import type { Clock } from '../timer/clock.ts';
import type { TimerWheel } from '../timer/wheel.ts';
import { branchHash } from './branch.ts';
import { Chains } from './chains.ts';
import type { ClientTransaction, ClientUser } from './client-user.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { ServerTable, type ServerEntry } from './server-table.ts';
import { type Revival, Stores } from './stored/stores.ts';

/** Counters of the layer, for metrics. */
export class TransactionCounters {
  serverCreated = 0;
  clientCreated = 0;
  /** Requests that were refused because the table was full. */
  refused = 0;
}

/** What a layer is made of. */
export interface LayerParts<Entry extends ServerEntry, Kept extends object> {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  /** Server transactions without a final reply at the same time; beyond it new requests get 503 (spec/security.md 9). */
  readonly limit: number;
  readonly hash: KeyedHash;
  /** Makes entries of those that were put away. */
  readonly revival: Revival<Entry, Kept>;
}

/**
 * All transactions of one server. It finds; the machines act.
 * `Owner` is what made a client transaction, `Entry` what holds a server transaction, `Kept` what those put away have in common.
 */
export class TransactionLayer<
  Entry extends ServerEntry = ServerEntry,
  Owner extends ClientUser = ClientUser,
  Kept extends object = object,
> {
  readonly wheel: TimerWheel;
  readonly servers: ServerTable<Entry, Kept>;
  /** Transactions that nothing is done for at the moment. */
  readonly stored: Stores<Entry, Kept>;
  readonly counters: TransactionCounters = new TransactionCounters();
  /** See `LayerParts`. */
  readonly limit: number;
  private readonly clients: Chains<ClientTransaction> = new Chains();
  // INVITEs that this server answered with a 2xx of its own: their ACK has another branch and is found by Call-ID
  private readonly awaitingAck: Map<string, Set<Entry>> = new Map();

  constructor({ wheel, clock, limit, hash, revival }: LayerParts<Entry, Kept>) {
    this.wheel = wheel;
    this.limit = limit;
    this.stored = new Stores(wheel, clock, revival);
    this.servers = new ServerTable(hash, this.stored);
  }

  get clientCount(): number {
    return this.clients.size;
  }
  get isFull(): boolean {
    return this.servers.size >= this.limit;
  }

  addClient(transaction: ClientTransaction): void {
    this.counters.clientCreated++;
    this.clients.add(transaction);
  }
  /** Lets a client transaction that has ended go on matching replies, until `removeClient`. */
  keepClient(transaction: ClientTransaction): void {
    this.clients.remove(transaction);
    this.clients.add(transaction);
  }
  removeClient(transaction: ClientTransaction): void {
    this.clients.remove(transaction);
  }
  /** @returns who made a client transaction of this layer */
  ownerOf(transaction: ClientTransaction): Owner {
    return transaction.user as Owner;
  }

  /** @returns the client transaction that a reply belongs to: our branch and the method of CSeq (17.1.3), or null */
  findClient(reply: SipMessage): ClientTransaction | null {
    const branch = reply.via1?.branch ?? '';
    const live = this.liveClient(branch, reply.method);
    if (live !== null) return live;
    return this.stored.takeByBranch(branch, reply.method) ? this.liveClient(branch, reply.method) : null;
  }

  private liveClient(branch: string, method: string): ClientTransaction | null {
    const hash = branchHash(branch);
    for (let e = this.clients.first(hash); e !== null; e = e.nextInTable) {
      // a CANCEL has the branch of its INVITE (9.1)
      if (e.hash === hash && e.method === method && e.branch === branch) return e;
    }
    return null;
  }

  /** Remembers an INVITE that was answered by this server with a 2xx, until `forgetAck`. */
  awaitAck(entry: Entry): void {
    const known = this.awaitingAck.get(entry.key.callId);
    if (known === undefined) this.awaitingAck.set(entry.key.callId, new Set([entry]));
    else known.add(entry);
  }
  forgetAck(entry: Entry): void {
    const known = this.awaitingAck.get(entry.key.callId);
    if (known?.delete(entry) === true && known.size === 0) this.awaitingAck.delete(entry.key.callId);
  }
  /** @returns the INVITE that an ACK for a 2xx of ours belongs to: Call-ID, CSeq number and both tags (13.2.2.4), or null */
  findAcknowledged(ack: SipMessage): Entry | null {
    if (this.awaitingAck.size === 0) return null;
    for (const entry of this.awaitingAck.get(ack.callId) ?? []) {
      if (entry.key.cseq === ack.cseqNumber && entry.fromTag === ack.fromTag && ack.toTag === entry.localTag) return entry;
    }
    return null;
  }
}
