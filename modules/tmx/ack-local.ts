import { acknowledge, decimal, headerText, wireText, type Core } from '../../runtime/module.ts';

/**
 * t_uac_ack_local: the ACK of an INVITE that this server sent and that got a 2xx.
 *
 * @param cseq its CSeq number as text
 * @param headers whole header lines with CRLF, '' for none
 * @param body Content-Type has to be among the headers then
 * @returns 1 sent · -1 no such INVITE with a 2xx, or headers that are no lines
 */
export function ackLocal(core: Core, callId: string, cseq: string, headers: string, body: string): 1 | -1 {
  const number = decimal(cseq, 0, cseq.length, 0x7fffffff);
  const lines = headerText(headers);
  if (lines === null || number < 0) return -1;
  for (const request of core.locals.of(callId)) {
    if (request.cseq !== number || !request.isInvite || request.accepted === null) continue;
    const mode = core.stateful.options.localAckMode;
    return acknowledge(core, request, request.accepted, null, mode, lines, wireText(body)) ? 1 : -1;
  }
  return -1;
}
