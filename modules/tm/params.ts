import { z } from '../../runtime/module.ts';
import { compatible } from './compatible.ts';
import { replyCodes } from './reply-codes.ts';

const milliseconds = (fallback: number, what: string): z.ZodDefault<z.ZodNumber> =>
  z.int().min(0).max(86_400_000).default(fallback).describe(`${what}. Milliseconds, default ${fallback}.`);
const onOff = (fallback: 0 | 1, what: string): z.ZodDefault<z.ZodNumber> =>
  z.int().min(0).max(1).default(fallback).describe(`${what}. 0 or 1, default ${fallback}.`);

const callback = (what: string): z.ZodDefault<z.ZodString> =>
  z.string().default('').describe(`Exported function that runs for ${what}. Default "": none.`);

type Num = z.ZodDefault<z.ZodNumber>;
type Text = z.ZodDefault<z.ZodString>;

/** Parameters of the module, with Kamailio's names. */
export const params: z.ZodObject<
  {
    fr_timer: Num;
    fr_inv_timer: Num;
    retr_timer1: Num;
    retr_timer2: Num;
    wt_timer: Num;
    max_inv_lifetime: Num;
    max_noninv_lifetime: Num;
    noisy_ctimer: Num;
    restart_fr_on_each_reply: Num;
    auto_inv_100: Num;
    auto_inv_100_reason: Text;
    cancel_b_method: Num;
    unmatched_cancel: Num;
    e2e_cancel_reason: Num;
    local_cancel_reason: Num;
    pass_provisional_replies: Num;
    disable_6xx_block: Num;
    aggregate_challenges: Num;
    remap_503_500: Num;
    faked_reply_prio: Num;
    failure_reply_mode: Num;
    reply_408_code: Num;
    reply_408_reason: Text;
    delayed_reply: Num;
    relay_100: Num;
    fr_timer_avp: Text;
    fr_inv_timer_avp: Text;
    local_ack_mode: Num;
    event_callback: Text;
    event_callback_lres_sent: Text;
    evcb_local_ack_sent: Text;
    on_sl_reply: Text;
    failover_reply_codes: Text;
    reparse_on_dns_failover: Num;
    dns_reuse_rcv_socket: Num;
    contacts_avp: Text;
    contact_flows_avp: Text;
  } & typeof compatible,
  z.core.$strict
