import type { SystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { SDP } from '../messages.ts';
import { type Calls, slotOf, SLOTS, State } from './calls.ts';
import { HeaderLines, Line } from './header-lines.ts';
import { LoadSocket, type Phone } from './socket.ts';
import { readCall } from './template.ts';

/** Octets for what a reply repeats of its INVITE. */
const ROOM = 1024;
const TAG = Buffer.from(';tag=callee\r\n');
const [A, B, C, I, S] = [65, 66, 67, 73, 83];

/** The phone that is called: it rings, answers the oldest call as soon as more than so many ring, and takes every BYE. */
export class Callee implements Phone {
  /** Calls that ring before the oldest is answered; Infinity: nobody answers. */
  patience: number = 0;
  private readonly calls: Calls;
  private readonly whenDrained: () => void;
  private readonly lines: HeaderLines = new HeaderLines();
  private readonly repeated: Buffer = Buffer.alloc(SLOTS * ROOM); // what replies repeat of each INVITE
  private readonly lengths: Uint16Array = new Uint16Array(SLOTS);
  private readonly queue: Uint32Array = new Uint32Array(SLOTS); // calls in the order in which they began to ring
  private first: number = 0;
  private last: number = 0;
  private port!: LoadSocket;
  private tails: { readonly plain: Buffer; readonly sdp: Buffer } = { plain: TAG, sdp: TAG };

  private constructor(calls: Calls, whenDrained: () => void) {
    this.calls = calls;
    this.whenDrained = whenDrained;
  }

  /** @param whenDrained called when a batch of messages was read */
  static async open(calls: Calls, system: SystemCalls | null, whenDrained: () => void): Promise<Callee> {
    const callee = new Callee(calls, whenDrained);
    callee.port = await LoadSocket.open(callee, system);
    const contact = `Contact: <sip:bob@127.0.0.1:${callee.port.port};transport=udp>\r\n`;
    callee.tails = {
      plain: Buffer.from(`${contact}Content-Length: 0\r\n\r\n`),
      sdp: Buffer.from(`${contact}Content-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`),
    };
    return callee;
  }

  get socket(): LoadSocket {
    return this.port;
  }

  arrived(octets: Buffer, from: number, to: number, now: number): void {
    const letter = octets[from];
    if (letter === A || letter === S) return; // an ACK needs no answer
    this.lines.read(octets, from, to);
    const call = this.callOf(octets);
    if (call < 0) return;
    if (letter === I) this.invited(octets, call, now);
    else if (letter === B) this.reply(OK, octets);
    else if (letter === C) this.cancelled(octets, call, now);
  }

  drained(): void {
    this.whenDrained();
  }

  /** Answers the call that has rung longest. @returns false when none rings */
  answerOldest(now: number): boolean {
    while (this.first !== this.last) {
      const call = this.queue[slotOf(this.first++)]!;
      if (this.calls.state(call) !== State.Ringing) continue; // cancelled meanwhile
      this.calls.enter(call, State.Answered, now);
      this.send(ANSWERED, call, this.tails.sdp);
      return true;
    }
    return false;
  }

  private callOf(octets: Buffer): number {
    const id = this.lines.first(Line.CallId);
    return id < 0 ? -1 : readCall(octets, this.lines.value(id));
  }

  private invited(octets: Buffer, call: number, now: number): void {
    const { calls } = this;
    if (calls.state(call) !== State.Inviting) return;
    calls.requests.add(now - calls.entered(call));
    calls.enter(call, State.Ringing, now);
    this.queue[slotOf(this.last++)] = call;
    this.keep(octets, call);
    this.send(RINGING, call, this.tails.plain);
    // two, so that they become fewer when fewer shall ring
    for (let n = 0; n < 2 && calls.ringing > this.patience; n++) this.answerOldest(now);
  }

  private cancelled(octets: Buffer, call: number, now: number): void {
    const rings = this.calls.state(call) === State.Ringing;
    if (rings) this.send(TERMINATED, call, this.tails.plain);
    this.reply(OK, octets);
    if (rings) this.calls.enter(call, State.Answered, now); // the caller will see the final reply
  }

  /** Keeps what all replies to an INVITE repeat. */
  private keep(octets: Buffer, call: number): void {
    const at = slotOf(call) * ROOM;
    this.lengths[slotOf(call)] = this.repeat(octets, this.repeated, at) - at;
  }

  private send(start: Buffer, call: number, tail: Buffer): void {
    const { port } = this;
    const kept = slotOf(call) * ROOM;
    let at = port.at + start.copy(port.octets, port.at);
    at += this.repeated.copy(port.octets, at, kept, kept + this.lengths[slotOf(call)]!);
    port.commit(at + tail.copy(port.octets, at));
  }

  /** Answers a request that nothing is kept of. */
  private reply(start: Buffer, octets: Buffer): void {
    const { port } = this;
    const at = this.repeat(octets, port.octets, port.at + start.copy(port.octets, port.at));
    port.commit(at + this.tails.plain.copy(port.octets, at));
  }

  /** Copies the lines that a reply repeats (RFC 3261 8.2.6.2), To with a tag. @returns where they end */
  private repeat(octets: Buffer, into: Buffer, from: number): number {
    const { lines } = this;
    let at = from;
    for (let i = 0; i < lines.count; i++) {
      const kind = lines.kind(i);
      if (kind === Line.Other || kind === Line.Contact) continue;
      const start = lines.start(i);
      const end = lines.end(i);
      at += octets.copy(into, at, start, end);
      if (kind === Line.To && !hasTag(octets, start, end)) at += TAG.copy(into, at - 2) - 2;
    }
    return at;
  }
}

const RINGING = Buffer.from('SIP/2.0 180 Ringing\r\n');
const ANSWERED = Buffer.from('SIP/2.0 200 OK\r\n');
const OK = ANSWERED;
const TERMINATED = Buffer.from('SIP/2.0 487 Request Terminated\r\n');

function hasTag(octets: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to - 4; i++) {
    if (octets[i] === 59 && octets[i + 1] === 116 && octets[i + 2] === 97 && octets[i + 3] === 103) return true;
  }
  return false;
}
