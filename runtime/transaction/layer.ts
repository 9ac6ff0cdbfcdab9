import type { SipMessage } from '../sip/message.ts';
import type { TimerWheel } from '../timer/wheel.ts';
import type { ClientTransaction } from './client-user.ts';
import { ServerTable, type ServerEntry } from './server-table.ts';

/** A client transaction with the one who made it, so that a reply finds its way up. */
export interface ClientEntry<Owner> {
  readonly transaction: ClientTransaction;
  readonly owner: Owner;
}

/** Counters of the layer, for metrics. */
export class TransactionCounters {
  serverCreated = 0;
  clientCreated = 0;
  /** Requests that were refused because the table was full. */
  refused = 0;
}

/**
 * All transactions of one server. It finds; the machines act.
 * `Owner` is what made a client transaction, `Entry` what holds a server transaction.
 */
export class TransactionLayer<Entry extends ServerEntry = ServerEntry, Owner = unknown> {
  readonly wheel: TimerWheel;
  readonly servers: ServerTable<Entry> = new ServerTable();
  readonly counters: TransactionCounters = new TransactionCounters();
  /** Server transactions at the same time; beyond it new requests get 503 (spec/security.md 9). */
  readonly limit: number;
  private readonly clients: Map<string, ClientEntry<Owner>> = new Map();
  // a CANCEL has the branch of its INVITE (9.1)
  private readonly cancels: Map<string, ClientEntry<Owner>> = new Map();
  // INVITEs that this server answered with a 2xx of its own: their ACK has another branch and is found by Call-ID
  private readonly awaitingAck: Map<string, Entry[]> = new Map();

  constructor(wheel: TimerWheel, limit: number) {
    this.wheel = wheel;
    this.limit = limit;
  }

  get clientCount(): number {
    return this.clients.size + this.cancels.size;
  }
  get isFull(): boolean {
    return this.servers.size >= this.limit;
  }

  addClient(transaction: ClientTransaction, owner: Owner): void {
    this.counters.clientCreated++;
    this.tableFor(transaction.method).set(transaction.branch, { transaction, owner });
  }
  /** Lets a client transaction that has ended go on matching replies, until `removeClient`. */
  keepClient(transaction: ClientTransaction, owner: Owner): void {
    this.tableFor(transaction.method).set(transaction.branch, { transaction, owner });
  }
  removeClient(transaction: ClientTransaction): void {
    const table = this.tableFor(transaction.method);
    if (table.get(transaction.branch)?.transaction === transaction) table.delete(transaction.branch);
  }
  private tableFor(method: string): Map<string, ClientEntry<Owner>> {
    return method === 'CANCEL' ? this.cancels : this.clients;
  }

  /** @returns the client transaction that a reply belongs to: our branch and the method of CSeq (17.1.3), or null */
  findClient(reply: SipMessage): ClientEntry<Owner> | null {
    const branch = reply.via1?.branch ?? '';
    const entry = this.tableFor(reply.method).get(branch);
    return entry !== undefined && entry.transaction.method === reply.method ? entry : null;
  }

  /** Remembers an INVITE that was answered by this server with a 2xx, until `forgetAck`. */
  awaitAck(entry: Entry): void {
    const list = this.awaitingAck.get(entry.key.callId);
    if (list === undefined) this.awaitingAck.set(entry.key.callId, [entry]);
    else if (!list.includes(entry)) list.push(entry);
  }
  forgetAck(entry: Entry): void {
    const list = this.awaitingAck.get(entry.key.callId);
    if (list === undefined) return;
    const rest = list.filter((e) => e !== entry);
    if (rest.length === 0) this.awaitingAck.delete(entry.key.callId);
    else this.awaitingAck.set(entry.key.callId, rest);
  }
  /** @returns the INVITE that an ACK for a 2xx of ours belongs to: Call-ID, CSeq number and both tags (13.2.2.4), or null */
  findAcknowledged(ack: SipMessage): Entry | null {
    for (const entry of this.awaitingAck.get(ack.callId) ?? []) {
      if (entry.key.cseq === ack.cseqNumber && entry.fromTag === ack.fromTag && ack.toTag === entry.localTag) return entry;
    }
    return null;
  }
}