> = z.strictObject({
  fr_timer: milliseconds(
    30_000,
    'How long to wait for any reply, for the final reply to a non-INVITE, and for the ACK of a negative reply',
  ),
  fr_inv_timer: milliseconds(120_000, 'How long a callee may ring: an INVITE branch after a provisional reply'),
  retr_timer1: milliseconds(500, 'First retransmission interval (T1)'),
  retr_timer2: milliseconds(4000, 'Longest retransmission interval (T2)'),
  wt_timer: milliseconds(5000, 'How long a finished transaction absorbs late messages'),
  max_inv_lifetime: milliseconds(180_000, 'Absolute end of an INVITE transaction'),
  max_noninv_lifetime: milliseconds(32_000, 'Absolute end of other transactions'),
  noisy_ctimer: onOff(1, 'Answer 408 when nobody answered; 0 drops a single-branch INVITE without failure callback silently'),
  restart_fr_on_each_reply: onOff(1, 'Every provisional reply restarts fr_inv_timer; 0: only the first and rising ones from 180'),
  auto_inv_100: onOff(1, 'Answer an INVITE with 100 as soon as it is relayed'),
  auto_inv_100_reason: z
    .string()
    .default('trying -- your call is important to us')
    .describe('Reason of that 100. Default "trying -- your call is important to us".'),
  cancel_b_method: z
    .int()
    .min(0)
    .max(2)
    .default(1)
    .describe(
      'Cancelling a branch without any reply: 0 counts as 487 at once, 1 the CANCEL waits for a provisional, 2 it is sent anyway. Default 1.',
    ),
  unmatched_cancel: z
    .int()
    .min(0)
    .max(2)
    .default(0)
    .describe('A CANCEL without its INVITE: 0 relayed statefully, 1 statelessly, 2 dropped. Default 0.'),
  e2e_cancel_reason: onOff(1, 'Copy Reason of a received CANCEL into those sent'),
  local_cancel_reason: onOff(1, 'Write a Reason into CANCELs of our own making'),
  pass_provisional_replies: onOff(0, 'Relay provisional replies of branches that are being cancelled'),
  disable_6xx_block: onOff(0, 'Treat a 6xx as any other negative reply, so that forking goes on'),
  aggregate_challenges: onOff(1, 'Merge the challenges of all 401 and 407 into one 401'),
  remap_503_500: onOff(1, 'Answer 500 upstream when the best reply is a 503'),
  faked_reply_prio: z
    .int()
    .min(-10_000)
    .max(10_000)
    .default(0)
    .describe('Added to the priority of replies made here when the best one is chosen; lower wins. Default 0.'),
  failure_reply_mode: z
    .int()
    .min(0)
    .max(3)
    .default(3)
    .describe(
      'Earlier replies when a failure callback forks on: 3 forgotten if it added branches, 0 kept, 1 always forgotten, 2 those of the leg that failed forgotten. Default 3.',
    ),
  reply_408_code: z.int().min(300).max(699).default(408).describe('Status of the reply when nobody answered. Default 408.'),
  reply_408_reason: z.string().default('Request Timeout').describe('Reason of that reply. Default "Request Timeout".'),
  relay_100: onOff(0, 'A 100 of a callee goes up to the caller; our own does in any case'),
  fr_timer_avp: z
    .string()
    .default('')
    .describe(
      'AVP with the fr_timer of one transaction in seconds, as `$avp(x)`; it counts when it is set before the transaction is made. Default "": none.',
    ),
  fr_inv_timer_avp: z.string().default('').describe('The same for fr_inv_timer. Default "": none.'),
  local_ack_mode: z
    .int()
    .min(0)
    .max(2)
    .default(0)
    .describe(
      'ACK of a 2xx to an INVITE of this server: 0 along the route set of the 2xx, 1 to where the INVITE went, 2 to where the 2xx came from. Default 0.',
    ),
  event_callback: callback('each request of this server before it leaves, with the event name tm:local-request'),
  event_callback_lres_sent: callback(
    'each reply that a transaction has made by itself, with the event name tm:local-response-sent',
  ),
  evcb_local_ack_sent: callback('each ACK of a 2xx to an INVITE of this server, with the event name tm:local-ack-sent'),
  on_sl_reply: callback('each reply that belongs to no transaction, with the event name on_sl_reply; drop() discards it'),
  failover_reply_codes: z
    .string()
    .refine((text) => replyCodes(text) !== null, { error: 'must be codes from 300 to 699, as in "500-599, 408" or "class=5"' })
    .default('')
    .describe(
      'Final replies beside 503 behind which the next address of the next hop\'s name is tried, when `use_dns_failover` is on: `408, 500-599`, `code=408;class=5`. Default "".',
    ),
  reparse_on_dns_failover: onOff(
    1,
    'What goes to the next address is written from what went to the one before; here whatever is set, so that edits of branch callbacks stay',
  ),
  dns_reuse_rcv_socket: onOff(
    0,
    'The next address is sent to from the socket that the request came over; here whatever is set, if that socket can reach it',
  ),
  contacts_avp: z
    .string()
    .default('')
    .describe(
      'List in which t_load_contacts keeps the destinations: `$avp(x)`, `$xavp(x)` or `x` is `$xavp(x)`. Default "": none.',
    ),
  contact_flows_avp: z
    .string()
    .default('')
    .describe('List in which t_next_contacts keeps further flows of an instance, named as contacts_avp. Default "": none.'),
  delayed_reply: onOff(1, 'Errors of t_relay are answered when the route ends; 0: at once'),
  ...compatible,
});
