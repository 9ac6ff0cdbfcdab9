import type { InviteClient } from './invite-client.ts';
import type { NonInviteClient } from './non-invite-client.ts';

export type ClientTransaction = InviteClient | NonInviteClient;

/**
 * What a client transaction made of a reply: the first final one; a provisional one; one that follows the final (a 2xx of
 * another fork, or anything else that the user may look at but need not pass on); or nothing for the user.
 */
export type Verdict = 'provisional' | 'final' | 'late' | 'late-2xx' | 'absorbed';

/** Who made a client transaction. Neither call may come while `start` runs, but for `ended` when the send failed. */
export interface ClientUser {
  /** Timer B or F: no reply came in time (RFC 3261 8.1.3.1: to be treated as a 408). */
  timedOut(transaction: ClientTransaction): void;
  /** The transaction is over and matches nothing any more. */
  ended(transaction: ClientTransaction): void;
}
