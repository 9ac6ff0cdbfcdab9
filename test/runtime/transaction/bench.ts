import type { ClientTransaction, ClientUser } from '../../../runtime/transaction/client-user.ts';
import type { Hop } from '../../../runtime/transaction/hop.ts';
import type { ServerUser } from '../../../runtime/transaction/server-user.ts';
import type { Timing } from '../../../runtime/transaction/timing.ts';
import type { LocalSocket, Proto } from '../../../runtime/transport/types.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../runtime/timer/wheel.ts';

/** A socket that keeps what is sent, first words only. */
export class KeptSocket implements LocalSocket {
  readonly proto: Proto;
  readonly ip = '192.0.2.10';
  readonly family = 4;
  readonly port = 5060;
  readonly name = '';
  readonly advertisedHost = '';
  readonly advertisedPort = 0;
  readonly text: string;
  /** Start lines with the time at which they left, in milliseconds. */
  readonly sent: string[] = [];
  readonly whole: string[] = [];
  works = true;
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock, proto: Proto) {
    this.clock = clock;
    this.proto = proto;
    this.text = `${proto}:192.0.2.10:5060`;
  }
  send(text: string): boolean {
    if (!this.works) return false;
    this.whole.push(text);
    this.sent.push(`${Math.round(this.clock.now())} ${text.split('\r\n', 1)[0]}`);
    return true;
  }
  /** What was sent since the last call, without times. */
  take(): string[] {
    return this.sent.splice(0).map((line) => line.slice(line.indexOf(' ') + 1));
  }
}

/** All that a machine under test needs, and what it told its user. */
export class Bench implements ClientUser, ServerUser {
  readonly clock: VirtualClock = new VirtualClock();
  readonly wheel: TimerWheel = new TimerWheel(this.clock, {
    onError: (error) => {
      throw error;
    },
  });
  readonly socket: KeptSocket;
  readonly hop: Hop;
  readonly timing: Timing = { t1: 500, t2: 4000, fr: 32_000, frInvite: 180_000, wait: 5000 };
  readonly told: string[] = [];

  constructor(proto: Proto = 'udp') {
    this.socket = new KeptSocket(this.clock, proto);
    this.hop = { socket: this.socket, ip: '192.0.2.20', port: 5060, flow: 0 };
  }
  timedOut(): void {
    this.told.push('timed out');
  }
  ended(_transaction?: ClientTransaction): void {
    this.told.push('ended');
  }
}

export const INVITE: string = [
  'INVITE sip:bob@192.0.2.20 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKtheirs',
  'Max-Forwards: 69',
  'Route: <sip:192.0.2.20;lr>',
  'From: <sip:alice@example.org>;tag=a1',
  'To: <sip:bob@example.org>',
  'Call-ID: call-1',
  'CSeq: 7 INVITE',
  'Contact: <sip:alice@192.0.2.1>',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

export const OPTIONS: string = INVITE.replaceAll('INVITE', 'OPTIONS');

/** A reply to one of the requests above. */
export function reply(status: number, method: string = 'INVITE', tag: string = 'b1'): SipMessage {
  const text = [
    `SIP/2.0 ${status} Reason ${status}`,
    'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKtheirs',
    'From: <sip:alice@example.org>;tag=a1',
    `To: <sip:bob@example.org>;tag=${tag}`,
    'Call-ID: call-1',
    `CSeq: 7 ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  return parseMessage(text)!;
}
