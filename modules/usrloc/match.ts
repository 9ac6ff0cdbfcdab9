/** What decides whether two registrations speak of the same contact. */
export interface Matchable {
  readonly uri: string;
  readonly callId: string;
  readonly path: string;
  readonly instance: string;
  readonly regId: number;
}

/** Parameter `matching_mode`: 0 contact URI; 1 contact and Call-ID; 2 contact and Path; 3 Call-ID only. */
export type MatchingMode = 0 | 1 | 2 | 3;

/**
 * Whether a registration is about a contact that is known already. A contact with an instance is told by instance and reg-id
 * (RFC 5626 6), any other as `matching_mode` says. URIs are compared byte by byte (modules.md 13.1, step 6).
 *
 * @param known what is stored
 * @param next what the registration says
 */
export function sameContact(mode: MatchingMode, known: Matchable, next: Matchable): boolean {
  if (next.instance !== '') return known.instance === next.instance && known.regId === next.regId;
  switch (mode) {
    case 0:
      return known.uri === next.uri;
    case 1:
      return known.uri === next.uri && known.callId === next.callId;
    case 2:
      return known.uri === next.uri && known.path === next.path;
    case 3:
      return known.callId === next.callId;
  }
}

/** What the CSeq of a registration says about its place in time. */
export type Sequence = 'newer' | 'repeated' | 'older';

/**
 * Places a registration behind or before what is stored, RFC 3261 10.3 step 7: within one Call-ID the CSeq has to grow.
 *
 * @param known what is stored; `lastModified` in seconds
 * @param now seconds since 1970
 * @param delay seconds in which the same CSeq is taken for a retransmission (`cseq_delay`)
 * @returns `newer` to be applied, `repeated` nothing to change, `older` to be refused
 */
export function sequence(
  known: { readonly callId: string; readonly cseq: number; readonly lastModified: number },
  callId: string,
  cseq: number,
  now: number,
  delay: number,
): Sequence {
  if (known.callId !== callId || cseq > known.cseq) return 'newer';
  return cseq === known.cseq && known.lastModified + delay > now ? 'repeated' : 'older';
}
