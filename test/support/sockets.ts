import type { LocalSocket, Proto } from '../../runtime/transport/types.ts';

/** One message that a server under test handed to a socket. */
export interface Sent {
  readonly socket: LocalSocket;
  readonly text: string;
  readonly ip: string;
  readonly port: number;
  readonly flow: number;
}

/** What a captured socket is made of; the rest has defaults. */
export interface SocketFacts {
  readonly proto: Proto;
  readonly ip: string;
  readonly port: number;
  readonly name?: string;
  readonly advertisedHost?: string;
  readonly advertisedPort?: number;
}

/** A socket of a server under test: what is sent through it is kept in a list. */
export class CapturedSocket implements LocalSocket {
  readonly proto: Proto;
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly name: string;
  readonly advertisedHost: string;
  readonly advertisedPort: number;
  readonly text: string;
  /** What `send` answers; a test sets it to false to see what happens then. */
  works: boolean = true;
  private readonly sent: Sent[];

  constructor(facts: SocketFacts, sent: Sent[]) {
    this.proto = facts.proto;
    this.ip = facts.ip;
    this.family = facts.ip.includes(':') ? 6 : 4;
    this.port = facts.port;
    this.name = facts.name ?? '';
    this.advertisedHost = facts.advertisedHost ?? '';
    this.advertisedPort = facts.advertisedPort ?? 0;
    this.text = `${facts.proto}:${this.family === 6 ? `[${facts.ip}]` : facts.ip}:${facts.port}`;
    this.sent = sent;
  }

  send(text: string, ip: string, port: number, flow: number): boolean {
    if (this.works) this.sent.push({ socket: this, text, ip, port, flow });
    return this.works;
  }
}

/** The sockets of the server that the vectors were recorded on (README of the recordings, "The server"). */
export const RECORDED_SOCKETS: readonly SocketFacts[] = [
  { proto: 'udp', ip: '198.51.100.10', port: 5060 },
  { proto: 'udp', ip: '198.51.100.11', port: 5070, name: 'second' },
  { proto: 'udp', ip: '198.51.100.12', port: 5060, name: 'adv', advertisedHost: '203.0.113.200', advertisedPort: 5090 },
  { proto: 'udp', ip: '2001:db8::10', port: 5060 },
  { proto: 'tcp', ip: '198.51.100.10', port: 5060 },
  { proto: 'ws', ip: '198.51.100.10', port: 8080 },
  { proto: 'tcp', ip: '2001:db8::10', port: 5060 },
  { proto: 'ws', ip: '2001:db8::10', port: 8080 },
  { proto: 'tls', ip: '198.51.100.10', port: 5061 },
  { proto: 'wss', ip: '198.51.100.10', port: 8443 },
  { proto: 'tls', ip: '2001:db8::10', port: 5061 },
];

/** The aliases of that server. */
export const RECORDED_ALIASES: readonly string[] = ['ksr.example.com', 'ported.example.com:5070'];
