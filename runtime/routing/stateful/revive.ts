import type { StoredTransaction } from '../../transaction/stored/records.ts';
import type { RingingTransaction } from '../../transaction/stored/ringing.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import type { InviteServer } from '../../transaction/invite-server.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import { GONE, RouteContext } from '../context.ts';
import type { Core } from '../core.ts';
import { Destination } from '../destination.ts';
import { Source } from '../source.ts';
import { branchTimedOut } from './answers.ts';
import { Branch } from './branch.ts';
import { Setting } from './park.ts';
import { StatefulProxy } from './proxy.ts';
import type { Callbacks } from './rest.ts';

/**
 * A finished transaction that something belongs to: a repeated request or reply, a late 2xx, a CANCEL. It goes on as the objects that it
 * was before, until its wait is over.
 */
export function revive(core: Core, finished: StoredTransaction<Callbacks>): StatefulProxy {
  const { hop, kept } = finished;
  const { socket, ip, port, flow } = hop;
  const cx = new RouteContext(core, 'request', kept.routes, 'requestRoute', GONE, new Source(socket, ip, port, flow));
  const proxy = resumed(cx, finished);
  proxy.relayed = finished.branch !== '';
  proxy.server.resume(finished.status, finished.reply, finished.wait);
  if (finished.branch !== '') reviveBranch(proxy, finished);
  return proxy;
}

/**
 * A transaction that rang and that something belongs to: a reply, a CANCEL, the end of its time. It goes on as the objects that it was
 * before, but for the request, which is read again when somebody looks at it.
 */
export function reviveRinging(core: Core, ringing: RingingTransaction<Callbacks>): StatefulProxy {
  const { stored, settings } = ringing;
  const { hop, kept, branch: id } = stored;
  const source = new Source(hop.socket, ringing.sourceIp, ringing.sourcePort, hop.flow);
  const cx = new RouteContext(core, 'request', kept.routes, 'requestRoute', GONE, source);
  cx.resume(ringing.received);
  const proxy = resumed(cx, stored);
  proxy.relayed = true;
  proxy.lifeEnd = core.clock.now() + ringing.life;
  cx.forceRport = (settings & Setting.forceRport) !== 0;
  cx.localRport = (settings & Setting.localRport) !== 0;
  proxy.disable6xx = (settings & Setting.disable6xx) !== 0;
  proxy.auto100 = (settings & Setting.auto100) !== 0;
  proxy.noErrorReply = (settings & Setting.noErrorReply) !== 0;
  proxy.noCancelReason = (settings & Setting.noCancelReason) !== 0;
  proxy.noFailover = (settings & Setting.noFailover) !== 0;
  proxy.resumeBranches(id);
  const destination = new Destination();
  destination.uri = stored.sentUri;
  destination.flags = stored.branchFlags;
  const branch = new Branch(proxy, 0, destination, branchTimedOut);
  proxy.addBranch(branch);
  const client = new InviteClient(id, ringing.sent, stored.sentTo, proxy.timing, core.wheel, branch);
  branch.client = client;
  branch.replied = true;
  branch.provisional = ringing.provisional;
  (proxy.server as InviteServer).resumeProceeding(stored.status, stored.reply);
  client.resumeProceeding();
  core.transactions.keepClient(client);
  branch.startRinging(Math.max(0, stored.wait));
  core.stateful.ringing.began(proxy);
  return proxy;
}

// A transaction whose request route has ended, with what all of them keep
function resumed(
  cx: RouteContext,
  { key, hop, kept, flags, xflagsLow, xflagsHigh }: StoredTransaction<Callbacks>,
): StatefulProxy {
  const proxy = new StatefulProxy(cx, key, hop);
  cx.proxy = proxy;
  cx.ownsProxy = true;
  cx.answered = true;
  cx.ended = true;
  proxy.flags = flags;
  proxy.xflagsLow = xflagsLow;
  proxy.xflagsHigh = xflagsHigh;
  proxy.onReply = kept.onReply;
  return proxy;
}

function reviveBranch(proxy: StatefulProxy, finished: StoredTransaction<Callbacks>): void {
  const { core, timing } = proxy;
  const { branch: id, key, sentTo, status, wait } = finished;
  proxy.resumeBranches(id);
  const destination = new Destination();
  destination.flags = finished.branchFlags;
  const branch = new Branch(proxy, 0, destination, branchTimedOut);
  proxy.addBranch(branch);
  if (proxy.isInvite) {
    const client = new InviteClient(id, '', sentTo, timing, core.wheel, branch);
    client.resume(wait, finished.sentUri);
    branch.client = client;
  } else {
    const client = new NonInviteClient(id, key.method, '', sentTo, timing, core.wheel, branch);
    client.resume(wait);
    branch.client = client;
  }
  branch.replied = true;
  branch.answer = { status, message: null, reason: '', made: false };
  core.transactions.keepClient(branch.client);
}
