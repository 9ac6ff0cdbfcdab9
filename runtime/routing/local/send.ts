import { Header } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseMessage } from '../../sip/parser.ts';
import { serialize } from '../../sip/serialize.ts';
import { parseUri } from '../../sip/uri.ts';
import { COOKIE } from '../../transaction/branch.ts';
import type { Hop } from '../../transaction/hop.ts';
import type { Timing } from '../../transaction/timing.ts';
import type { LocalSocket } from '../../transport/types.ts';
import { GONE, RouteContext } from '../context.ts';
import type { Core } from '../core.ts';
import { FULL, SEND_ERROR, UNRESOLVED } from '../errors.ts';
import { runEvent } from '../events.ts';
import { findHop, type HopFault } from '../next-hop.ts';
import { Source } from '../source.ts';
import { ownVia } from '../via.ts';
import { acknowledge } from './ack.ts';
import { LocalRequest, type LocalAnswer, type LocalUser } from './local-request.ts';
import { completed, localRequestText, type RequestParts, type RequestSpec } from './request-text.ts';

/** A request of this server, and how it is to be sent. */
export interface LocalSpec extends RequestSpec, LocalUser {
  /** URI of the next hop; absent or '': the Request-URI. */
  readonly nextHop?: string;
  /** Socket to send from; absent or null: chosen by the next hop. */
  readonly socket?: LocalSocket | null;
  /** Timers; those of tm unless given. */
  readonly timing?: Readonly<Timing>;
  /** The event callback `tm:local-request` is not run: requests that come in thousands, as pings do. */
  readonly quiet?: boolean;
}

/** Why a request was not sent. */
export type LocalFault = HopFault | 'text' | 'dropped' | 'send' | 'full';

const BRANCH = 20;

/**
 * Sends a request that this server makes by itself (t_uac_send; what uac, pings and dialogs build on). Its event callback runs first
 * and may change it, send it elsewhere or drop it. Retransmission, the ACKs of an INVITE and timeouts are taken care of.
 *
 * @returns the request; a text when it could not be sent, and then nobody is told of an answer. When the name of its next hop has to be
 * looked up, or the event callback is asynchronous, it is on its way, and what goes wrong comes as an answer
 */
export function sendRequest(core: Core, spec: LocalSpec): LocalRequest | LocalFault {
  // what peers ask for may make requests of ours: as many as may be received, and no more (spec/security.md 9)
  if (core.locals.size >= core.transactions.limit) return 'full';
  return new Sending(core, spec).begin();
}

/** As `sendRequest`, for who waits. What could not be sent is answered as well: 477, 478, 400 for a text that makes no request. */
export function request(core: Core, spec: Omit<LocalSpec, 'onAnswer'>): Promise<LocalAnswer> {
  return new Promise((resolve) => {
    const sent = sendRequest(core, { ...spec, onAnswer: resolve });
    if (typeof sent === 'string') resolve(faultAnswer(sent));
  });
}

function faultAnswer(fault: LocalFault): LocalAnswer {
  switch (fault) {
    case 'unresolved':
      return { status: UNRESOLVED.status, reason: UNRESOLVED.reason, message: null };
    case 'uri':
    case 'text':
      return { status: 400, reason: 'Bad Request', message: null };
    case 'full':
      return { status: FULL.status, reason: FULL.reason, message: null };
    case 'dropped':
      return { status: 487, reason: 'Request Terminated', message: null };
    default:
      return { status: SEND_ERROR.status, reason: SEND_ERROR.reason, message: null };
  }
}

/** One request between its specification and the transport. */
class Sending {
  private readonly core: Core;
  private readonly spec: LocalSpec;
  private readonly parts: RequestParts;
  private readonly local: LocalRequest;
  private readonly branch: string;

  constructor(core: Core, spec: LocalSpec) {
    this.core = core;
    this.spec = spec;
    this.parts = completed(core, spec);
    this.branch = `${COOKIE}${core.random.token(BRANCH)}`;
    const { method, callId, cseq } = this.parts;
    const { options } = core.stateful;
    this.local = new LocalRequest(core, {
      method,
      callId,
      cseq,
      branch: this.branch,
      timing: spec.timing ?? options.timing,
      user: {
        ...(spec.onProvisional && { onProvisional: spec.onProvisional }),
        ...(spec.onAnswer && { onAnswer: spec.onAnswer }),
        onAccepted: spec.onAccepted ?? ((of, reply, source) => void acknowledge(core, of, reply, source, options.localAckMode)),
      },
    });
  }

