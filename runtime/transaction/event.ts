/** What happens to a transaction machine. Numbers, because a machine sees one for every message. */
export const Event = {
  /** Client: begin. */
  start: 0,
  /** Client: a reply arrived; the argument is its status. Server: the user answers with that status. */
  reply: 1,
  /** Server: the request arrived again. */
  request: 2,
  /** Server: ACK arrived. */
  ack: 3,
  /** A, E or G: retransmit. */
  retransmit: 4,
  /** B, F or H: gave up. */
  timeout: 5,
  /** D, I, J, K, L or M: the last wait is over. */
  linger: 6,
} as const;

export type Event = (typeof Event)[keyof typeof Event];

/** Kinds of timers, as numbers for TimerNode: what they make happen. */
export const Timer: { readonly retransmit: 4; readonly timeout: 5; readonly linger: 6 } = {
  retransmit: Event.retransmit,
  timeout: Event.timeout,
  linger: Event.linger,
};
