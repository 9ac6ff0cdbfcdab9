import type { StatefulOptions, z } from '../../runtime/module.ts';
import { listName } from './contacts.ts';
import type { params } from './params.ts';
import { replyCodes } from './reply-codes.ts';

/** The parameters as the stateful proxy of the runtime takes them. */
export function statefulOptions(p: z.output<typeof params>): StatefulOptions {
  return {
    timing: { t1: p.retr_timer1, t2: p.retr_timer2, fr: p.fr_timer, frInvite: p.fr_inv_timer, wait: p.wt_timer },
    maxInviteLifetime: p.max_inv_lifetime,
    maxNonInviteLifetime: p.max_noninv_lifetime,
    auto100: p.auto_inv_100 === 1,
    auto100Reason: p.auto_inv_100_reason,
    cancelMethod: p.cancel_b_method as 0 | 1 | 2,
    unmatchedCancel: p.unmatched_cancel as 0 | 1 | 2,
    copyCancelReason: p.e2e_cancel_reason === 1,
    writeCancelReason: p.local_cancel_reason === 1,
    restartOnEachReply: p.restart_fr_on_each_reply === 1,
    passProvisional: p.pass_provisional_replies === 1,
    disable6xx: p.disable_6xx_block === 1,
    aggregateChallenges: p.aggregate_challenges === 1,
    remap503: p.remap_503_500 === 1,
    fakedReplyPriority: p.faked_reply_prio,
    noisyTimeout: p.noisy_ctimer === 1,
    failureReplyMode: p.failure_reply_mode,
    timeoutStatus: p.reply_408_code,
    timeoutReason: p.reply_408_reason,
    delayedReply: p.delayed_reply === 1,
    relay100: p.relay_100 === 1,
    frAvp: listName(p.fr_timer_avp),
    frInviteAvp: listName(p.fr_inv_timer_avp),
    failoverStatuses: replyCodes(p.failover_reply_codes) ?? new Set(),
    localAckMode: p.local_ack_mode as 0 | 1 | 2,
  };
}
