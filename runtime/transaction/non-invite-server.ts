import type { TimerNode, TimerOwner, TimerWheel } from '../timer/wheel.ts';
import { Event, Timer } from './event.ts';
import { sendTo, type Hop } from './hop.ts';
import { started, stopped } from './lazy-timer.ts';
import type { ServerUser } from './server-user.ts';
import type { Timing } from './timing.ts';

type State = (this: NonInviteServer, event: Event, status: number) => State;

/** Non-INVITE server transaction (RFC 3261 17.2.2); `wait` takes the place of timer J (spec/modules.md 9.3). */
export class NonInviteServer implements TimerOwner {
  readonly isInvite = false;
  /** Where replies go. */
  readonly hop: Hop;
  /** The last reply sent, '' before the first: answered again when the request comes again. */
  lastReply = '';
  /** Its status, 0 before the first. */
  lastStatus = 0;
  private readonly wheel: TimerWheel;
  /** Read anew for each timer. */
  timing: Readonly<Timing>;
  private readonly user: ServerUser;
  private state: State = this.trying;
  private lingering: TimerNode | null = null;

  constructor(hop: Hop, timing: Readonly<Timing>, wheel: TimerWheel, user: ServerUser) {
    this.hop = hop;
    this.timing = timing;
    this.wheel = wheel;
    this.user = user;
  }

  /** Sends a reply. @returns whether the transport took it; false also for one behind the final */
  respond(status: number, text: string, _own: boolean): boolean {
    // 17.2.2: replies behind the final one are discarded
    if (this.isFinal || this.state === this.terminated) return false;
    this.lastReply = text;
    this.lastStatus = status;
    const sent = sendTo(this.hop, text);
    this.happen(Event.reply, status);
    return sent;
  }
  /** The request arrived again. @returns whether a reply was sent again */
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
    if (!this.isFinal) this.lingering = started(this.lingering, this, Timer.linger, this.wheel, this.timing.wait);
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
    return this.state === this.completed;
  }
  /** Lets go of its timers: who rests lives on in another form. Nobody is told. */
  rest(): void {
    this.lingering = stopped(this.lingering, this.wheel);
    this.state = this.terminated;
  }
  /** Goes on as one that sent its final reply. @param wait milliseconds until its end */
  resume(status: number, reply: string, wait: number): void {
    this.lastStatus = status;
    this.lastReply = reply;
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, wait);
    this.state = this.completed;
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

  // The request was handed to the routes; they have not answered yet.
  private trying(event: Event, status: number): State {
    if (event === Event.linger) return this.end();
    if (event !== Event.reply) return this.trying; // 17.2.2: retransmissions are absorbed before the first answer
    return this.answered(status);
  }

  private proceeding(event: Event, status: number): State {
    switch (event) {
      case Event.request:
        if (this.lastReply !== '') sendTo(this.hop, this.lastReply);
        return this.proceeding;
      case Event.reply:
        return this.answered(status);
      case Event.linger:
        return this.end();
      default:
        return this.proceeding;
    }
  }

  private answered(status: number): State {
    if (status < 200) return this.proceeding;
    this.lingering = started(this.lingering, this, Timer.linger, this.wheel, this.timing.wait); // timer J
    return this.completed;
  }

  private completed(event: Event): State {
    if (event === Event.linger) return this.end();
    if (event === Event.request) sendTo(this.hop, this.lastReply);
    return this.completed;
  }

  private terminated(): State {
    return this.terminated;
  }

  private end(): State {
    this.lingering = stopped(this.lingering, this.wheel);
    this.user.ended();
    return this.terminated;
  }
}
