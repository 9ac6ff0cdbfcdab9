import {
  Header,
  shownHost,
  shownPort,
  trimEnd,
  type LocalSocket,
  type NameAddr,
  type RouteContext,
} from '../../runtime/module.ts';
import type { BindingValues } from '../usrloc/api.ts';
import type { ContactParams } from './contact-params.ts';
import { ALL_METHODS, allowedMethods } from './methods.ts';
import type { Path } from './path.ts';
import { parseQ } from './q.ts';
import { qOverride } from './q-override.ts';
import type { Registrar } from './registrar.ts';
import { isOn } from './flags.ts';

const LONGEST_USER_AGENT = 255;

/** What all contacts of one REGISTER have in common; what it says of a single one is in its `BindingValues`. */
export class Registration {
  readonly callId: string;
  readonly cseq: number;
  private readonly registrar: Registrar;
  private readonly cx: RouteContext;
  private readonly path: Path;
  private readonly usesRegId: boolean;
  private readonly userAgent: string;
  private readonly received: string;
  private readonly cflags: number;
  private readonly qForAll: number;
  private readonly socket: string;
  private readonly flow: string;
  private readonly connectionId: number;
  private allowed = -1;

  constructor(registrar: Registrar, cx: RouteContext, path: Path, usesRegId: boolean) {
    const { message, source } = cx;
    this.registrar = registrar;
    this.cx = cx;
    this.path = path;
    this.usesRegId = usesRegId;
    this.callId = message.callId;
    this.cseq = message.cseq?.number ?? 0;
    this.userAgent = userAgent(cx);
    const throughPath = registrar.settings.path_use_received === 1 && path.received !== '';
    this.received = throughPath ? path.received : receivedAvp(registrar, cx);
    this.cflags = throughPath ? cx.target.flags | registrar.usrloc.natFlag : cx.target.flags;
    this.qForAll = qForAll(registrar, cx);
    const socket = namedSocket(registrar, cx) ?? source.socket;
    const connection = registrar.configuredNumber(cx, 'tcpconn_id');
    this.connectionId = connection >= 0 ? connection : socket === source.socket ? source.flow : 0;
    this.flow = registrar.flow(cx, socket, this.connectionId);
    this.socket = registrar.settings.sock_mode === 1 ? advertised(socket) : socket.text;
  }

  /** @param expires seconds since 1970, 0 for a contact that is to be removed */
  values(contact: NameAddr, params: ContactParams, expires: number): BindingValues {
    const { registrar } = this;
    const throughPath = registrar.settings.path_use_received === 1 && this.path.received !== '';
    return {
      uri: contact.uriText,
      received: params.received !== '' && !throughPath ? params.received : this.received,
      path: this.path.vector,
      expires,
      q: this.qForAll >= 0 ? this.qForAll : params.q >= 0 ? params.q : registrar.defaultQ,
      callId: this.callId,
      cseq: this.cseq,
      flags: 0,
      cflags: this.cflags,
      userAgent: this.userAgent,
      socket: this.socket,
      methods: params.methods >= 0 ? params.methods : this.allow(),
      instance: params.instance,
      regId: this.usesRegId && params.instance !== '' ? params.regId : 0,
      serverId: registrar.usrloc.serverId,
      connectionId: this.connectionId,
      flow: this.flow,
      attributes: attributes(registrar, this.cx),
    };
  }

  private allow(): number {
    if (this.allowed < 0) this.allowed = allowedMethods(this.cx.message, this.registrar.methodLists);
    return this.allowed < 0 ? ALL_METHODS : this.allowed;
  }
}

function userAgent(cx: RouteContext): string {
  const { message } = cx;
  const field = message.header(Header.UserAgent);
  if (field === null) return '';
  const end = Math.min(trimEnd(message.received, field.bodyStart, field.bodyEnd), field.bodyStart + LONGEST_USER_AGENT);
  const text = message.received.slice(field.bodyStart, end);
  // a folded field: one line is enough to know a phone by
  const cr = text.indexOf('\r');
  return cr < 0 ? text : text.slice(0, cr);
}

function receivedAvp(registrar: Registrar, cx: RouteContext): string {
  if (registrar.receivedAvp === '' || cx.avpsIfAny === null) return '';
  const value = cx.avpsIfAny.first(registrar.receivedAvp);
  return typeof value === 'string' ? value : '';
}

function qForAll(registrar: Registrar, cx: RouteContext): number {
  const override = qOverride(cx);
  if (override >= 0) return override;
  const configured = registrar.configured(cx, 'q');
  if (configured === null) return -1;
  return typeof configured === 'string'
    ? parseQ(configured)
    : configured >= 0 && configured <= 1000
      ? Math.trunc(configured)
      : -1;
}

// the socket that a script names, or the proxy in front of this server with add_sock_hdr(); it has to be one of ours
function namedSocket(registrar: Registrar, cx: RouteContext): LocalSocket | null {
  const configured = registrar.configured(cx, 'socket');
  if (typeof configured === 'string' && configured !== '') return registrar.socket(cx, configured);
  const { sock_flag, sock_hdr_name } = registrar.settings;
  if (sock_hdr_name === '' || !isOn(cx.flags, sock_flag)) return null;
  const { message } = cx;
  const index = message.findByName(sock_hdr_name);
  if (index < 0) return null;
  const field = message.field(index);
  return (
    cx.core.sockets.findText(
      message.received.slice(field.bodyStart, trimEnd(message.received, field.bodyStart, field.bodyEnd)),
    ) ?? null
  );
}

function advertised(socket: LocalSocket): string {
  return socket.advertisedHost === '' ? socket.text : `${socket.proto}:${shownHost(socket)}:${shownPort(socket)}`;
}

function attributes(registrar: Registrar, cx: RouteContext): BindingValues['attributes'] {
  const name = registrar.usrloc.attributesName;
  if (name === '' || cx.variablesIfAny === null) return null;
  return cx.variables.xavp.list(name)?.copy() ?? null;
}
