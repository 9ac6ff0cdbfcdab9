import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';

/** A UDP socket on 127.0.0.1 that speaks SIP as a test dictates. */
export class Peer {
  private readonly socket: Socket;
  private readonly arrived: string[] = [];
  private wake: () => void = () => {};

  /** Opens it on a port that the system chooses. */
  static async open(): Promise<Peer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Peer(socket);
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('message', (bytes: Buffer, _from: RemoteInfo) => {
      this.arrived.push(bytes.toString('latin1'));
      this.wake();
    });
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(text: string, port: number): void {
    this.socket.send(Buffer.from(text, 'latin1'), port, '127.0.0.1');
  }

  /** A request without a body, from this socket: the Via names it. */
  request(method: string, uri: string, callId: string): string {
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK-${callId}-${method}`,
      `From: <sip:peer@127.0.0.1>;tag=${callId}`,
      `To: <${uri}>`,
      `Call-ID: ${callId}`,
      `CSeq: 7 ${method}`,
      'Max-Forwards: 70',
      `Contact: <sip:peer@127.0.0.1:${this.port}>`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  }

  /** The next datagram that `test` accepts; others are thrown away. Rejects after five seconds. */
  async receive(test: (text: string) => boolean = () => true): Promise<string> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.wake();
    }, 5000);
    try {
      for (;;) {
        const text = this.arrived.shift();
        if (text !== undefined && test(text)) return text;
        if (late) throw new Error('no such datagram has arrived within 5 s');
        if (text === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Answers a request: its Via, From, To, Call-ID and CSeq with another first line. */
  answer(request: string, status: string, port: number): void {
    const kept = request.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
    this.send([`SIP/2.0 ${status}`, ...kept, 'Content-Length: 0', '', ''].join('\r\n'), port);
  }

  close(): void {
    this.socket.close();
  }
}
