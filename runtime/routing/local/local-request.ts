import { Method, methodId } from '../../sip/method.ts';
import type { SipMessage } from '../../sip/message.ts';
import { TimerNode, type TimerOwner } from '../../timer/wheel.ts';
import type { ClientTransaction, ClientUser, Verdict } from '../../transaction/client-user.ts';
import type { Hop } from '../../transaction/hop.ts';
import { cancelText } from '../../transaction/hop-by-hop.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import { sendTo } from '../../transaction/hop.ts';
import { REPEATS, type Timing } from '../../transaction/timing.ts';
import type { Core } from '../core.ts';
import type { Source } from '../source.ts';

/** How a request of this server was answered. */
export interface LocalAnswer {
  readonly status: number;
  readonly reason: string;
  /** Null for one made here: 408 nobody answered, 477 sending failed, 478 no next hop, 487 cancelled before it was sent. */
  readonly message: SipMessage | null;
}

/** Who wants to know how a request of this server fares. Nothing here may throw. */
export interface LocalUser {
  /** A provisional reply. */
  readonly onProvisional?: (reply: SipMessage) => void;
  /** The final answer; once. */
  readonly onAnswer?: (answer: LocalAnswer) => void;
  /** A 2xx to an INVITE that has to be acknowledged: each one, repetitions too (RFC 3261 13.2.2.4). */
  readonly onAccepted?: (request: LocalRequest, reply: SipMessage, source: Source) => void;
}

/** What one is made of. */
export interface LocalParts {
  readonly method: string;
  readonly callId: string;
  readonly cseq: number;
  /** Whole branch value of our Via. */
  readonly branch: string;
  readonly timing: Readonly<Timing>;
  readonly user: LocalUser;
}

/** A request that this server makes by itself: a client transaction with nobody upstream (RFC 3261 8.1, 17.1). */
export class LocalRequest implements ClientUser, TimerOwner {
  /** It belongs to no request that was received. */
  readonly proxy = null;
  readonly core: Core;
  readonly method: string;
  readonly isInvite: boolean;
  readonly callId: string;
  readonly cseq: number;
  readonly branch: string;
  readonly timing: Readonly<Timing>;
  readonly user: LocalUser;
  client: ClientTransaction | null = null;
  /** The request as sent. */
  text = '';
  hop: Hop | null = null;
  answer: LocalAnswer | null = null;
  /** A 2xx is not acknowledged by itself (t_set_no_auto_ack). */
  manualAck = false;
  /** The last 2xx to an INVITE, for the ACK that a script sends. */
  accepted: SipMessage | null = null;
  /** Nothing of it is under way any more. */
  over = false;
  private cancelling: NonInviteClient | null = null;
  private cancelWanted: string | null = null;
  private readonly ringing: TimerNode = new TimerNode(this, 0);

  constructor(core: Core, parts: LocalParts) {
    this.core = core;
    this.method = parts.method;
    this.isInvite = methodId(parts.method) === Method.INVITE;
    this.callId = parts.callId;
    this.cseq = parts.cseq;
    this.branch = parts.branch;
    this.timing = parts.timing;
    this.user = parts.user;
    core.locals.add(this);
  }

  /** Sends it. An ACK goes out once and is answered by nobody. @returns whether the transport took it */
  send(text: string, hop: Hop): boolean {
    const { core, timing, branch } = this;
    this.text = text;
    this.hop = hop;
    if (this.cancelWanted !== null) {
      this.finish({ status: 487, reason: 'Request Terminated', message: null });
      return true;
    }
    if (methodId(this.method) === Method.ACK) {
      this.end();
      return sendTo(hop, text);
    }
    const client = this.isInvite
      ? new InviteClient(branch, text, hop, timing, core.wheel, this)
      : new NonInviteClient(branch, this.method, text, hop, timing, core.wheel, this);
    this.client = client;
    core.transactions.addClient(client);
    const sent = client.start();
    if (!sent) core.counters.sendFailures++;
    return sent;
  }

  /** A reply arrived; the core reply route and the client transaction have seen it. */
  replied(message: SipMessage, source: Source, verdict: Verdict): void {
    const { status } = message;
    switch (verdict) {
      case 'provisional':
        if (this.answer !== null) return;
        if (this.isInvite) this.core.wheel.start(this.ringing, this.timing.frInvite); // timer C (16.8)
        if (this.cancelWanted !== null) this.sendCancel();
        this.user.onProvisional?.(message);
        return;
      case 'final':
        if (this.isInvite && status < 300) this.accept(message, source);
        this.finish({ status, reason: message.reason, message });
        return;
      case 'late-2xx':
        if (this.isInvite) this.accept(message, source);
        return;
      default:
    }
  }

  private accept(message: SipMessage, source: Source): void {
    this.accepted = message;
    if (!this.manualAck) this.user.onAccepted?.(this, message, source);
  }

  /** Gives up before or after sending; a final answer is told once. */
  finish(answer: LocalAnswer): void {
    if (this.answer !== null) return;
    this.answer = answer;
    this.core.wheel.stop(this.ringing);
    if (this.client === null || this.client.ended) this.end();
    this.user.onAnswer?.(answer);
  }

  /**
   * Cancels it (RFC 3261 9.1): at once when the callee has heard of it, else as soon as it has. The answer tells what came of it.
   * @param headers whole header lines for the CANCEL
   */
  cancel(headers: string = ''): void {
    if (this.answer !== null || !this.isInvite || this.cancelling !== null) return;
    this.cancelWanted = headers;
    if (this.client?.hasProvisional === true) this.sendCancel();
    else this.client?.stopRetransmitting();
  }

  private sendCancel(): void {
    if (this.cancelling !== null || this.hop === null) return;
    const text = cancelText(this.text, this.cancelWanted ?? '');
    this.cancelling = new NonInviteClient(this.branch, 'CANCEL', text, this.hop, this.timing, this.core.wheel, this);
    this.core.transactions.addClient(this.cancelling);
    this.cancelling.start();
  }

  // timer C: it rings for too long. What the CANCEL brings is acknowledged for a while
  expired(): void {
    if (this.answer !== null) {
      this.client?.terminate();
      this.end();
      return;
    }
    this.sendCancel();
    this.finish({ status: 408, reason: 'Request Timeout', message: null });
    this.core.wheel.start(this.ringing, REPEATS * this.timing.t1);
  }
  timedOut(transaction: ClientTransaction): void {
    if (transaction === this.client) this.finish({ status: 408, reason: 'Request Timeout', message: null });
  }
  ended(transaction: ClientTransaction): void {
    this.core.transactions.removeClient(transaction);
    if (transaction === this.client && this.answer !== null) this.end();
  }

  /** It was not sent: nobody is told. */
  forget(): void {
    this.answer ??= { status: 0, reason: '', message: null };
    this.end();
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    this.core.wheel.stop(this.ringing);
    this.core.locals.remove(this);
  }
}
