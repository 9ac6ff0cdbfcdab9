import { formatFlow, parseFlow, type LocalSocket, type RouteContext, type Value, type z } from '../../runtime/module.ts';
import type { Binding, Usrloc } from '../usrloc/api.ts';
import { MethodLists } from './methods.ts';
import type { params } from './params.ts';

/** Checked parameters. */
export type Settings = z.output<typeof params>;

/** Contacts of one AoR, whatever the parameters say: each REGISTER has to look at all of them (spec/security.md 17). */
export const MOST_CONTACTS = 256;
/** Contacts in one REGISTER. */
export const MOST_IN_REQUEST = 64;
/** Seconds, about three years: what "no limit" of `max_expires` comes to, so that times stay small integers. */
export const LONGEST_EXPIRES = 100_000_000;

const MOST_SOCKETS = 256;

/** The registrar of one server: its parameters, the location service, and what it counts. */
export class Registrar {
  readonly settings: Settings;
  readonly usrloc: Usrloc;
  /** Name of the AVP `received_avp`, '' for none. */
  readonly receivedAvp: string;
  /** Parameter `default_q` within its limits. */
  readonly defaultQ: number;
  readonly methodLists: MethodLists = new MethodLists();
  accepted = 0;
  rejected = 0;
  private readonly flows: Map<LocalSocket, string> = new Map();
  private readonly sockets: Map<string, LocalSocket | null> = new Map();

  constructor(settings: Settings, usrloc: Usrloc, receivedAvp: string) {
    this.settings = settings;
    this.usrloc = usrloc;
    this.receivedAvp = receivedAvp;
    this.defaultQ = Math.max(-1, Math.min(1000, settings.default_q));
  }

  /** @returns whether a binding may be used; @param now seconds since 1970 */
  usable(binding: Binding, now: number): boolean {
    return this.settings.use_expired_contacts === 1 || binding.isValid(now);
  }

  /** @returns a value of the `$xavp` that `xavp_cfg` names, null when there is none */
  configured(cx: RouteContext, field: string): Value | null {
    const name = this.settings.xavp_cfg;
    if (name === '' || cx.variablesIfAny === null) return null;
    return cx.variables.xavp.list(name)?.value(field) ?? null;
  }
  /** @returns the value as a whole number, -1 when there is none that is one from 0 on */
  configuredNumber(cx: RouteContext, field: string): number {
    const value = this.configured(cx, field);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : -1;
  }

  /** @returns the id of the way back to a peer: worker, socket, connection */
  flow(cx: RouteContext, socket: LocalSocket, connection: number): string {
    if (connection !== 0) return formatFlow(this.usrloc.owner, cx.core.sockets.indexOf(socket), connection);
    let flow = this.flows.get(socket);
    if (flow === undefined) {
      flow = formatFlow(this.usrloc.owner, cx.core.sockets.indexOf(socket), 0);
      this.flows.set(socket, flow);
    }
    return flow;
  }

  /** @returns the connection of a flow id, 0 when it is none of this worker's: whoever sends has to find another way then */
  connection(flow: string): number {
    if (flow === '') return 0;
    const parsed = parseFlow(flow);
    return parsed === null || parsed.owner !== this.usrloc.owner ? 0 : parsed.connection;
  }

  /** @returns the socket with that text, null when the server has none such */
  socket(cx: RouteContext, text: string): LocalSocket | null {
    if (text === '') return null;
    let socket = this.sockets.get(text);
    if (socket === undefined) {
      socket = cx.core.sockets.findText(text) ?? null;
      if (this.sockets.size < MOST_SOCKETS) this.sockets.set(text, socket);
    }
    return socket;
  }
}
