import type { FinishedTransaction } from '../../transaction/finished/store.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import { GONE, RouteContext } from '../context.ts';
import type { Core } from '../core.ts';
import { Destination } from '../destination.ts';
import { Source } from '../source.ts';
import { branchTimedOut } from './answers.ts';
import { Branch } from './branch.ts';
import { StatefulProxy } from './proxy.ts';
import type { Callbacks } from './rest.ts';

/**
 * A finished transaction that something belongs to: a repeated request or reply, a late 2xx, a CANCEL. It goes on as the objects that it
 * was before, until its wait is over.
 */
export function revive(core: Core, finished: FinishedTransaction<Callbacks>): StatefulProxy {
  const { key, hop, kept } = finished;
  const { socket, ip, port, flow } = hop;
  const cx = new RouteContext(core, 'request', kept.routes, 'requestRoute', GONE, new Source(socket, ip, port, flow));
  const proxy = new StatefulProxy(cx, key, hop);
  cx.proxy = proxy;
  cx.ownsProxy = true;
  cx.answered = true;
  cx.ended = true;
  proxy.relayed = finished.branch !== '';
  proxy.flags = finished.flags;
  proxy.xflagsLow = finished.xflagsLow;
  proxy.xflagsHigh = finished.xflagsHigh;
  proxy.onReply = kept.onReply;
  proxy.server.resume(finished.status, finished.reply, finished.wait);
  if (finished.branch !== '') reviveBranch(proxy, finished);
  return proxy;
}

function reviveBranch(proxy: StatefulProxy, finished: FinishedTransaction<Callbacks>): void {
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
