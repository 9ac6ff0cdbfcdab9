import { Header } from '../../sip/header-type.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import { InviteServer } from '../../transaction/invite-server.ts';
import type { RouteContext } from '../context.ts';
import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';

/** Settings of a transaction that is parked, as bits. */
export const Setting = {
  forceRport: 1,
  localRport: 2,
  disable6xx: 4,
  auto100: 8,
  noErrorReply: 16,
  noCancelReason: 32,
  noFailover: 64,
} as const;

/**
 * Puts an INVITE that rings among those that are no objects: one with one branch, without failure callbacks, that nothing belongs to but
 * what can be read again. Others stay as they are.
 * @returns whether it was parked; the object is of no use then
 */
export function park(proxy: StatefulProxy): boolean {
  const { cx, core, server, branches } = proxy;
  if (!(server instanceof InviteServer) || !server.isProceeding || branches.length !== 1 || !mayPark(proxy) || !isPlain(cx))
    return false;
  const branch = branches[0]!;
  const { client, destination } = branch;
  const wait = branch.ringingLeft;
  if (!(client instanceof InviteClient) || wait < 0 || !waits(branch, client)) return false;
  // see `rest`, which can not look for them later
  if (cx.message.has(Header.Route) || destination.path !== '') return false;
  const callbacks = core.stateful.callbacks.get(cx.routes, branch.onReply);
  if (callbacks === null) return false;
  const taken = core.transactions.stored.ringing.put({
    stored: {
      key: proxy.key,
      status: server.lastStatus,
      reply: server.lastReply,
      hop: server.hop,
      branch: client.branch,
      sentTo: client.hop,
      sentUri: destination.uri || cx.message.requestUri,
      flags: proxy.flags,
      xflagsLow: proxy.xflagsLow,
      xflagsHigh: proxy.xflagsHigh,
      branchFlags: destination.flags,
      kept: callbacks,
      wait,
    },
    received: cx.message.text,
    sent: client.text,
    sourceIp: cx.source.ip,
    sourcePort: cx.source.port,
    life: proxy.lifeLeft,
    provisional: branch.provisional,
    settings: settingsOf(proxy),
  });
  if (!taken) return false;
  proxy.over = true;
  branch.stopRinging();
  server.rest();
  core.transactions.servers.remove(proxy);
  client.rest();
  core.transactions.removeClient(client);
  return true;
}

function mayPark(proxy: StatefulProxy): boolean {
  if (proxy.over || proxy.held || proxy.shared || proxy.cancelled || proxy.deciding > 0 || proxy.deadline !== null) return false;
  // edits are there where a failure callback may send the request again, with them
  if (proxy.edits.size > 0 || proxy.cancelHeaders !== '') return false;
  return proxy.timing === proxy.core.stateful.options.timing;
}

// What the run of the request route left behind is in the request, or in the settings
function isPlain(cx: RouteContext): boolean {
  if (!cx.ended || cx.isGone || cx.hasSlots || cx.avpsIfAny !== null || cx.variablesIfAny !== null) return false;
  if (cx.replyHeaders !== '' || cx.replyBody !== null || cx.advertisedHost !== '' || cx.advertisedPort !== 0) return false;
  if (cx.viaExtras !== 0 || cx.connection !== 0) return false;
  return cx.source.socket === cx.proxy!.server.hop.socket && cx.source.proto === cx.source.socket.proto;
}

function waits(branch: Branch, client: InviteClient): boolean {
  if (branch.onFailure !== '' || branch.onBranchFailure !== '' || branch.index !== 0) return false;
  if (client.hop.further !== undefined) return false; // a 503 goes on with them
  return branch.isPending && client.hasProvisional && branch.cancel === null && !branch.cancelWanted;
}

function settingsOf({ cx, disable6xx, auto100, noErrorReply, noCancelReason, noFailover }: StatefulProxy): number {
  return (
    (cx.forceRport ? Setting.forceRport : 0) |
    (cx.localRport ? Setting.localRport : 0) |
    (disable6xx ? Setting.disable6xx : 0) |
    (auto100 ? Setting.auto100 : 0) |
    (noErrorReply ? Setting.noErrorReply : 0) |
    (noCancelReason ? Setting.noCancelReason : 0) |
    (noFailover ? Setting.noFailover : 0)
  );
}
