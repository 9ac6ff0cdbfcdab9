import { ownText } from '../sip/chars.ts';
import type { TimerNode, TimerOwner, TimerWheel } from '../timer/wheel.ts';
import { Event, Timer } from './event.ts';
import { isReliable, sendTo, type Hop } from './hop.ts';
import { started, stopped } from './lazy-timer.ts';
import type { ServerUser } from './server-user.ts';
import type { Timing } from './timing.ts';

type State = (this: InviteServer, event: Event, status: number) => State;

/**
 * INVITE server transaction (RFC 3261 17.2.1 with RFC 6026 7.1). As in Kamailio it lives for `wait` behind its final reply
 * (spec/modules.md 9.3), which takes the place of timers I and L, and cuts H short when that is longer.
 */
export class InviteServer implements TimerOwner {
  readonly isInvite = true;
  /** Where replies go. */
  readonly hop: Hop;
  /** The last reply sent, '' before the first: answered again when the INVITE comes again. */
  lastReply = '';
  /** Its status, 0 before the first. */
  lastStatus = 0;
  private readonly wheel: TimerWheel;
  /** Read anew for each timer. */
  timing: Readonly<Timing>;
  private readonly user: ServerUser;
  private state: State = this.proceeding;
  private interval = 0;
  private retransmission: TimerNode | null = null;
  private ending: TimerNode | null = null;
  private lingering: TimerNode | null = null;
  // a 2xx of our own is repeated by the transaction user (13.3.1.4), which is this server too
  private repeats2xx = false;

  constructor(hop: Hop, timing: Readonly<Timing>, wheel: TimerWheel, user: ServerUser) {
    this.hop = hop;
    this.timing = timing;
    this.wheel = wheel;
    this.user = user;
  }

  /**
   * Sends a reply.
   * @param own a 2xx that this server made by itself, to be repeated until its ACK arrives
   * @returns whether the transport took it
   */
  respond(status: number, text: string, own: boolean): boolean {
    if (this.state === this.terminated) return false;
    this.lastReply = text;
    this.lastStatus = status;
    this.repeats2xx = own;
    const sent = sendTo(this.hop, text);
    this.happen(Event.reply, status);
    return sent;
  }
  /** The INVITE arrived again. @returns whether a reply was sent again */
  repeated(): boolean {
    const had = this.lastReply !== '';
    this.happen(Event.request, 0);
    return had;
  }
  acknowledged(): void {
    this.happen(Event.ack, 0);
  }
  expired(kind: number): void {
    this.happen(kind as Event, 0);
  }
  /** Ends without a (further) reply, after the usual wait: what a script releases. */
  release(): void {
    if (this.state === this.proceeding)
      this.lingering = started(this.lingering, this, Timer.linger, this.wheel, this.timing.wait);
  }
  /** Ends without a (further) reply, as if that status had been sent: what comes again is absorbed. */
  drop(status: number): void {
    if (this.isFinal) return;
    this.release();
    this.lastStatus = status;
    this.lastReply = '';
  }
  /** Only absorbs what is repeated: nothing of it needs a timer but its end. */
  get resting(): boolean {
    return this.state === this.accepted && !this.repeats2xx;
  }
  /** Lets go of its timers: who rests lives on in another form. Nobody is told. */
  rest(): void {
    this.lingering = stopped(this.lingering, this.wheel);
    this.state = this.terminated;
  }
  /** Nobody has answered yet, and no script released it. */
  get isProceeding(): boolean {
    return this.state === this.proceeding && this.lingering === null;
  }
  /** It rings: what is kept for as long as that takes keeps no other text alive, and is one object in the place of forty. */
  settle(): void {
    this.lastReply = ownText(this.lastReply);
  }
  /** Goes on as one that sent a provisional reply. */
  resumeProceeding(status: number, reply: string): void {
    this.lastStatus = status;
    this.lastReply = reply;
  }
  /** Goes on as one that sent its final reply. @param wait milliseconds until its end */
  resume(status: number, reply: string, wait: number): void {
    this.lastStatus = status;
    this.lastReply = reply;
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, wait);
    this.state = this.accepted;
  }
  /** Ends at once. */
  terminate(): void {
    this.state = this.end();
  }
  get isFinal(): boolean {
    return this.lastStatus >= 200;
  }
  get stateName(): string {
    return this.state.name;
  }

  private happen(event: Event, status: number): void {
    this.state = this.state(event, status);
  }

  private proceeding(event: Event, status: number): State {
    switch (event) {
      case Event.request:
        if (this.lastReply !== '') sendTo(this.hop, this.lastReply); // 17.2.1: the most recent provisional again
        return this.proceeding;
      case Event.reply:
        return status < 200 ? this.proceeding : this.completed2xxOrNot(status);
      case Event.linger:
        return this.end();
      default:
        return this.proceeding;
    }
  }

  private completed2xxOrNot(status: number): State {
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, this.timing.wait);
    if (status < 300 && !this.repeats2xx) return this.accepted;
    if (status < 300 || !isReliable(this.hop)) {
      this.interval = this.timing.t1;
      this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval); // timer G
    }
    this.ending = started(this.ending, this, Timer.timeout, this.wheel, this.timing.fr); // timer H
    return status < 300 ? this.accepted : this.completed;
  }

  private completed(event: Event): State {
    switch (event) {
      case Event.request:
        sendTo(this.hop, this.lastReply);
        return this.completed;
      case Event.retransmit:
        return this.repeat(this.completed);
      case Event.ack:
        return this.quiet(this.confirmed);
      case Event.timeout:
        return this.quiet(this.confirmed); // H: nobody acknowledged; what comes late is absorbed until the wait ends
      case Event.linger:
        return this.end();
      default:
        return this.completed;
    }
  }

  // Absorbs ACKs (17.2.1). An INVITE that comes even now gets the reply again, as Kamailio does.
  private confirmed(event: Event): State {
    if (event === Event.linger) return this.end();
    if (event === Event.request) sendTo(this.hop, this.lastReply);
    return this.confirmed;
  }

  // RFC 6026 7.1: absorbs the INVITE; any number of 2xx pass through `respond`
  private accepted(event: Event): State {
    switch (event) {
      case Event.request:
        sendTo(this.hop, this.lastReply);
        return this.accepted;
      case Event.retransmit:
        return this.repeat(this.accepted);
      case Event.ack:
      case Event.timeout:
        return this.quiet(this.accepted);
      case Event.linger:
        return this.end();
      default:
        return this.accepted;
    }
  }

  private terminated(): State {
    return this.terminated;
  }

  private repeat(next: State): State {
    sendTo(this.hop, this.lastReply);
    this.interval = Math.min(this.interval * 2, this.timing.t2);
    this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval);
    return next;
  }

  private quiet(next: State): State {
    this.retransmission = stopped(this.retransmission, this.wheel);
    this.ending = stopped(this.ending, this.wheel);
    return next;
  }

  private end(): State {
    this.quiet(this.terminated);
    this.lingering = stopped(this.lingering, this.wheel);
    this.user.ended();
    return this.terminated;
  }
}
