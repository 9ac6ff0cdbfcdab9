import type { Clock, Core, LocalSocket, Logger, RouteContext } from '../../runtime/module.ts';
import type { Binding, LocationTable, Usrloc } from '../usrloc/api.ts';
import type { Params } from './params.ts';
import { pingTarget, type PingTarget } from './ping-target.ts';
import { RawPings } from './raw-pings.ts';
import { SipPings } from './sip-ping.ts';

/** Slices of the location table that are pinged in one second: pings leave in ten small heaps, not in one large one. */
const SLICES_PER_SECOND = 10;
const MOST_SLICES = 100;

/** How long a contact that was given up stays, in seconds. */
const LAST_SECONDS = 10;

/** The four-octet ping. Phones and the server itself take it for nothing, NATs for traffic. */
const FOUR_ZEROS = '\0\0\0\0';

/** What a pinger works with. */
export interface PingerParts {
  readonly params: Params;
  readonly core: Core;
  readonly log: Logger;
  readonly usrloc: Usrloc;
}

/** Keeps the holes in NATs open: pings the stored contacts, each once in `natping_interval` (spec/nathelper.md 7). */
export class Pinger {
  /** Cleared and set by `nathelper.enable_ping`. */
  enabled = true;
  sent = 0;
  /** Pings that could not be sent: no address for the name, no socket, the transport refused. */
  unsent = 0;
  private readonly params: Params;
  private readonly core: Core;
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly usrloc: Usrloc;
  private readonly sipFlag: number;
  private readonly disableFlag: number;
  private readonly sipPings: SipPings | null;
  /** What sends the four octets, where that is none of the sockets. */
  private readonly rawPings: RawPings | null;
  /** All contacts are pinged with SIP requests, whatever their flags. */
  private readonly sipForAll: boolean;
  private readonly slices: number;
  private readonly visit: (binding: Binding) => void;
  private readonly begun: number;
  private done: number = 0; // slices since the start
  private forced: LocalSocket | null = null;
  private table: LocationTable | null = null;
  private now: number = 0; // seconds since 1970, during a tick

  constructor(parts: PingerParts) {
    const { params, core } = parts;
    this.params = params;
    this.core = core;
    this.clock = core.clock;
    this.log = parts.log;
    this.usrloc = parts.usrloc;
    this.sipFlag = maskOf(params.sipping_bflag);
    this.disableFlag = maskOf(params.natping_disable_bflag);
    const sips = this.sipFlag !== 0;
    this.sipPings = sips ? new SipPings({ method: params.sipping_method, from: params.sipping_from, random: core.random }) : null;
    this.rawPings = RawPings.from(params, core.raw);
    this.sipForAll = sips && params.ping_nated_only === 0;
    this.slices = params.natping_interval * this.perSecond;
    this.begun = core.clock.now();
    this.visit = (binding) => this.consider(binding);
  }

  private due(): number {
    return Math.floor((this.clock.now() - this.begun) / this.tickInterval);
  }
  /** Milliseconds between two ticks. */
  get tickInterval(): number {
    return 1000 / this.perSecond;
  }
  private get perSecond(): number {
    return Math.min(MOST_SLICES, SLICES_PER_SECOND * Math.max(1, this.params.natping_processes));
  }

  /**
   * The sockets are bound: time counts from now, and the socket that pings shall leave from is looked up.
   * @throws KsrError when pings shall leave from elsewhere and the system does not let them
   */
  start(): void {
    this.rawPings?.open();
    this.done = this.due();
    const text = this.params.force_socket;
    if (text === '') return;
    const socket = this.core.sockets.findText(text);
    if (socket?.proto === 'udp') this.forced = socket;
    else this.log.warn(`force_socket ${text} is no UDP socket of this server; pings leave from where the contact registered`);
  }

  /** Nobody is pinged any more. */
  stop(): void {
    this.rawPings?.close();
  }

  /** Pings the slices that are due since the last tick: a late tick leaves nobody out, and nobody is pinged twice. */
  tick(): void {
    const due = this.due();
    let from = this.done;
    this.done = due;
    if (!this.enabled) return;
    from = Math.max(from, due - this.slices);
    this.now = this.usrloc.now();
    for (; from < due; from++) {
      for (const table of this.usrloc.tables()) {
        this.table = table;
        table.slice(from % this.slices, this.slices, this.visit);
      }
    }
  }

  /**
   * Behind the core reply route: an answer to a ping has one Via and goes nowhere.
   * @returns whether the reply is one
   */
  takesReply(cx: RouteContext): boolean {
    const { sipPings } = this;
    if (sipPings === null || !sipPings.isAnswer(cx.message)) return false;
    if (this.params.keepalive_timeout > 0) sipPings.answered(cx.message, this.usrloc);
    return true;
  }

  // 7.1: what has to hold for a contact to be pinged
  private consider(binding: Binding): void {
    const { params, usrloc } = this;
    const flags = binding.cflags;
    if (!binding.isValid(this.now) || (flags & this.disableFlag) !== 0) return;
    if (params.ping_nated_only !== 0 && (flags & usrloc.natFlag) === 0) return;
    if (params.filter_server_id !== 0 && binding.serverId !== usrloc.serverId) return;
    const marked = (flags & this.sipFlag) !== 0;
    const sip = this.sipForAll || marked;
    if (sip && this.isSilent(binding)) return;
    const target = pingTarget(binding, marked && params.ignore_path === 0);
    if (target !== null) this.resolve(binding, target, sip);
  }

  // 7.5: gives a UDP contact up that did not answer. Only SIP pings are answered.
  private isSilent(binding: Binding): boolean {
    const { keepalive_timeout: timeout } = this.params;
    if (timeout <= 0 || !binding.socket.startsWith('udp:') || this.now - binding.lastKeepalive <= timeout) return false;
    const last = this.now + LAST_SECONDS;
    if (binding.expires > last) this.table?.setExpires(binding, last);
    return true;
  }

  private resolve(binding: Binding, target: PingTarget, sip: boolean): void {
    const found = this.core.resolver.resolve(target.host, target.port, 'udp');
    if (Array.isArray(found)) this.ping(binding, found[0]?.ip, target.port, sip);
    else void found.then((endpoints) => this.ping(binding, endpoints[0]?.ip, target.port, sip));
  }

  private ping(binding: Binding, ip: string | undefined, port: number, sip: boolean): void {
    if (ip !== undefined && !sip && this.rawPings !== null) {
      this.count(this.rawPings.send(FOUR_ZEROS, binding, ip, port));
      return;
    }
    const socket = ip === undefined ? null : this.socketFor(binding, ip.includes(':') ? 6 : 4);
    if (ip === undefined || socket === null) {
      this.count(false);
      return;
    }
    const seconds = Math.floor((this.clock.now() - this.begun) / 1000);
    const text = sip ? this.sipPings!.request(binding, socket, seconds) : FOUR_ZEROS;
    this.count(text !== '' && socket.send(text, ip, port, 0));
  }

  private count(sent: boolean): void {
    if (sent) this.sent++;
    else this.unsent++;
  }

  // forced, else where the contact registered, else the first that can reach it
  private socketFor(binding: Binding, family: 4 | 6): LocalSocket | null {
    if (this.forced !== null && this.forced.family === family) return this.forced;
    const { sockets } = this.core;
    return sockets.select('udp', family, sockets.findText(binding.socket) ?? null) ?? null;
  }
}

function maskOf(flag: number): number {
  return flag < 0 ? 0 : 1 << flag;
}
