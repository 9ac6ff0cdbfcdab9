import type { SipMessage } from '../../sip/message.ts';
import { TimerNode, type TimerOwner } from '../../timer/wheel.ts';
import type { ClientTransaction, ClientUser } from '../../transaction/client-user.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import type { RouteReference } from '../context.ts';
import type { Destination } from '../destination.ts';
import type { StatefulProxy } from './proxy.ts';

/** A final reply that a branch got, or that was made up for it. */
export interface BranchAnswer {
  readonly status: number;
  /** The reply as received, edits of the callbacks included; null for one made here, and when it is needed no more. */
  readonly message: SipMessage | null;
  readonly reason: string;
  /** Made here: timeout, send error, CANCEL. */
  readonly made: boolean;
}

/** One branch of a stateful proxy (RFC 3261 16.6): a destination, its client transaction, and its answer. */
export class Branch implements ClientUser, TimerOwner {
  readonly proxy: StatefulProxy;
  readonly index: number;
  readonly destination: Destination;
  client: ClientTransaction | null = null;
  cancel: NonInviteClient | null = null;
  /** The next hop's name is being looked up. */
  resolving = false;
  /** To be cancelled as soon as a provisional reply shows that the request arrived (9.1). */
  cancelWanted = false;
  answer: BranchAnswer | null = null;
  /** Its answer counts no more: a later leg took its place (failure_reply_mode). */
  forgotten = false;
  /** Status of the reply whose asynchronous callback has not ended, 0 for none. */
  waitingWith = 0;
  /** A reply of any kind came from the network. */
  replied = false;
  /** Last provisional status. */
  provisional = 0;
  readonly onReply: RouteReference;
  readonly onFailure: RouteReference;
  /** Disarmed when it runs. */
  onBranchFailure: RouteReference;
  /** Timer C (16.8): how long the callee may ring. */
  private ringing: TimerNode | null = null;

  /** @internal */
  readonly whenTimedOut: (branch: Branch) => void;

  /**
   * @param whenTimedOut called when timer B, C or F expires
   * @param like whose callbacks it has: those armed now, or those of the branch that it goes on for
   */
  constructor(
    proxy: StatefulProxy,
    index: number,
    destination: Destination,
    whenTimedOut: (branch: Branch) => void,
    like: StatefulProxy | Branch = proxy,
  ) {
    this.proxy = proxy;
    this.whenTimedOut = whenTimedOut;
    this.index = index;
    this.destination = destination;
    this.onReply = like.onReply;
    this.onFailure = like.onFailure;
    this.onBranchFailure = like.onBranchFailure;
  }

  /** No final answer yet. */
  get isPending(): boolean {
    return this.answer === null;
  }

  /** Timer C. */
  expired(): void {
    this.whenTimedOut(this);
  }
  timedOut(transaction: ClientTransaction): void {
    if (transaction !== this.client) return;
    // RFC 3261 17.1.1.2 ends it here. What comes late is still acknowledged, cancelled or, a 2xx, passed on while the request's
    // own transaction lives (spec/modules.md 9.5)
    if (!this.proxy.over) this.proxy.core.transactions.keepClient(transaction);
    this.whenTimedOut(this);
  }
  ended(transaction: ClientTransaction): void {
    this.proxy.core.transactions.removeClient(transaction);
  }
  /** Starts timer C, or starts it again. @param delay milliseconds */
  startRinging(delay: number): void {
    this.ringing ??= new TimerNode(this, 0);
    this.proxy.core.wheel.start(this.ringing, delay);
  }
  /** Timer C runs. */
  get isRinging(): boolean {
    return this.ringing !== null && this.ringing.running;
  }
  /** Milliseconds until timer C expires, -1 when it does not run. */
  get ringingLeft(): number {
    return this.ringing !== null && this.ringing.running ? this.proxy.core.wheel.left(this.ringing) : -1;
  }
  stopRinging(): void {
    if (this.ringing !== null) this.proxy.core.wheel.stop(this.ringing);
    this.ringing = null;
  }
  /** Ends everything of the branch at once. */
  terminate(): void {
    this.stopRinging();
    if (this.client !== null) {
      if (this.client.ended) this.ended(this.client);
      else this.client.terminate();
    }
    if (this.cancel !== null && !this.cancel.ended) this.cancel.terminate();
  }
}
