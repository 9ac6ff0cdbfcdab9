/** The timers of one transaction in milliseconds, under Kamailio's names (spec/modules.md 9.3); RFC 3261 table 4 in brackets. */
export interface Timing {
  /** retr_timer1: first retransmission [T1]. */
  t1: number;
  /** retr_timer2: cap of the retransmission interval [T2]. */
  t2: number;
  /** fr_timer: no reply at all, no final reply to a non-INVITE, no ACK for a negative reply [B, F, H: 64*T1]. */
  fr: number;
  /** fr_inv_timer: an INVITE branch after a provisional reply [C]. */
  frInvite: number;
  /** wt_timer: a finished transaction absorbs late messages [I, J, L]. */
  wait: number;
}

export const DEFAULT_TIMING: Readonly<Timing> = { t1: 500, t2: 4000, fr: 30_000, frInvite: 120_000, wait: 5000 };

/** How long a client transaction waits for what the peer may repeat, in units of T1 [D, M]. */
export const REPEATS = 64;
/** Longest life of a message in the network in milliseconds [T4]. */
export const T4 = 5000;
