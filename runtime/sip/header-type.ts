/** Header fields that something in the runtime asks for by type. Any other is `Other` and found by name. */
export const Header = {
  Other: 0,
  Via: 1,
  From: 2,
  To: 3,
  CallId: 4,
  CSeq: 5,
  Contact: 6,
  MaxForwards: 7,
  Route: 8,
  RecordRoute: 9,
  ContentLength: 10,
  ContentType: 11,
  Expires: 12,
  Path: 13,
  Supported: 14,
  Require: 15,
  ProxyRequire: 16,
  UserAgent: 17,
  Allow: 18,
  Event: 19,
  Authorization: 20,
  ProxyAuthorization: 21,
  Subject: 22,
  ContentEncoding: 23,
  ReferTo: 24,
  ReferredBy: 25,
  AllowEvents: 26,
  SessionExpires: 27,
  WwwAuthenticate: 28,
  ProxyAuthenticate: 29,
  Privacy: 30,
  Reason: 31,
  Date: 32,
  AcceptContact: 33,
  RejectContact: 34,
  RequestDisposition: 35,
  Identity: 36,
  Server: 37,
} as const;

export type HeaderType = (typeof Header)[keyof typeof Header];

const LONG: readonly (readonly [string, HeaderType])[] = [
  ['via', Header.Via],
  ['from', Header.From],
  ['to', Header.To],
  ['call-id', Header.CallId],
  ['cseq', Header.CSeq],
  ['contact', Header.Contact],
  ['max-forwards', Header.MaxForwards],
  ['route', Header.Route],
  ['record-route', Header.RecordRoute],
  ['content-length', Header.ContentLength],
  ['content-type', Header.ContentType],
  ['expires', Header.Expires],
  ['path', Header.Path],
  ['supported', Header.Supported],
  ['require', Header.Require],
  ['proxy-require', Header.ProxyRequire],
  ['user-agent', Header.UserAgent],
  ['allow', Header.Allow],
  ['event', Header.Event],
  ['authorization', Header.Authorization],
  ['proxy-authorization', Header.ProxyAuthorization],
  ['subject', Header.Subject],
  ['content-encoding', Header.ContentEncoding],
  ['refer-to', Header.ReferTo],
  ['referred-by', Header.ReferredBy],
  ['allow-events', Header.AllowEvents],
  ['session-expires', Header.SessionExpires],
  ['www-authenticate', Header.WwwAuthenticate],
  ['proxy-authenticate', Header.ProxyAuthenticate],
  ['privacy', Header.Privacy],
  ['reason', Header.Reason],
  ['date', Header.Date],
  ['accept-contact', Header.AcceptContact],
  ['reject-contact', Header.RejectContact],
  ['request-disposition', Header.RequestDisposition],
  ['identity', Header.Identity],
  ['server', Header.Server],
];

// Compact forms of RFC 3261 7.3.3, 6665, 3515, 3892, 4028, 3841 and 4474.
const COMPACT: ReadonlyMap<number, HeaderType> = new Map<number, HeaderType>(
  (
    [
      ['v', Header.Via],
      ['f', Header.From],
      ['t', Header.To],
      ['i', Header.CallId],
      ['m', Header.Contact],
      ['l', Header.ContentLength],
      ['c', Header.ContentType],
      ['k', Header.Supported],
      ['o', Header.Event],
      ['s', Header.Subject],
      ['e', Header.ContentEncoding],
      ['r', Header.ReferTo],
      ['b', Header.ReferredBy],
      ['u', Header.AllowEvents],
      ['x', Header.SessionExpires],
      ['a', Header.AcceptContact],
      ['j', Header.RejectContact],
      ['d', Header.RequestDisposition],
      ['y', Header.Identity],
    ] as const
  ).map(([letter, type]) => [letter.charCodeAt(0), type]),
);

interface Name {
  /** Character codes in lower case. */
  readonly codes: Uint8Array;
  readonly type: HeaderType;
}

// Candidates by length and first letter: at most three names share a place, so a field name costs one comparison or two.
const LENGTHS = 32;
const BY_PLACE: readonly (readonly Name[])[] = Array.from({ length: LENGTHS * 32 }, (_, place) =>
  LONG.filter(([name]) => (name.length << 5) + (name.charCodeAt(0) & 31) === place).map(([name, type]) => ({
    codes: Uint8Array.from(name, (letter) => letter.charCodeAt(0)),
    type,
  })),
);

/**
 * @param text text that holds the field name in [from, to), in any case, long or compact
 * @returns its type, `Header.Other` when nothing in the runtime asks for it by type
 */
export function headerType(text: string, from: number, to: number): HeaderType {
  const length = to - from;
  if (length === 1) return COMPACT.get(text.charCodeAt(from) | 32) ?? Header.Other;
  if (length >= LENGTHS || length <= 0) return Header.Other;
  const candidates = BY_PLACE[(length << 5) + (text.charCodeAt(from) & 31)]!;
  for (let i = 0; i < candidates.length; i++) {
    const { codes, type } = candidates[i]!;
    if (isName(text, from, codes)) return type;
  }
  return Header.Other;
}

function isName(text: string, from: number, codes: Uint8Array): boolean {
  for (let i = 0; i < codes.length; i++) {
    const c = text.charCodeAt(from + i);
    if (codes[i] !== c && (c < 65 || c > 90 || codes[i] !== c + 32)) return false;
  }
  return true;
}
