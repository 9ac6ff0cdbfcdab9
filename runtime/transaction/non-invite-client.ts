import type { SipMessage } from '../sip/message.ts';
import type { TimerNode, TimerOwner, TimerWheel } from '../timer/wheel.ts';
import type { ClientTransaction, ClientUser, Verdict } from './client-user.ts';
import { branchHash } from './branch.ts';
import type { Chained } from './chains.ts';
import { Event, Timer } from './event.ts';
import { isReliable, sendTo, type Hop } from './hop.ts';
import { started, stopped } from './lazy-timer.ts';
import { T4, type Timing } from './timing.ts';

type State = (this: NonInviteClient, event: Event, status: number) => State;

/** Non-INVITE client transaction (RFC 3261 17.1.2). CANCEL uses it as well, with the branch of its INVITE (9.1). */
export class NonInviteClient implements TimerOwner, Chained {
  readonly branch: string;
  /** @internal */
  readonly hash: number;
  /** @internal */
  nextInTable: ClientTransaction | null = null;
  readonly method: string;
  readonly hop: Hop;
  /** The request as sent; '' once it is not to be sent again. */
  text: string;
  private readonly wheel: TimerWheel;
  /** Read anew for each timer. */
  timing: Readonly<Timing>;
  readonly user: ClientUser;
  private state: State = this.idle;
  private interval = 0;
  private verdict: Verdict = 'absorbed';
  private retransmission: TimerNode | null = null;
  private ending: TimerNode | null = null;
  private lingering: TimerNode | null = null;

  constructor(
    branch: string,
    method: string,
    text: string,
    hop: Hop,
    timing: Readonly<Timing>,
    wheel: TimerWheel,
    user: ClientUser,
  ) {
    this.branch = branch;
    this.hash = branchHash(branch);
    this.method = method;
    this.text = text;
    this.hop = hop;
    this.timing = timing;
    this.wheel = wheel;
    this.user = user;
  }

  /** Sends the request. @returns false when the transport refused it; the transaction has ended then */
  start(): boolean {
    this.happen(Event.start, 0);
    return this.state !== this.terminated;
  }
  /** @returns what the user has to do with the reply */
  receive(reply: SipMessage): Verdict {
    this.verdict = 'absorbed';
    this.happen(Event.reply, reply.status);
    return this.verdict;
  }
  expired(kind: number): void {
    this.happen(kind as Event, 0);
  }
  /** Only absorbs what is repeated: nothing of it needs a timer but its end. */
  get resting(): boolean {
    return this.state === this.completed;
  }
  /** Lets go of its timers: who rests lives on in another form, or not at all. Nobody is told. */
  rest(): void {
    this.lingering = stopped(this.lingering, this.wheel);
    this.state = this.terminated;
  }
  /** Goes on as one that got its final reply. @param wait milliseconds until its end */
  resume(wait: number): void {
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, wait);
    this.state = this.completed;
  }
  /** Ends at once; nothing is sent any more. */
  terminate(): void {
    this.state = this.end();
  }
  /** Sends the request no more, though no reply came; goes on waiting for one. */
  stopRetransmitting(): void {
    this.retransmission = stopped(this.retransmission, this.wheel);
  }
  /** Waits so many milliseconds from now for the final reply (timer F); no matter once there was one. */
  restartTimeout(ms: number): void {
    if (this.pending) this.ending = started(this.ending, this, Timer.timeout, this.wheel, ms);
  }
  /** No final reply yet. */
  get pending(): boolean {
    return this.state === this.trying || this.state === this.proceeding;
  }
  get hasProvisional(): boolean {
    return this.state === this.proceeding;
  }
  get ended(): boolean {
    return this.state === this.terminated;
  }
  /** Name of the state, for tests and the control interface. */
  get stateName(): string {
    return this.state.name;
  }

  private happen(event: Event, status: number): void {
    this.state = this.state(event, status);
  }

  private idle(event: Event): State {
    if (event !== Event.start) return this.idle;
    if (!sendTo(this.hop, this.text)) return this.end();
    if (!isReliable(this.hop)) {
      this.interval = this.timing.t1;
      this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval); // timer E
    }
    this.ending = started(this.ending, this, Timer.timeout, this.wheel, this.timing.fr); // timer F
    return this.trying;
  }

  private trying(event: Event, status: number): State {
    switch (event) {
      case Event.retransmit:
        sendTo(this.hop, this.text);
        this.interval = Math.min(this.interval * 2, this.timing.t2);
        this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval);
        return this.trying;
      case Event.timeout:
        return this.giveUp();
      case Event.reply:
        return this.replied(status);
      default:
        return this.trying;
    }
  }

  // Still under timer F
  private proceeding(event: Event, status: number): State {
    switch (event) {
      case Event.retransmit:
        sendTo(this.hop, this.text);
        this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.timing.t2);
        return this.proceeding;
      case Event.timeout:
        return this.giveUp();
      case Event.reply:
        return this.replied(status);
      default:
        return this.proceeding;
    }
  }

  private replied(status: number): State {
    if (status < 200) {
      this.verdict = 'provisional';
      // 17.1.2.2: every T2 from here on, counted from the reply, as recorded
      if (this.retransmission?.running === true)
        this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.timing.t2);
      return this.proceeding;
    }
    this.verdict = 'final';
    this.text = '';
    this.retransmission = stopped(this.retransmission, this.wheel);
    this.ending = stopped(this.ending, this.wheel);
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, isReliable(this.hop) ? 0 : T4); // timer K
    return this.completed;
  }

  private completed(event: Event): State {
    if (event === Event.linger) return this.end();
    if (event === Event.reply) this.verdict = 'late';
    return this.completed;
  }

  private terminated(): State {
    return this.terminated;
  }

  private giveUp(): State {
    const next = this.end();
    this.state = next; // before the user hears of it: it may look
    this.user.timedOut(this);
    return next;
  }

  private end(): State {
    this.retransmission = stopped(this.retransmission, this.wheel);
    this.ending = stopped(this.ending, this.wheel);
    this.lingering = stopped(this.lingering, this.wheel);
    this.user.ended(this);
    return this.terminated;
  }
}
