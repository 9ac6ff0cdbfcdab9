import type { Tmx } from '../../../modules/tmx/facade.ts';
import type { KSR } from '../../../runtime/index.ts';
import type { Server } from '../../../runtime/server.ts';
import type { VirtualClock } from '../../../runtime/timer/virtual.ts';
import type { MemoryMessage, MemoryNetwork, MemoryPeer } from '../../../runtime/transport/memory.ts';
import type { DnsSource } from '../../../runtime/transport/resolve/source.ts';
import { KeptLog } from '../../support/core.ts';
import { memoryServer } from '../../support/memory-server.ts';

// A server in virtual time with a caller and callees around it, who do only what the test makes them do.

/** KSR as the callbacks of a test see it: everything, in every kind of route. */
export type AnyKSR = KSR & { readonly tmx: Tmx };
/** The callbacks of a test, by name. */
export type Routes = Readonly<Record<string, (ksr: AnyKSR) => unknown>>;

export const SERVER = 'udp:192.0.2.10:5060';

/** What a request of a phone says, where it is not the usual. */
export interface RequestText {
  readonly uri?: string;
  /** Without the cookie; '' for none at all (RFC 2543). */
  readonly branch?: string;
  /** The whole topmost Via. */
  readonly via?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly maxForwards?: number;
  /** Header lines without CRLF. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** What a reply of a phone says, where it is not the usual. */
export interface ReplyText {
  readonly reason?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Method of CSeq. */
  readonly method?: string;
}

/** `INVITE`, or `180 INVITE`. */
export function kindOf(message: string): string {
  const first = message.split('\r\n', 1)[0]!;
  if (!first.startsWith('SIP/2.0 ')) return first.split(' ')[0]!;
  return `${first.slice(8, 11)} ${header(message, 'CSeq').split(' ')[1]}`;
}

/** @returns body of the first header of that name, '' when there is none */
export function header(message: string, name: string): string {
  return headers(message, name)[0] ?? '';
}

/** @returns bodies of all headers of that name */
export function headers(message: string, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  const lines = message.split('\r\n\r\n')[0]!.split('\r\n').slice(1);
  return lines.filter((line) => line.toLowerCase().startsWith(start)).map((line) => line.slice(start.length).trim());
}

/** @returns value of a parameter of the first header of that name, '' when there is none */
export function param(message: string, name: string, key: string): string {
  const found = header(message, name)
    .split(';')
    .map((part) => part.trim())
    .find((part) => part === key || part.startsWith(`${key}=`));
  return found === undefined ? '' : found.slice(key.length + 1);
}

export const reasonOf = (message: string): string => message.split('\r\n', 1)[0]!.slice(12);
export const uriOf = (message: string): string => message.split(' ')[1]!;
export const bodyOf = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4);