  begin(): LocalRequest | LocalFault {
    const { core, spec, parts } = this;
    const first = core.sockets.sockets[0];
    if (first === undefined) return this.refused('no-socket');
    const any = spec.socket ?? first;
    const draft = parseMessage(localRequestText(core, parts, this.via(any)));
    if (draft === null || draft.fault !== '' || parseUri(parts.uri) === null) return this.refused('text');
    const next = spec.nextHop ?? '';
    const found = this.hop(draft, next === '' ? parts.uri : next);
    if (!(found instanceof Promise)) return this.settle(this.found(draft, found));
    found.then((hop) => this.later(this.found(draft, hop))).catch(core.defect);
    return this.local;
  }

  private hop(message: SipMessage, uri: string): Hop | HopFault | Promise<Hop | HopFault> {
    const socket = this.spec.socket ?? this.core.sockets.sockets[0]!;
    const cx = new RouteContext(this.core, 'event', this.core.routes, '', message, ownSource(socket));
    return findHop(cx, uri, this.spec.socket ?? null, 0);
  }

  // null: on its way
  private found(draft: SipMessage, hop: Hop | HopFault): LocalFault | null | Promise<LocalFault | null> {
    if (typeof hop === 'string') return hop;
    const { core, spec } = this;
    const callback = spec.quiet === true ? '' : core.events.localRequest;
    const message = hop.socket === (spec.socket ?? core.sockets.sockets[0]) ? draft : this.draftFor(hop);
    const event = runEvent(core, core.routes, callback, 'tm:local-request', message, ownSource(hop.socket), (cx) => {
      cx.target.dstUri = spec.nextHop || this.parts.uri;
      cx.local = this.local;
    });
    if (event === null) return this.go(message.text, hop);
    const { cx, running } = event;
    return running === undefined ? this.changed(cx, hop) : running.then(() => this.changed(cx, hop));
  }

  private draftFor(hop: Hop): SipMessage {
    return parseMessage(localRequestText(this.core, this.parts, this.via(hop.socket)))!;
  }

  // What the event callback made of it
  private changed(cx: RouteContext, hop: Hop): LocalFault | null | Promise<LocalFault | null> {
    if (cx.dropped) return 'dropped';
    const before = this.spec.nextHop || this.parts.uri;
    const { dstUri, uri } = cx.target;
    const next = dstUri !== before && dstUri !== '' ? dstUri : uri !== '' && (this.spec.nextHop ?? '') === '' ? uri : before;
    const write = (to: Hop): LocalFault | null => this.go(this.rewritten(cx, to), to);
    if (next === before) return write(hop);
    const found = this.hop(cx.message, next);
    if (found instanceof Promise) return found.then((to) => (typeof to === 'string' ? to : write(to)));
    return typeof found === 'string' ? found : write(found);
  }

  private rewritten(cx: RouteContext, hop: Hop): string {
    const { message, target } = cx;
    const via = message.header(Header.Via)!;
    const startLine = target.uri === '' ? '' : `${message.method} ${target.uri} SIP/2.0\r\n`;
    return serialize(message, startLine, [{ at: via.start, end: via.end, text: this.via(hop.socket), late: null }], hop.socket);
  }

  private go(text: string, hop: Hop): LocalFault | null {
    return this.local.send(text, hop) ? null : 'send';
  }

  private settle(outcome: LocalFault | null | Promise<LocalFault | null>): LocalRequest | LocalFault {
    if (outcome instanceof Promise) {
      this.later(outcome);
      return this.local;
    }
    return outcome === null ? this.local : this.refused(outcome);
  }
  private later(outcome: LocalFault | null | Promise<LocalFault | null>): void {
    Promise.resolve(outcome)
      .then((fault) => fault !== null && this.local.finish(faultAnswer(fault)))
      .catch(this.core.defect);
  }
  private refused(fault: LocalFault): LocalFault {
    this.local.forget();
    return fault;
  }

  private via(socket: LocalSocket): string {
    const cx = new RouteContext(this.core, 'event', this.core.routes, '', GONE, ownSource(socket));
    return ownVia(cx, socket, this.branch);
  }
}

function ownSource(socket: LocalSocket): Source {
  return new Source(socket, socket.ip, socket.port, 0);
}
