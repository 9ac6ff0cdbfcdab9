import { ownText } from '../sip/chars.ts';
import type { SipMessage } from '../sip/message.ts';
import type { TimerNode, TimerOwner, TimerWheel } from '../timer/wheel.ts';
import { branchHash } from './branch.ts';
import type { Chained } from './chains.ts';
import { Event, Timer } from './event.ts';
import { ackOf, ackText } from './hop-by-hop.ts';
import { isReliable, sendTo, type Hop } from './hop.ts';
import { started, stopped } from './lazy-timer.ts';
import { REPEATS, type Timing } from './timing.ts';
import type { ClientTransaction, ClientUser, Verdict } from './client-user.ts';

type State = (this: InviteClient, event: Event, status: number, reply: SipMessage | null) => State;

/** INVITE client transaction (RFC 3261 17.1.1 with RFC 6026 7.2). */
export class InviteClient implements TimerOwner, Chained {
  readonly branch: string;
  /** @internal */
  readonly hash: number;
  /** @internal */
  nextInTable: ClientTransaction | null = null;
  readonly method = 'INVITE';
  readonly hop: Hop;
  /** The INVITE as sent: retransmitted, and the model of its ACK and CANCEL; '' once none of these can come any more. */
  text: string;
  private readonly wheel: TimerWheel;
  /** Read anew for each timer. */
  timing: Readonly<Timing>;
  readonly user: ClientUser;
  private state: State = this.idle;
  private interval = 0;
  private verdict: Verdict = 'absorbed';
  private ack = '';
  // stands in for the text of one that was resumed
  private uri = '';
  private retransmission: TimerNode | null = null;
  // B while calling, then D or M: never both
  private ending: TimerNode | null = null;
  private lingering: TimerNode | null = null;

  constructor(branch: string, text: string, hop: Hop, timing: Readonly<Timing>, wheel: TimerWheel, user: ClientUser) {
    this.branch = branch;
    this.hash = branchHash(branch);
    this.text = text;
    this.hop = hop;
    this.timing = timing;
    this.wheel = wheel;
    this.user = user;
  }

  /** Sends the INVITE. @returns false when the transport refused it; the transaction has ended then */
  start(): boolean {
    this.happen(Event.start, 0, null);
    return this.state !== this.terminated;
  }
  /** @returns what the user has to do with the reply; the ACK of a negative one has been sent */
  receive(reply: SipMessage): Verdict {
    this.verdict = 'absorbed';
    this.happen(Event.reply, reply.status, reply);
    return this.verdict;
  }
  expired(kind: number): void {
    this.happen(kind as Event, 0, null);
  }
  /** Only absorbs what is repeated, and passes on more 2xx: nothing of it needs a timer but its end. */
  get resting(): boolean {
    return this.state === this.accepted;
  }
  /** Lets go of its timers: who rests lives on in another form, or not at all. Nobody is told. */
  rest(): void {
    this.lingering = stopped(this.lingering, this.wheel);
    this.state = this.terminated;
  }
  /** It rings: one text for as long as that takes, in the place of forty pieces and all that they were cut from. */
  settle(): void {
    this.text = ownText(this.text);
  }
  /** Goes on as one that got a provisional reply. */
  resumeProceeding(): void {
    this.state = this.proceeding;
  }
  /** Goes on as one that got a 2xx. @param wait milliseconds until its end @param uri Request-URI of the INVITE that was sent */
  resume(wait: number, uri: string): void {
    this.uri = uri;
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, wait);
    this.state = this.accepted;
  }
  /** Ends at once; nothing is sent any more. */
  terminate(): void {
    this.state = this.end();
  }
  /** Sends the request no more, though no reply came; goes on waiting for one. */
  stopRetransmitting(): void {
    this.retransmission = stopped(this.retransmission, this.wheel);
  }
  /** Waits so many milliseconds from now for a first reply (timer B); no matter once there was one. */
  restartTimeout(ms: number): void {
    if (this.state === this.calling) this.ending = started(this.ending, this, Timer.timeout, this.wheel, ms);
  }
  /** No final reply yet. */
  get pending(): boolean {
    return this.state === this.calling || this.state === this.proceeding;
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

  private happen(event: Event, status: number, reply: SipMessage | null): void {
    this.state = this.state(event, status, reply);
  }

  private idle(event: Event): State {
    if (event !== Event.start) return this.idle;
    if (!sendTo(this.hop, this.text)) return this.end();
    if (!isReliable(this.hop)) {
      this.interval = this.timing.t1;
      this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval); // timer A
    }
    this.ending = started(this.ending, this, Timer.timeout, this.wheel, this.timing.fr); // timer B
    return this.calling;
  }

  private calling(event: Event, status: number, reply: SipMessage | null): State {
    switch (event) {
      case Event.retransmit:
        sendTo(this.hop, this.text);
        this.interval = Math.min(this.interval * 2, this.timing.t2);
        this.retransmission = started(this.retransmission, this, Timer.retransmit, this.wheel, this.interval);
        return this.calling;
      case Event.timeout:
        return this.giveUp();
      case Event.reply:
        this.retransmission = stopped(this.retransmission, this.wheel); // 17.1.1.2: no retransmission once anything came back
        this.ending = stopped(this.ending, this.wheel);
        return this.replied(status, reply!);
      default:
        return this.calling;
    }
  }

  // No timer runs here: how long a callee may ring is the proxy's timer C (16.8)
  private proceeding(event: Event, status: number, reply: SipMessage | null): State {
    return event === Event.reply ? this.replied(status, reply!) : this.proceeding;
  }

  private replied(status: number, reply: SipMessage): State {
    if (status < 200) {
      this.verdict = 'provisional';
      return this.proceeding;
    }
    this.verdict = 'final';
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, REPEATS * this.timing.t1); // timers D and M
    if (status < 300) return this.accepted;
    this.acknowledge(reply);
    this.text = '';
    return this.completed;
  }

  // 17.1.1.2: each repetition of the negative reply is acknowledged again
  private completed(event: Event, status: number, reply: SipMessage | null): State {
    if (event === Event.linger) return this.end();
    if (event === Event.reply) {
      if (status >= 300) sendTo(this.hop, this.ack);
      this.verdict = status >= 200 && status < 300 ? 'late-2xx' : 'late';
      if (this.ack === '') this.acknowledge(reply!);
    }
    return this.completed;
  }

  // RFC 6026 7.2: every 2xx goes up, from other forks too; their ACKs travel end to end
  private accepted(event: Event, status: number, reply: SipMessage | null): State {
    if (event === Event.linger) return this.end();
    if (event === Event.reply) {
      if (status >= 300) this.acknowledge(reply!);
      this.verdict = status >= 200 && status < 300 ? 'late-2xx' : 'late';
    }
    return this.accepted;
  }

  private terminated(): State {
    return this.terminated;
  }

  private acknowledge(reply: SipMessage): void {
    this.ack = this.uri === '' ? ackText(this.text, reply) : ackOf(this.uri, reply);
    if (this.ack !== '') sendTo(this.hop, this.ack);
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
