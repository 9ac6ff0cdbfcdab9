import type { SystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { invite, request } from '../messages.ts';
import { type Calls, State } from './calls.ts';
import { HeaderLines, Line } from './header-lines.ts';
import { LoadSocket, type Phone } from './socket.ts';
import { CallDigits, readCall, Template } from './template.ts';

const INVITE_CSEQ = 49; // "1"
const BYE_CSEQ = 50;
const ROUTE = Buffer.from('Route: ');
const LT = 60;
const GT = 62;

/** The phone that calls: INVITE, ACK, BYE. It repeats nothing; what gets lost is counted. */
export class Caller implements Phone {
  private readonly calls: Calls;
  private readonly whenDrained: () => void;
  private readonly digits: CallDigits = new CallDigits();
  private readonly lines: HeaderLines = new HeaderLines();
  private readonly invite: Template;
  private readonly ack: readonly Template[];
  private readonly bye: readonly Template[];
  private readonly negativeAck: readonly Template[];
  private port!: LoadSocket;

  private constructor(calls: Calls, callee: number, whenDrained: () => void) {
    const uri = `sip:bob@127.0.0.1:${callee}`;
    this.calls = calls;
    this.whenDrained = whenDrained;
    this.invite = new Template(invite(uri));
    this.ack = withinDialog('ACK', 'a', 1);
    this.bye = withinDialog('BYE', '2', 2);
    this.negativeAck = Template.around(request({ method: 'ACK', uri, branch: '1', cseq: 1, to: '{to}' }), ['{to}']);
  }

  /**
   * @param callee port of the phone that is called
   * @param whenDrained called when a batch of messages was read
   */
  static async open(calls: Calls, callee: number, system: SystemCalls | null, whenDrained: () => void): Promise<Caller> {
    const caller = new Caller(calls, callee, whenDrained);
    caller.port = await LoadSocket.open(caller, system);
    return caller;
  }

  get socket(): LoadSocket {
    return this.port;
  }

  /** Begins a call. */
  call(now: number): void {
    const { port } = this;
    const call = this.calls.begin(now);
    if (call < 0) return;
    port.commit(this.invite.write(port.octets, port.at, this.digits.of(call)));
  }

  arrived(octets: Buffer, from: number, to: number, now: number): void {
    const status = (octets[from + 8]! - 48) * 100 + (octets[from + 9]! - 48) * 10 + (octets[from + 10]! - 48);
    if (octets[from] !== 83 || status < 200) return; // a request is not for the caller, a provisional reply no news
    const { lines, calls } = this;
    lines.read(octets, from, to);
    const id = lines.first(Line.CallId);
    const cseq = lines.first(Line.CSeq);
    if (id < 0 || cseq < 0) return;
    const call = readCall(octets, lines.value(id));
    const state = calls.state(call);
    if (octets[lines.value(cseq)] === INVITE_CSEQ) this.invited(octets, call, state, status, now);
    else if (octets[lines.value(cseq)] === BYE_CSEQ && state === State.Ending) this.ended(call, status, now);
  }

  drained(): void {
    this.whenDrained();
  }

  private invited(octets: Buffer, call: number, state: State, status: number, now: number): void {
    if (status >= 300) {
      this.acknowledge(octets, call);
      if (state !== State.Free) this.ended(call, status, now);
    } else if (state === State.Answered) {
      this.calls.answers.add(now - this.calls.entered(call));
      this.calls.enter(call, State.Ending, now);
      this.within(this.ack, octets, call);
      this.within(this.bye, octets, call);
    }
  }

  private ended(call: number, status: number, now: number): void {
    if (status < 300) this.calls.finished++;
    else this.calls.refused++;
    this.calls.enter(call, State.Free, now);
  }

  /** Writes a request of the dialog that the reply has made: its Contact, its route set, its To. */
  private within(parts: readonly Template[], octets: Buffer, call: number): void {
    const { port, lines, digits } = this;
    const out = port.octets;
    digits.of(call);
    let at = parts[0]!.write(out, port.at, digits);
    at = copyAddress(octets, lines.value(lines.first(Line.Contact)), out, at);
    at = parts[1]!.write(out, at, digits);
    // RFC 3261 12.1.2: the caller goes along them the other way round
    for (let i = lines.count - 1; i >= 0; i--) {
      if (lines.kind(i) !== Line.RecordRoute) continue;
      at += ROUTE.copy(out, at);
      at += octets.copy(out, at, lines.value(i), lines.end(i));
    }
    at = parts[2]!.write(out, at, digits);
    const to = lines.first(Line.To);
    at += octets.copy(out, at, lines.value(to), lines.end(to) - 2);
    port.commit(parts[3]!.write(out, at, digits));
  }

  private acknowledge(octets: Buffer, call: number): void {
    const { port, lines, digits, negativeAck } = this;
    digits.of(call);
    let at = negativeAck[0]!.write(port.octets, port.at, digits);
    const to = lines.first(Line.To);
    at += octets.copy(port.octets, at, lines.value(to), lines.end(to) - 2);
    port.commit(negativeAck[1]!.write(port.octets, at, digits));
  }
}

function withinDialog(method: string, branch: string, cseq: number): Template[] {
  const text = request({ method, uri: '{uri}', branch, cseq, route: '{route}', to: '{to}' });
  return Template.around(text, ['{uri}', '{route}\r\n', '{to}']);
}

// What stands between < and >
function copyAddress(octets: Buffer, from: number, into: Buffer, at: number): number {
  let start = from;
  while (octets[start] !== LT) start++;
  let end = ++start;
  while (octets[end] !== GT) end++;
  return at + octets.copy(into, at, start, end);
}
