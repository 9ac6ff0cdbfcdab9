import type { Edits } from '../../sip/edits.ts';
import { Header } from '../../sip/header-type.ts';
import type { RouteReference } from '../context.ts';
import type { RouteGeneration } from '../routes.ts';
import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';

/** What finished transactions have in common: a late 2xx runs the reply callback of their generation of routes. */
export interface Callbacks {
  readonly routes: RouteGeneration;
  readonly onReply: RouteReference;
}

/** Callbacks of one generation of routes; functions that a route makes anew for each message are not worth more. */
const MOST = 500;

/** One object for each kind of callbacks, so that a hundred thousand finished transactions hold a number each. */
export class CallbackTable {
  private readonly known: WeakMap<RouteGeneration, Map<RouteReference, Callbacks>> = new WeakMap();
  // nearly always those of the transaction before
  private last: Callbacks | null = null;

  /** @returns null when there are too many kinds */
  get(routes: RouteGeneration, onReply: RouteReference): Callbacks | null {
    if (this.last !== null && this.last.routes === routes && this.last.onReply === onReply) return this.last;
    let kinds = this.known.get(routes);
    if (kinds === undefined) this.known.set(routes, (kinds = new Map()));
    let callbacks = kinds.get(onReply);
    if (callbacks === undefined) {
      if (kinds.size >= MOST) return null;
      kinds.set(onReply, (callbacks = { routes, onReply }));
    }
    return (this.last = callbacks);
  }
}

/**
 * Puts a transaction that only absorbs what is repeated among the finished ones: one that was answered, with one branch at most and
 * nothing that a script may still ask it for. Others stay as they are until their wait is over.
 * @returns whether it rests
 */
export function rest(proxy: StatefulProxy): boolean {
  const { cx, core, server, branches } = proxy;
  if (!server.resting || proxy.deciding > 0 || proxy.deadline !== null || branches.length > 1) return false;
  if (cx.avpsIfAny !== null || cx.variablesIfAny !== null) return false;
  const branch = branches[0];
  if (branch !== undefined && !rests(branch)) return false;
  // the ACK of a negative reply behind the 2xx takes the INVITE's Route fields along (RFC 3261 17.1.1.3), and they are not kept
  if (branch !== undefined && proxy.isInvite && hasRoute(proxy, branch)) return false;
  const callbacks = core.stateful.callbacks.get(cx.routes, branch?.onReply ?? '');
  if (callbacks === null) return false;
  const { hop } = server;
  const taken = core.transactions.stored.finished.put({
    key: proxy.key,
    status: server.lastStatus,
    reply: server.lastReply,
    hop,
    branch: branch?.client?.branch ?? '',
    sentTo: branch?.client?.hop ?? hop,
    sentUri: branch !== undefined && proxy.isInvite ? branch.destination.uri || cx.message.requestUri : '',
    flags: proxy.flags,
    xflagsLow: proxy.xflagsLow,
    xflagsHigh: proxy.xflagsHigh,
    branchFlags: branch?.destination.flags ?? 0,
    kept: callbacks,
    wait: proxy.timing.wait,
  });
  if (!taken) return false;
  proxy.over = true;
  server.rest();
  core.transactions.servers.remove(proxy);
  if (branch?.client != null) {
    branch.client.rest();
    core.transactions.removeClient(branch.client);
  }
  return true;
}

// Its request got a final reply from the network, and nothing else of it is under way
function rests({ client, cancel, cancelWanted, answer, isRinging }: Branch): boolean {
  if (client === null || cancel !== null || cancelWanted || isRinging) return false;
  return client.resting && answer !== null;
}

function hasRoute({ cx, edits }: StatefulProxy, { destination }: Branch): boolean {
  // one that was parked has none
  return !cx.isUnread && (cx.message.has(Header.Route) || destination.path !== '' || addsRoute(edits));
}

/** @returns whether edits put a Route into the request */
export function addsRoute({ made }: Edits): boolean {
  for (let i = 0; i < made.length; i++) {
    const { text } = made[i]!;
    if (text.startsWith('Route') || text.includes('\nRoute')) return true;
  }
  return false;
}
