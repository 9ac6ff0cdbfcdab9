import { z } from '../../runtime/module.ts';

// Parameters that configurations for Kamailio may have and that change nothing here. Those that would ask for something else than what
// is done can have the value only that names it: a mistake at the start is better than one that nobody sees.

type Num = z.ZodDefault<z.ZodNumber>;

const only = (value: number, what: string): Num =>
  z.int().min(value).max(value).default(value).describe(`${what}. Only ${value}.`);
const accepted = (standard: number, why: string): Num =>
  z.int().min(0).max(0xffffffff).default(standard).describe(`Accepted for compatibility: ${why}. Default ${standard}.`);
const text = (standard: string, why: string): z.ZodDefault<z.ZodString> =>
  z.string().default(standard).describe(`Accepted for compatibility: ${why}. Default "${standard}".`);

const NO_LIST = 'destinations that failed are not remembered';

/** See above. */
export const compatible: {
  ruri_matching: Num;
  via1_matching: Num;
  callid_matching: Num;
  callid_cseq_matching: Num;
  headers_mode: Num;
  local_ack_branch_mode: Num;
  enable_uac_fr: Num;
  evlreq_mode: Num;
  failure_exec_mode: Num;
  rich_redirect: Num;
  reparse_invite: Num;
  e2e_cancel_hop_by_hop: Num;
  default_code: Num;
  default_reason: z.ZodDefault<z.ZodString>;
  blst_503: Num;
  blst_503_def_timeout: Num;
  blst_503_min_timeout: Num;
  blst_503_max_timeout: Num;
  blst_methods_add: Num;
  blst_methods_lookup: Num;
  unix_tx_timeout: Num;
  tw_append: z.ZodDefault<z.ZodString>;
} = {
  ruri_matching: only(1, 'Requests of clients before RFC 3261 are told apart by their Request-URI as well'),
  via1_matching: only(1, 'They are told apart by their topmost Via as well'),
  callid_matching: accepted(0, 'Call-ID and CSeq number of requests of one transaction agree in any case'),
  callid_cseq_matching: only(
    0,
    'Transactions are told apart by branch and sent-by (RFC 3261 17.2.3), not by Call-ID and CSeq alone',
  ),
  headers_mode: only(0, 'Headers of CANCELs and of requests of this server are those of RFC 3261'),
  local_ack_branch_mode: only(0, 'The ACK of a 2xx to an INVITE of this server has a branch of its own'),
  enable_uac_fr: only(0, 'Failure callbacks do not run for requests of this server'),
  evlreq_mode: only(0, 'tm:local-request runs for all requests of this server but its pings'),
  failure_exec_mode: only(0, 't_relay says at once when nothing could be sent'),
  rich_redirect: only(0, 'Contacts of a 3xx of this server have the URI and q'),
  reparse_invite: only(1, 'CANCEL and the ACK of a negative reply are made from the INVITE as it was sent'),
  e2e_cancel_hop_by_hop: only(1, 'A CANCEL is answered here, and each branch gets one of its own'),
  default_code: accepted(500, 't_reply always has a status here'),
  default_reason: text('Server Internal Error', 't_reply always has a reason here'),
  blst_503: accepted(0, NO_LIST),
  blst_503_def_timeout: accepted(0, NO_LIST),
  blst_503_min_timeout: accepted(0, NO_LIST),
  blst_503_max_timeout: accepted(3600, NO_LIST),
  blst_methods_add: accepted(1, NO_LIST),
  blst_methods_lookup: accepted(4294967287, NO_LIST),
  unix_tx_timeout: accepted(500, 'nothing is written to Unix sockets'),
  tw_append: text('', 'there is no t_write_unix'),
};
