import { Header } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { cancelText } from '../../transaction/hop-by-hop.ts';
import { NonInviteClient } from '../../transaction/non-invite-client.ts';
import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';

const COMPLETED = 'Reason: SIP;cause=200';
const ELSEWHERE = ';text="Call completed elsewhere"';

/** Reason header of a CANCEL of our own making (RFC 3326), '' when local_cancel_reason is off. @param cause status that ended the call here */
export function localReason(proxy: StatefulProxy, cause: number): string {
  if (!proxy.core.stateful.options.writeCancelReason || cause === 0) return '';
  // phones that were not quick enough do not show a missed call then (RFC 3326 2)
  return cause === 200 ? `${COMPLETED}${ELSEWHERE}\r\n` : `Reason: SIP;cause=${cause}\r\n`;
}

/** The same for a CANCEL that waited for a provisional reply: without the text, as recorded (flow fork/answer-cancels-ringing). */
export function lateReason(headers: string): string {
  return headers === `${COMPLETED}${ELSEWHERE}\r\n` ? `${COMPLETED}\r\n` : headers;
}

/** Reason fields of a received CANCEL, as they go downstream (e2e_cancel_reason). */
export function copiedReason(proxy: StatefulProxy, cancel: SipMessage): string {
  if (!proxy.core.stateful.options.copyCancelReason || proxy.noCancelReason) return '';
  let lines = '';
  for (const field of cancel.headers) if (field.type === Header.Reason) lines += cancel.text.slice(field.start, field.end);
  return lines;
}

/** Sends the CANCEL of a branch, or sends it once more while it is not answered. */
export function sendCancel(branch: Branch, headers: string): void {
  const { proxy, client } = branch;
  if (client === null || proxy.over) return;
  branch.cancelWanted = true;
  if (branch.cancel !== null) return;
  const { core } = proxy;
  const cancel = new NonInviteClient(
    client.branch,
    'CANCEL',
    cancelText(client.text, headers),
    client.hop,
    proxy.timing,
    core.wheel,
    branch,
  );
  branch.cancel = cancel;
  core.transactions.addClient(cancel);
  cancel.start();
}
