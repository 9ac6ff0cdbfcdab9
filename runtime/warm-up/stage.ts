import type { Config } from '../config/types.ts';
import { validate } from '../config/validate.ts';
import { fromExports } from '../loader/generation.ts';
import type { Logger } from '../routing/logger.ts';
import { builtinModules, createServer, type Server } from '../server.ts';
import type { Clock } from '../timer/clock.ts';
import type { DatagramSink, OpenDatagramPort } from '../transport/datagrams.ts';
import { UdpTransport } from '../transport/udp.ts';
import { contactOf, replyTo, requestOf, routeSet } from './phones.ts';
import * as routes from './routes.ts';

// Where everybody is: the server nowhere but in this process, callers and callee behind NATs with these addresses.
const SERVER = '127.0.0.1';
const CALLER = '198.51.100.7';
const CALLEE = '203.0.113.9';
const PORT = 5060;

const BOB = `<sip:bob@${SERVER}>`;

/** Modules that most configurations have. */
const MODULES = {
  tm: {},
  tmx: {},
  sl: {},
  rr: {},
  pv: {},
  maxfwd: {},
  textops: {},
  siputils: {},
  sanity: {},
  usrloc: {},
  registrar: { received_avp: '$avp(RECEIVED)' },
  nathelper: { received_avp: '$avp(RECEIVED)' },
};

const SILENT: Logger = { debug() {}, info() {}, notice() {}, warn() {}, error() {}, fatal() {}, enabled: () => false };

/** A server that nobody reaches, and the phones that play with it. */
export class Stage {
  /** Answers that were not what a phone expects. */
  failures = 0;
  private readonly server: Server;
  private sink: DatagramSink | null = null;
  private readonly sent: string[] = [];

  constructor(clock: Clock) {
    this.server = createServer({
      config: configuration(),
      routes: fromExports(routes),
      log: SILENT,
      configFile: '',
      clock,
      // the socket is a real one but for its last step: what runs in service is what gets compiled
      transport: (specs, tap, onError) => new UdpTransport(specs, { tap, onError, addresses: [SERVER], open: this.port }),
    });
  }

  /** Registers the callee. */
  async open(): Promise<void> {
    await this.server.start();
    this.request('REGISTER', BOB, CALLEE, -1);
  }
  close(): Promise<void> {
    return this.server.stop(0);
  }

  /** A call, a registration, an OPTIONS and a MESSAGE. @param n number of the round, for what differs between calls */
  round(n: number): void {
    this.call(n);
    // every other one is new, every other one refreshes the contact of the one before
    const caller = n - (n & 1);
    const register = this.request('REGISTER', `<sip:alice${caller}@${SERVER}>`, CALLER, caller, '', 1 + (n & 1));
    this.expect(register, 'SIP/2.0 200 ');
    this.expect(this.request('OPTIONS', BOB, CALLER, n), 'SIP/2.0 200 ');
    const message = this.request('MESSAGE', BOB, CALLER, n);
    this.expect(this.reply(message, '200 OK', false), 'SIP/2.0 200 ');
  }

  private call(n: number): void {
    const invite = this.request('INVITE', BOB, CALLER, n);
    this.expect(this.reply(invite, '180 Ringing', false), 'SIP/2.0 180 ');
    const ok = this.reply(invite, '200 OK', true);
    const to = `${BOB};tag=b1`;
    this.expect(this.request('ACK', to, CALLER, n, ok), 'ACK ');
    const bye = this.request('BYE', to, CALLER, n, ok, 2);
    this.expect(this.reply(bye, '200 OK', false), 'SIP/2.0 200 ');
  }

  /**
   * Sends a request.
   * @param ok the reply that made the dialog that it belongs to; '' for none
   * @returns what left the server for it: the request as the callee gets it, or the server's own answer
   */
  private request(method: string, to: string, from: string, call: number, ok: string = '', cseq: number = 1): string {
    const uri = ok !== '' ? contactOf(ok) : method === 'REGISTER' || method === 'OPTIONS' ? `sip:${SERVER}` : `sip:bob@${SERVER}`;
    this.receive(requestOf({ method, uri, call, cseq, to, headers: routeSet(ok), sdp: method === 'INVITE' }), from);
    return this.sent.find((text) => text.startsWith(method)) ?? this.sent[0] ?? '';
  }

  /** The callee replies. @returns what the caller gets */
  private reply(request: string, status: string, sdp: boolean): string {
    this.receive(replyTo(request, status, sdp), CALLEE);
    return this.sent[0] ?? '';
  }

  private expect(text: string, beginning: string): void {
    if (!text.startsWith(beginning)) this.failures++;
  }

  private receive(text: string, from: string): void {
    this.sent.length = 0;
    // one flat text of latin1, as it comes from a socket
    this.sink?.datagram(Buffer.from(text, 'latin1').toString('latin1'), from, PORT);
    this.sink?.drained();
  }

  private readonly port: OpenDatagramPort = async (_ip, _family, port, sink) => {
    this.sink = sink;
    const send = (text: string): number => {
      this.sent.push(text);
      return 0;
    };
    return { port, send, close: async () => {} };
  };
}

function configuration(): Config {
  const value = { listen: [`udp:${SERVER}:${PORT}`], modules: MODULES };
  const { config, mistakes } = validate({ file: '/', source: '', value, inputs: [] }, builtinModules());
  if (config === undefined) throw new Error(`the configuration of the warm-up is wrong: ${String(mistakes[0])}`);
  return config;
}
