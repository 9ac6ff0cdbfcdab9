const LATE = 'a reply whose transaction is gone belongs to nothing any more and is dropped (RFC 6026 8.9)';

/**
 * Flows in which this server does something else than the recorded one, with the reason. The runner checks that each of them
 * still differs: an entry that became superfluous fails.
 */
export const DEVIATIONS: Readonly<Record<string, string>> = {
  'absorb/check-stray-reply': 'a reply to nothing that we sent is dropped (RFC 3261 18.1.2, RFC 6026 8.9)',
  'cancel/locally-answered-invite': 'the 487 is repeated until its ACK arrives (RFC 3261 17.2.1)',
  'dialog/removed': 'remove_record_route takes the whole entry back; the recorded server leaves half of it in the message',
  'replies/other-cseq-method': 'a reply whose CSeq method is not that of the request belongs to no transaction (RFC 3261 17.1.3)',
  'replies/stray-received-rport': 'a reply to nothing that we sent is dropped (RFC 3261 18.1.2, RFC 6026 8.9)',
  'replies/stray-unknown': 'a reply to nothing that we sent is dropped (RFC 3261 18.1.2, RFC 6026 8.9)',
  'timers/late-180-invite': LATE,
  'timers/late-200-invite': LATE,
  'timers/late-200-message': LATE,
  'timers/late-486-invite': LATE,
};
