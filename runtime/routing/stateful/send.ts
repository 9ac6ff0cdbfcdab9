import { Header } from '../../sip/header-type.ts';
import type { Edit } from '../../sip/edits.ts';
import type { SipMessage } from '../../sip/message.ts';
import { serialize } from '../../sip/serialize.ts';
import { InviteClient } from '../../transaction/invite-client.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import type { Hop } from '../../transaction/hop.ts';
import type { RouteContext } from '../context.ts';
import type { Destination } from '../destination.ts';
import { maySend } from '../on-send.ts';
import { ownVia, viaMarksEdit } from '../via.ts';
import type { Branch } from './branch.ts';

/**
 * Writes a request for one branch (RFC 3261 16.6): the script's edits, the branch's Request-URI, its path as Route fields,
 * our Via on top, `received` and `rport` in the one below.
 *
 * @param message the request; its edits are applied
 * @param branchId whole branch value for our Via
 * @param alone without the Via fields of others: as if the request began here
 */
export function requestText(
  cx: RouteContext,
  message: SipMessage,
  destination: Destination,
  hop: Hop,
  branchId: string,
  alone: boolean = false,
): string {
  const more: Edit[] = [];
  const via = message.header(Header.Via)!;
  const marks = alone ? null : viaMarksEdit(cx);
  if (marks !== null) more.push(marks);
  let top = ownVia(cx, hop.socket, branchId);
  if (destination.path !== '') {
    const route = message.header(Header.Route);
    const line = `Route: ${destination.path}\r\n`;
    // the path goes in front of Route fields that are there (RFC 3327 5.5)
    if (route === null) top += line;
    else more.push({ at: route.start, end: route.start, text: line, late: null });
  }
  more.push({ at: via.start, end: alone ? via.end : via.start, text: top, late: null });
  if (alone) withoutOthers(message, more);
  const startLine = destination.uri === '' ? '' : `${message.method} ${destination.uri} SIP/2.0\r\n`;
  return serialize(message, startLine, more, hop.socket);
}

// all Via fields but the first, in whose place ours stands
function withoutOthers(message: SipMessage, edits: Edit[]): void {
  for (let at = message.findByType(Header.Via, message.findByType(Header.Via) + 1); at >= 0;) {
    const { start, end } = message.field(at);
    edits.push({ at: start, end, text: '', late: null });
    at = message.findByType(Header.Via, at + 1);
  }
}

/**
 * Starts the client transaction of a branch.
 * @returns whether the request was handed to the transport
 */
export function startBranch(branch: Branch, cx: RouteContext, message: SipMessage, hop: Hop): boolean {
  const id = branch.proxy.branchId(branch.index);
  return startWith(branch, cx, id, message.method, requestText(cx, message, branch.destination, hop, id), hop);
}

/**
 * Starts the client transaction of a branch with a request that is written.
 * @param cx the run that it is sent for
 * @param id whole branch value, as in its Via
 * @returns as `startBranch`
 */
export function startWith(branch: Branch, cx: RouteContext, id: string, method: string, text: string, hop: Hop): boolean {
  const { proxy } = branch;
  const { core } = proxy;
  if (hop.further !== undefined) hop.further.request = text;
  const timing = proxy.lifeLeft < proxy.timing.fr ? { ...proxy.timing, fr: proxy.lifeLeft } : proxy.timing;
  const client = proxy.isInvite
    ? new InviteClient(id, text, hop, timing, core.wheel, branch)
    : new NonInviteClient(id, method, text, hop, timing, core.wheel, branch);
  branch.client = client;
  core.transactions.addClient(client);
  if (cx.routes.onSendRoute !== undefined && !maySend(cx, branch.destination.uri, hop, text)) {
    client.terminate();
    return false;
  }
  const started = client.start();
  if (!started) core.counters.sendFailures++;
  return started;
}