/** Writes a request as a phone at that address would. */
export function requestText(method: string, from: string, of: RequestText = {}): string {
  const branch = of.branch ?? `${method === 'CANCEL' || method === 'ACK' ? 'INVITE' : method}1`;
  const body = of.body ?? '';
  const at = from.slice(from.indexOf(':') + 1);
  return [
    `${method} ${of.uri ?? 'sip:bob@203.0.113.31:5080'} SIP/2.0`,
    `Via: ${of.via ?? `SIP/2.0/UDP ${at}${branch === '' ? '' : `;branch=z9hG4bK-${branch}`}`}`,
    `Max-Forwards: ${of.maxForwards ?? 70}`,
    `From: <sip:alice@example.org>;tag=${of.fromTag ?? 'a1'}`,
    `To: <sip:bob@example.org>${of.toTag === undefined || of.toTag === '' ? '' : `;tag=${of.toTag}`}`,
    `Call-ID: ${of.callId ?? 'call-1'}`,
    `CSeq: ${of.cseq ?? 1} ${method}`,
    ...(of.headers ?? []),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** Writes the reply to a request as received. */
export function replyText(request: string, status: number, of: ReplyText = {}): string {
  const body = of.body ?? '';
  const to = header(request, 'To');
  const tag = status === 100 || to.includes(';tag=') ? '' : `;tag=${of.toTag ?? 'b1'}`;
  const [number, method] = header(request, 'CSeq').split(' ');
  return [
    `SIP/2.0 ${status} ${of.reason ?? 'Said'}`,
    ...headers(request, 'Via').map((via) => `Via: ${via}`),
    `From: ${header(request, 'From')}`,
    `To: ${to}${tag}`,
    `Call-ID: ${header(request, 'Call-ID')}`,
    `CSeq: ${number} ${of.method ?? method}`,
    ...(of.headers ?? []),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** Somebody at an address. */
export class Phone {
  readonly peer: MemoryPeer;
  readonly address: string;
  private readonly scene: Scene;
  private taken = 0;

  constructor(scene: Scene, address: string) {
    this.scene = scene;
    this.address = address;
    this.peer = scene.network.peer(address);
  }

  /** Sends a request and lets everybody do what there is to do at once. */
  async sends(method: string, of: RequestText = {}): Promise<string> {
    const text = requestText(method, this.address, of);
    await this.sendsText(text);
    return text;
  }
  async sendsText(text: string, to: string = SERVER): Promise<void> {
    this.peer.send(text, to);
    await this.scene.settle();
  }
  /** Replies to the last request of that method that arrived. */
  async replies(method: string, status: number, of: ReplyText = {}): Promise<void> {
    await this.sendsText(replyText(this.last(method), status, of));
  }
  /** Acknowledges the last reply to its INVITE: the ACK of a negative one has the branch of the INVITE. */
  async acknowledges(of: RequestText = {}): Promise<void> {
    const final = this.all().findLast((m) => /^[2-6]\d\d INVITE$/.test(kindOf(m)))!;
    await this.sends('ACK', { toTag: param(final, 'To', 'tag'), callId: header(final, 'Call-ID'), ...of });
  }
  /** Everything that ever arrived. */
  all(): string[] {
    return this.peer.received.map((message) => message.text);
  }
  /** @returns the last message of that kind that arrived; fails when there is none */
  last(kind: string): string {
    const found = this.all().findLast((text) => kindOf(text) === kind);
    if (found === undefined) throw new Error(`${this.address} got no ${kind}, but ${this.all().map(kindOf).join(', ')}`);
    return found;
  }
  /** Kinds of what arrived since this was last asked. */
  got(): string[] {
    const fresh = this.peer.received.slice(this.taken);
    this.taken = this.peer.received.length;
    return fresh.map((message) => kindOf(message.text));
  }
  /** Kinds with the time of arrival in milliseconds, since this was last asked. */
  gotAt(): string[] {
    const fresh: MemoryMessage[] = this.peer.received.slice(this.taken);
    this.taken = this.peer.received.length;
    return fresh.map((message) => `${Math.round(message.at)} ${kindOf(message.text)}`);
  }
}

/** How a scene is set. */
export interface SceneOptions {
  readonly routes: Routes;
  /** Parameters of tm. */
  readonly tm?: Readonly<Record<string, unknown>>;
  /** Modules beside tm, tmx, sl, pv and corex. */
  readonly modules?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly dns?: DnsSource;
}

/** Server, phones and time. */
export class Scene {
  readonly server: Server;
  readonly network: MemoryNetwork;
  readonly clock: VirtualClock;
  readonly log: KeptLog;
  readonly alice: Phone;
  readonly bob: Phone;
  readonly carol: Phone;
  readonly dave: Phone;
  private readonly phones: Phone[] = [];

  constructor(parts: { server: Server; network: MemoryNetwork; clock: VirtualClock; log: KeptLog }) {
    this.server = parts.server;
    this.network = parts.network;
    this.clock = parts.clock;
    this.log = parts.log;
    this.alice = this.phone('udp:198.51.100.21:5070');
    this.bob = this.phone('udp:203.0.113.31:5080');
    this.carol = this.phone('udp:203.0.113.32:5080');
    this.dave = this.phone('udp:203.0.113.33:5080');
  }

  phone(address: string): Phone {
    const phone = new Phone(this, address);
    this.phones.push(phone);
    return phone;
  }
  /** Lets so many milliseconds go by, and delivers everything. */
  async settle(ms: number | string = 0): Promise<void> {
    await this.clock.advanceAsync(ms);
    this.network.run();
    await this.clock.advanceAsync(0);
  }
  /** What everybody got since this was last asked, names as in `alice`, without those who got nothing. */
  got(): Record<string, string[]> {
    const all = { alice: this.alice.got(), bob: this.bob.got(), carol: this.carol.got(), dave: this.dave.got() };
    return Object.fromEntries(Object.entries(all).filter(([, kinds]) => kinds.length > 0));
  }
  /** Defects and failed callbacks that were logged. */
  get errors(): string[] {
    return this.log.texts('error');
  }
  get transactions(): Server['engine']['transactions'] {
    return this.server.engine.transactions;
  }
  /** Server transactions that are there: as objects, and as octets. */
  get serverCount(): number {
    const { servers, stored } = this.transactions;
    return servers.size + stored.finished.size;
  }
  /** Nothing is left: no transaction, no memory of them, no timer. */
  get isEmpty(): boolean {
    const { clientCount, stored } = this.transactions;
    const octets = stored.finished.octets + stored.ringing.octets;
    return this.serverCount === 0 && clientCount === 0 && octets === 0 && this.server.engine.wheel.size === 0;
  }
}

/** Starts a server with these callbacks. */
export async function scene(options: SceneOptions | Routes): Promise<Scene> {
  const of: SceneOptions = isOptions(options) ? options : { routes: options };
  const log = new KeptLog();
  const modules = { tm: of.tm ?? {}, tmx: {}, sl: {}, pv: {}, corex: {}, ...of.modules };
  const config = { modules, server_header: '', ...of.config };
  const parts = await memoryServer({ routes: of.routes, config, log, ...(of.dns === undefined ? {} : { dns: of.dns }) });
  return new Scene({ ...parts, log });
}

function isOptions(options: SceneOptions | Routes): options is SceneOptions {
  return typeof options['routes'] === 'object';
}

/** A proxy that does nothing but relay. */
export const RELAY: Routes = {
  requestRoute: (ksr) => {
    if (ksr.is_ACK()) {
      if (ksr.tm.t_check_trans() !== 0) ksr.tm.t_relay();
      return;
    }
    if (!ksr.is_CANCEL() && ksr.tm.t_check_trans() === 0) return;
    ksr.tm.t_relay();
  },
};

/** A request route that absorbs what has to be, and does the given for what is new. */
export function forNew(run: (ksr: AnyKSR) => unknown): (ksr: AnyKSR) => unknown {
  return (ksr) => {
    if (ksr.is_ACK() || ksr.is_CANCEL()) {
      if (ksr.tm.t_check_trans() !== 0) ksr.tm.t_relay();
      return undefined;
    }
    if (ksr.tm.t_check_trans() === 0) return undefined;
    return run(ksr);
  };
}

/** Adds the other phones to the destination set: `fork(ksr, 'carol', 'dave')`. */
export function fork(ksr: AnyKSR, ...names: readonly ('bob' | 'carol' | 'dave')[]): void {
  for (const name of names) ksr.corex.append_branch_uri(URIS[name]);
}

export const URIS = {
  bob: 'sip:bob@203.0.113.31:5080',
  carol: 'sip:carol@203.0.113.32:5080',
  dave: 'sip:dave@203.0.113.33:5080',
} as const;
