import type { TimerWheel } from '../../timer/wheel.ts';
import type { AckMode } from '../local/ack.ts';
import { DEFAULT_TIMING, type Timing } from '../../transaction/timing.ts';
import { CallbackTable } from './rest.ts';
import { Ringing } from './ringing.ts';
import { SuspendedRequests } from './suspended.ts';

/** Parameters of tm that the stateful proxy works by, with Kamailio's names and defaults (spec/modules.md 9.3 to 9.10). */
export interface StatefulOptions {
  timing: Timing;
  /** max_inv_lifetime, max_noninv_lifetime: absolute end of a transaction in milliseconds. */
  maxInviteLifetime: number;
  maxNonInviteLifetime: number;
  /** auto_inv_100: answer an INVITE with 100 as soon as it is relayed. */
  auto100: boolean;
  auto100Reason: string;
  /** cancel_b_method: 0 a branch without any reply counts as 487, 1 its CANCEL waits for a provisional, 2 it is sent anyway. */
  cancelMethod: 0 | 1 | 2;
  /** unmatched_cancel: 0 relayed statefully, 1 statelessly, 2 dropped. */
  unmatchedCancel: 0 | 1 | 2;
  /** e2e_cancel_reason: copy Reason of a received CANCEL. */
  copyCancelReason: boolean;
  /** local_cancel_reason: write a Reason into CANCELs of our own making. */
  writeCancelReason: boolean;
  /** restart_fr_on_each_reply: each provisional restarts fr_inv_timer. */
  restartOnEachReply: boolean;
  /** pass_provisional_replies: relay provisionals of branches that are being cancelled. */
  passProvisional: boolean;
  /** disable_6xx_block: a 6xx is a negative reply like others. */
  disable6xx: boolean;
  /** aggregate_challenges: merge the challenges of all 401 and 407. */
  aggregateChallenges: boolean;
  /** remap_503_500: a 503 becomes a 500 upstream. */
  remap503: boolean;
  /** faked_reply_prio: penalty for replies made here, in the priority of best replies. */
  fakedReplyPriority: number;
  /** noisy_ctimer: 0 lets an unanswered single-branch INVITE die silently. */
  noisyTimeout: boolean;
  /** failure_reply_mode: 3 forget earlier replies when a failure callback adds branches, 0 keep, 1 always forget, 2 forget the last leg's. */
  failureReplyMode: number;
  /** reply_408_code, reply_408_reason. */
  timeoutStatus: number;
  timeoutReason: string;
  /** delayed_reply: errors of t_relay are answered when the route ends. */
  delayedReply: boolean;
  /** relay_100: a 100 of a callee goes up as other provisional replies do. */
  relay100: boolean;
  /** fr_timer_avp, fr_inv_timer_avp: names of AVPs with seconds for one transaction; '' for none. */
  frAvp: string;
  frInviteAvp: string;
  /** local_ack_mode: where the ACK of a 2xx to an INVITE of our own goes. */
  localAckMode: AckMode;
  /** failover_reply_codes: final replies beside 503 behind which the next address of the next hop's name is tried. */
  failoverStatuses: ReadonlySet<number>;
}

export function defaultStatefulOptions(): StatefulOptions {
  return {
    timing: { ...DEFAULT_TIMING },
    maxInviteLifetime: 180_000,
    maxNonInviteLifetime: 32_000,
    auto100: true,
    auto100Reason: 'trying -- your call is important to us',
    cancelMethod: 1,
    unmatchedCancel: 0,
    copyCancelReason: true,
    writeCancelReason: true,
    restartOnEachReply: true,
    passProvisional: false,
    disable6xx: false,
    aggregateChallenges: true,
    remap503: true,
    fakedReplyPriority: 0,
    noisyTimeout: true,
    failureReplyMode: 3,
    timeoutStatus: 408,
    timeoutReason: 'Request Timeout',
    delayedReply: true,
    relay100: false,
    frAvp: '',
    frInviteAvp: '',
    localAckMode: 0,
    failoverStatuses: new Set(),
  };
}

/** What the stateful proxies of one server share. */
export class StatefulTable {
  options: StatefulOptions = defaultStatefulOptions();
  /** INVITEs that began to ring a moment ago. */
  readonly ringing: Ringing;
  /** What finished transactions have in common. */
  readonly callbacks: CallbackTable = new CallbackTable();
  /** Requests that wait for t_continue. */
  readonly suspended: SuspendedRequests = new SuspendedRequests();
  /** Answers relayed, absorbed and made here; statistics of tmx. */
  repliesRelayed = 0;
  repliesAbsorbed = 0;
  repliesGenerated = 0;
  /** Transactions by the first digit of their final status. */
  readonly finals: number[] = [0, 0, 0, 0, 0, 0, 0];

  constructor(wheel: TimerWheel) {
    this.ringing = new Ringing(wheel);
  }
}
